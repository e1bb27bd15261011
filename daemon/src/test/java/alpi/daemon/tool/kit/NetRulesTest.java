package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Rounds;
import alpi.daemon.config.ConfigFile;
import alpi.daemon.config.ConfigPatch;
import alpi.daemon.config.EgressPosture;
import alpi.daemon.egress.CanonicalHost;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.EgressRules.Finding;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.Spellings;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.policy.Capability;
import alpi.daemon.tool.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The owner's rules over the network, from the file to the verdict.
@Timeout(120)
class NetRulesTest {
  private static final String LIST = "egress:\n  posture: allowlist\n  allow: [ok.example]\n";

  @TempDir Path dir;
  private Room room;

  @BeforeEach
  void open() {
    room = new Room(dir, LIST, Map.of());
  }

  @AfterEach
  void close() {
    room.close();
  }

  private String looksAt(String address) {
    return room.net.preview(HttpUrl.parse(address).orElseThrow()).decision();
  }

  private Optional<ErrorCode> fetch(String address) {
    return room.does("web_fetch", "{\"url\":\"" + address + "\"}").code();
  }

  private void set(String key, String value) {
    var change =
        room.settings.patch(
            ConfigPatch.of(new ConfigPatch.SetText(key, value)), Actor.local(1), false);
    assertTrue(change.conflicts().isEmpty());
  }

  @Test
  void whatTheListDoesNotNameIsRefusedToAJobThatNobodyAttends() {
    assertEquals(Optional.of(ErrorCode.NEED_GRANT), fetch("https://evil.example/"));
    assertEquals("ask", looksAt("https://evil.example/"));
    room.allow(Capability.NET, "https://evil.example:443", false);
    assertEquals("allow", looksAt("https://evil.example/"));
    assertEquals("ask", looksAt("https://evil.example:8443/"));
  }

  @Test
  void whatIsBlockedIsRefusedWhateverIsGranted() {
    room.allow(Capability.NET, "https://ok.example:443", false);
    assertEquals("allow", looksAt("https://ok.example/"));
    set("egress.block", "[ok.example]");
    assertEquals(Optional.of(ErrorCode.EGRESS_DENIED), fetch("https://ok.example/"));
    assertEquals("deny", looksAt("https://ok.example/"));
    set("egress.block", "[]");
    assertEquals("allow", looksAt("https://ok.example/"));
    set("egress.posture", "off");
    assertEquals(Optional.of(ErrorCode.EGRESS_DENIED), fetch("https://ok.example/"));
  }

  @Test
  void noSpellingOfAPrivatePlaceIsFetchedWhateverIsGranted() {
    set("egress.posture", "public");
    room.allow(Capability.NET, "http://127.0.0.1:80", false);
    List<String> all = Spellings.ofPrivatePlaces();
    for (int i = 0; i < all.size(); i += 7) {
      Outcome outcome = room.does("web_fetch", "{\"url\":\"http://" + all.get(i) + "/\"}");
      assertFalse(outcome.ran(), all.get(i));
    }
  }

  @Test
  void settingsThatCannotBeReadAllowNothing() throws IOException {
    assertEquals("allow", looksAt("https://ok.example/"));
    Files.writeString(room.home.config(), LIST + "  block: [ok.exam");
    assertThrows(Problem.class, () -> room.settings.reload());
    assertEquals("deny", looksAt("https://ok.example/"));
    assertEquals(Optional.of(ErrorCode.EGRESS_DENIED), fetch("https://ok.example/"));
  }

  @Test
  void noEditOfTheFileOpensWhatItDoesNotName() {
    long seed = 31;
    var random = new Random(seed);
    CanonicalHost evil = CanonicalHost.parse("evil.example").orElseThrow();
    int shut = 0;
    for (int i = 0; i < Rounds.of(2_500, 100_000); i++) {
      String text = edited(random);
      EgressRules rules = read(text);
      shut += rules.shut().isPresent() ? 1 : 0;
      boolean open = rules.check("https", evil, 443) instanceof Finding.Open;
      // An edit that takes the posture out leaves what holds without one, which is to be seen.
      boolean chosen = rules.posture() == EgressPosture.PUBLIC;
      assertTrue(!open || chosen, "seed " + seed + " edit " + i + ":\n" + text);
    }
    assertTrue(shut > 1000, "only " + shut + " of the edits broke the file");
  }

  private static String edited(Random random) {
    String signs = "[]{}:,-# \n\"'*!&%abx01";
    var text = new StringBuilder(LIST);
    for (int n = random.nextInt(6); n >= 0; n--) {
      int at = random.nextInt(text.length());
      char sign = signs.charAt(random.nextInt(signs.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, sign);
        default -> text.setCharAt(at, sign);
      }
    }
    return text.toString();
  }

  private EgressRules read(String text) {
    try {
      return EgressRules.of(ConfigFile.check(room.home.config(), text).config().egress());
    } catch (Problem broken) {
      return EgressRules.shut(broken.sentence());
    }
  }

  @Test
  void anOpenConnectionStandsAsLongAsRulesAndGrantsDo() {
    Destination ok = Destination.parse("ok.example:443").orElseThrow();
    assertTrue(room.net.standing().holds(ok, List.of()));
    room.allow(Capability.NET, "https://ok.example:443", false);
    GrantId grant = room.grants.live().getFirst().id();
    assertTrue(room.net.standing().holds(ok, List.of(grant)));
    room.grants.revoke(grant, Actor.local(1000));
    assertFalse(room.net.standing().holds(ok, List.of(grant)));
    set("egress.block", "[ok.example]");
    assertFalse(room.net.standing().holds(ok, List.of()));
  }
}
