package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.KeyFile;
import alpi.alp.crypto.PeerKey;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.journal.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The peers of a profile and the files they stand in.
@Timeout(60)
class PeersTest {
  private static final PeerKey ANA = Identity.generate(new Random(21)).key();
  private static final PeerKey BEN = Identity.generate(new Random(22)).key();

  @TempDir Path dir = Path.of("");

  private Node at;

  @BeforeEach
  void open() {
    at = new Node(dir, "at", 9, "");
  }

  @AfterEach
  void close() {
    at.close();
  }

  private static NewPeer named(String id) {
    return new NewPeer(
        id, Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty());
  }

  private Peer add(String id, PeerKey key) {
    return at.link.peers().add(key, named(id), Node.OWNER);
  }

  private static ErrorCode code(org.junit.jupiter.api.function.Executable work) {
    return assertThrows(Problem.class, work).code();
  }

  private String file() throws IOException {
    return Files.readString(at.home.peers());
  }

  @Test
  void aPinnedKeyStandsInTheFileWithItsRightsAndOnRecord() throws IOException {
    add("Ana", ANA);
    assertEquals("- id: ana\n  pubkey: \"" + ANA + "\"\n  allow: [link.ask, link.ping]\n", file());
    assertEquals("local:1000", at.events(EventKind.PEER_PINNED).getFirst().actor().value());
    at.link
        .peers()
        .change(
            "ana",
            Optional.of(List.of("link.ping")),
            Optional.of("ana.example:7423"),
            Optional.of("Ana at home"),
            Optional.of(30),
            Node.OWNER);
    assertEquals(
        "- id: ana\n  pubkey: \""
            + ANA
            + "\"\n  alias: \"Ana at home\"\n  address: ana.example:7423\n  allow: [link.ping]\n"
            + "  rate_limit: {\"per_minute\":30}\n",
        file());
    at.link.peers().rename("ana", "ana-home", Node.OWNER);
    at.link.peers().remove("ana-home", Node.OWNER);
    assertEquals("", file());
    assertEquals(2, at.events(EventKind.PEER_CHANGED).size());
    assertEquals(1, at.events(EventKind.PEER_REMOVED).size());
  }

  @Test
  void whatOthersWroteIntoTheFileStaysThere() throws IOException {
    String theirs =
        """
        # kept by hand
        - id: ben
          pubkey: %s
          alias: Ben
          address: null
          allow:
          - link.ping
          budget: {}
          rate_limit:
            per_minute: 7
            requests_per_minute: 9
          note: "by the sea"
        """
            .formatted(BEN);
    Files.writeString(at.home.peers(), theirs);
    Peer ben = at.link.peers().named("ben");
    assertEquals(Set.of("link.ping"), ben.allow());
    assertEquals(7, ben.perMinute());
    assertEquals(Optional.empty(), ben.address());
    add("ana", ANA);
    assertTrue(file().startsWith(theirs), file());
    at.link.peers().rename("ben", "benno", Node.OWNER);
    assertTrue(file().startsWith("# kept by hand\n- id: benno\n"), file());
    assertTrue(file().contains("note: \"by the sea\""), file());
    assertTrue(file().contains("budget: {}"), file());
    assertEquals(7, at.link.peers().named("benno").perMinute());
  }

  @Test
  void anEditByHandHoldsAtTheNextLook() throws IOException {
    add("ana", ANA);
    Files.writeString(at.home.peers(), "");
    assertEquals(List.of(), at.link.peers().list());
  }

  @Test
  void aFileThatCannotBeReadPinsNobodyAndIsNotWrittenOver() throws IOException {
    add("ana", ANA);
    String broken = "- id: [\n";
    Files.writeString(at.home.peers(), broken);
    assertEquals(List.of(), at.link.peers().list());
    assertTrue(at.link.peers().complaints().getFirst().startsWith("peers.yaml:"));
    assertEquals(ErrorCode.CONFIG_BROKEN, code(() -> add("ben", BEN)));
    assertEquals(broken, file());
  }

  @Test
  void entriesThatMakeNoSenseDoNotCountAndAreNamed() throws IOException {
    add("ana", ANA);
    Files.writeString(
        at.home.peers(),
        file()
            + "- id: same\n  pubkey: \""
            + ANA
            + "\"\n"
            + "- id: me\n  pubkey: \""
            + at.key()
            + "\"\n"
            + "- pubkey: \""
            + BEN
            + "\"\n"
            + "- id: ben\n  pubkey: nonsense\n"
            + "- id: open\n  pubkey: \""
            + BEN
            + "\"\n  allow: [Link.Ask, \"*\", 5]\n");
    assertEquals(List.of("ana", "open"), at.link.peers().list().stream().map(Peer::id).toList());
    assertEquals(Set.of(), at.link.peers().named("open").allow());
    assertEquals(4, at.link.peers().complaints().size());
  }

  @Test
  void refusesNamesKeysAndRightsThatCannotBe() {
    add("ana", ANA);
    assertEquals(ErrorCode.CONFLICT, code(() -> add("ana", BEN)));
    assertEquals(ErrorCode.CONFLICT, code(() -> add("other", ANA)));
    assertEquals(ErrorCode.CONFLICT, code(() -> add("me", at.key())));
    for (String name : List.of("", "a b", "-a", "a/b", "ä", "x".repeat(65))) {
      assertEquals(ErrorCode.INVALID_PARAMS, code(() -> add(name, BEN)), name);
    }
    assertEquals("x".repeat(64), add("x".repeat(64), BEN).id());
    var peers = at.link.peers();
    var no = Optional.<String>empty();
    for (int calls : List.of(0, Peer.MAX_PER_MINUTE + 1)) {
      assertEquals(
          ErrorCode.INVALID_PARAMS,
          code(
              () -> peers.change("ana", Optional.empty(), no, no, Optional.of(calls), Node.OWNER)));
    }
    assertEquals(
        ErrorCode.INVALID_PARAMS,
        code(() ->
            peers.change("ana", Optional.of(List.of("*")), no, no, Optional.empty(), Node.OWNER)));
    assertEquals(ErrorCode.NOT_FOUND, code(() -> peers.remove("nobody", Node.OWNER)));
  }

  @Test
  void theKeyIsClosedToOthersAndOutlivesTheDaemon() throws IOException {
    PeerKey key = at.key();
    Path secret = at.home.linkSecrets().resolve("alp_key.pem");
    assertEquals("rw-------", mode(secret));
    assertEquals("rwx------", mode(at.home.linkSecrets()));
    assertEquals("rw-r--r--", mode(at.home.linkSecrets().resolve("alp_key.pub")));
    assertEquals(
        key, KeyFile.readPublic(Files.readAllBytes(at.home.linkSecrets().resolve("alp_key.pub"))));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
    at.close();
    at = new Node(dir, "at", 10, "");
    assertEquals(key, at.key());
    assertEquals("rw-------", mode(secret));
    assertEquals(1, at.events(EventKind.IDENTITY_MADE).size());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aKeyFileThatIsALinkOrDamagedIsNotReplaced() throws IOException {
    Path secret = at.home.linkSecrets().resolve("alp_key.pem");
    Files.createDirectories(at.home.linkSecrets());
    Files.createSymbolicLink(secret, dir.resolve("elsewhere"));
    assertEquals(ErrorCode.CORRUPT, code(() -> at.key()));
    Files.delete(secret);
    Files.writeString(secret, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertEquals(ErrorCode.CORRUPT, code(() -> at.key()));
    assertTrue(Files.readString(secret).contains("AAAA"));
  }

  @Test
  void nobodyIsDiscardedWhoDidNotKnock() {
    assertEquals(ErrorCode.NOT_FOUND, code(() -> at.link.peers().discard(ANA, Node.OWNER)));
  }
}
