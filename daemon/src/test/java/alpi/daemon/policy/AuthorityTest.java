package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AuthorityTest {
  private static final int DERIVATIONS = 10_000;

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /// Targets of each capability, chosen to lie in, above and beside each other.
  static List<String> targets(Capability capability) {
    return switch (capability) {
      case FS_READ, FS_WRITE -> List.of("/a", "/a/b", "/a/b/c", "/ab", "/a/b-c", "/z/x");
      case EXEC -> List.of("ls", "ls -la", "make test", "make");
      case NET ->
          List.of(
              "https://x.org:443",
              "https://a.x.org:443",
              "https://b.a.x.org:443",
              "http://a.x.org:443",
              "https://a.x.org:8443",
              "https://xx.org:443");
      case MEMORY_READ, MEMORY_WRITE -> List.of("memory", "sessions", "sessions/s1", "blob:1");
      case PEER, TOOL -> List.of("ana/ask", "ana/send", "ana/send/all", "ben/ask", "an/ask");
      case SCHEDULE -> List.of("daily", "daily/mail", "daily/news", "dail", "weekly");
      case MONEY -> List.of("usd/shop", "usd/shop/books", "eur/shop", "usd/shopping");
      case ASK -> List.of("owner", "todo");
    };
  }

  static Scope scope(Random random, Capability capability) {
    while (true) {
      Scope scope =
          switch (random.nextInt(5)) {
            case 0 -> Scope.ANY;
            case 1, 2 -> Scope.below(folder(pick(random, targets(capability)), capability));
            default -> Scope.exact(pick(random, targets(capability)));
          };
      if (scope.equals(Scope.ANY) || possible(scope, capability)) {
        return scope;
      }
    }
  }

  private static String folder(String target, Capability capability) {
    return capability == Capability.NET ? target.replaceFirst("//[a-z]+\\.", "//*.") : target;
  }

  private static boolean possible(Scope scope, Capability capability) {
    try {
      scope.check(capability);
      return true;
    } catch (Problem e) {
      return false;
    }
  }

  private static Permit permit(Random random) {
    Capability capability = pick(random, List.of(Capability.values()));
    return new Permit(capability, scope(random, capability));
  }

  private static Set<Permit> permits(Random random) {
    Set<Permit> permits = new LinkedHashSet<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      permits.add(permit(random));
    }
    return permits;
  }

  private static Labels labels(Random random) {
    Labels labels = new Labels(Set.of(), random.nextInt(4) == 0);
    for (Source source : Source.values()) {
      if (random.nextInt(5) == 0) {
        labels = labels.and(Labels.of(source, false));
      }
    }
    return labels;
  }

  /// Any way there is to make one authority from another.
  private static Authority child(Random random, Authority parent) {
    return switch (random.nextInt(6)) {
      case 0 -> parent.only(permits(random));
      case 1 -> parent.unattended();
      case 2 -> parent.given(labels(random));
      case 3 -> parent.spending(BigDecimal.valueOf(random.nextInt(1000), 2));
      case 4 -> parent.narrowed(any(random, 2));
      default -> written(parent);
    };
  }

  private static Authority any(Random random, int depth) {
    Authority authority = random.nextInt(20) == 0 ? Authority.NOTHING : Authority.OWNER;
    for (int i = 0; i < depth; i++) {
      authority = child(random, authority);
    }
    return authority;
  }

  private static Authority written(Authority authority) {
    ObjectNode input = Json.object();
    AuthorityJson.write(input, authority);
    return AuthorityJson.read((ObjectNode) Json.parse(Json.text(input)));
  }

  private static List<Access> accesses() {
    List<Access> all = new ArrayList<>();
    for (Capability capability : Capability.values()) {
      for (String target : targets(capability)) {
        all.add(new Access(capability, target, Tier.SAFE, "it"));
      }
    }
    return all;
  }

  @Test
  void aChildHoldsNoMoreThanItsParentHoweverItIsDerived() {
    var random = new Random(41);
    List<Access> all = accesses();
    for (int i = 0; i < DERIVATIONS; i++) {
      Authority parent = any(random, random.nextInt(4));
      Authority child = child(random, parent);
      String at = "seed 41, case " + i + ": " + child + " of " + parent;
      assertTrue(child.within(parent), at);
      assertTrue(!parent.alone() || child.alone(), at);
      for (Access access : all) {
        assertTrue(parent.covers(access) || !child.covers(access), () -> at + " " + access);
      }
    }
  }

  @Test
  void narrowingByAnotherIsExactlyWhatBothCover() {
    var random = new Random(42);
    List<Access> all = accesses();
    for (int i = 0; i < DERIVATIONS; i++) {
      Authority a = any(random, 2);
      Authority b = any(random, 2);
      Authority both = a.narrowed(b);
      assertTrue(both.within(a) && both.within(b), "seed 42, case " + i);
      for (Access access : all) {
        assertEquals(
            a.covers(access) && b.covers(access),
            both.covers(access),
            "seed 42, case " + i + ": " + a + " and " + b + " on " + access);
      }
    }
  }

  @Test
  void beingWithinMeansCoveringNothingMore() {
    var random = new Random(43);
    for (int i = 0; i < DERIVATIONS; i++) {
      Permit a = permit(random);
      Permit b = permit(random);
      if (a.within(b)) {
        for (Access access : accesses()) {
          assertTrue(
              b.covers(access) || !a.covers(access),
              "seed 43, case " + i + ": " + a + " within " + b + " on " + access);
        }
      }
    }
  }

  @Test
  void aRecordReadsBackAsItWas() {
    var random = new Random(44);
    for (int i = 0; i < 2000; i++) {
      Authority authority = any(random, 4);
      assertEquals(authority, written(authority), "seed 44, case " + i);
    }
  }

  @Test
  void aRecordThatSaysNothingSensibleBoundsToNothing() {
    for (String input :
        List.of(
            "{}",
            "{\"authority\":null}",
            "{\"authority\":{}}",
            "{\"authority\":{\"reach\":\"profile\"}}",
            "{\"authority\":{\"reach\":\"all\",\"alone\":false,\"sources\":[],\"private\":false}}",
            "{\"authority\":{\"reach\":\"profile\",\"alone\":0,\"sources\":[],\"private\":false}}",
            "{\"authority\":{\"reach\":\"profile\",\"alone\":false,\"sources\":[\"friend\"],"
                + "\"private\":false}}",
            "{\"authority\":{\"reach\":\"only\",\"alone\":false,\"sources\":[],\"private\":false,"
                + "\"permits\":[{\"capability\":\"fly\",\"scope\":\"*\",\"below\":true}]}}",
            "{\"authority\":{\"reach\":\"only\",\"alone\":false,\"sources\":[],\"private\":false,"
                + "\"permits\":[{\"capability\":\"exec\",\"scope\":\"ls\",\"below\":true}]}}")) {
      assertEquals(Authority.NOTHING, AuthorityJson.read((ObjectNode) Json.parse(input)), input);
    }
    assertFalse(Authority.NOTHING.covers(new Access(Capability.FS_READ, "/a", Tier.SAFE, "it")));
    assertTrue(Authority.NOTHING.alone());
  }

  @Test
  void atMostSoManyPermitsBoundARun() {
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < Reach.Only.MAX_PERMITS; i++) {
      permits.add(new Permit(Capability.FS_READ, Scope.exact("/f" + i)));
    }
    assertEquals(
        Reach.Only.MAX_PERMITS,
        ((Reach.Only) Authority.OWNER.only(permits).reach()).permits().size());
    permits.add(new Permit(Capability.FS_READ, Scope.exact("/one-more")));
    assertThrows(Problem.class, () -> Authority.OWNER.only(permits));
  }

  @Test
  void whatItStartsWithNeverNamesTheOwner() {
    Labels both = Labels.OWNER.and(Labels.of(Source.PEER, true));
    assertEquals(Labels.of(Source.PEER, true), Authority.OWNER.given(both).labels());
    assertEquals(Labels.NONE, Authority.OWNER.given(Labels.OWNER).labels());
  }
}
