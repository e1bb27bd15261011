package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.peer.PeerAddress;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import alpi.daemon.egress.Resolver;
import alpi.daemon.journal.EventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two owners link their profiles by a word and a code; nobody else gets in between.
@Timeout(60)
class InvitationTest {
  @TempDir Path dir;

  private final FakeTime clock = new FakeTime();
  private Node host;
  private Node guest;

  @BeforeEach
  void open() {
    host = node("host", 51);
    guest = node("guest", 52);
  }

  private Node node(String name, long seed) {
    String config = "link:\n  listen: 127.0.0.1:0\n";
    return new Node(dir, name, seed, config, clock, Resolver.system());
  }

  @AfterEach
  void close() {
    host.close();
    guest.close();
  }

  private Invitation invite() {
    PeerAddress here = new PeerAddress("127.0.0.1", host.address().getPort());
    return host.link.invitations().invite(here, Invitations.USUAL, Node.OWNER).invitation();
  }

  private static NewPeer named(String id) {
    return new NewPeer(
        id, Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty());
  }

  private String knock(Node from, Invitation invitation) throws InterruptedException {
    return from.link
        .invitations()
        .knock(Invitation.parse(invitation.text()), from.link.calls(), Node.OWNER);
  }

  private static ErrorCode code(org.junit.jupiter.api.function.Executable work) {
    return assertThrows(Problem.class, work).code();
  }

  @Test
  void bothArePinnedAfterTheCodesWereCompared() throws InterruptedException {
    Invitation invitation = invite();
    String shown = knock(guest, invitation);
    Invitations.Guest knocked = host.link.invitations().guests().getFirst();
    assertEquals(shown, knocked.code());
    assertEquals(guest.key(), knocked.key());
    assertEquals(List.of(), host.link.peers().list());
    assertEquals(List.of(), guest.link.peers().list());
    guest.link.invitations().confirm(invitation, knocked.code(), "host", Node.OWNER);
    host.link
        .invitations()
        .admit(shown.toLowerCase(java.util.Locale.ROOT), named("guest"), Node.OWNER);
    assertEquals(
        "default",
        guest.link.questions().ping(guest.link.peers().named("host"), Node.OWNER).agent());
    assertEquals(1, host.events(EventKind.LINK_INVITED).size());
  }

  @Test
  void anInvitationIsGoodForOneGuest() throws InterruptedException {
    Invitation invitation = invite();
    String first = knock(guest, invitation);
    host.link.invitations().admit(first, named("guest"), Node.OWNER);
    try (Node second = node("second", 53)) {
      String late = knock(second, invitation);
      assertEquals(
          ErrorCode.NOT_FOUND,
          code(() -> host.link.invitations().admit(late, named("second"), Node.OWNER)));
      assertEquals(List.of(), host.link.invitations().guests());
    }
  }

  @Test
  void anInvitationEnds() throws InterruptedException {
    Invitation invitation = invite();
    clock.advance(Invitations.USUAL.minusMillis(1));
    String shown = knock(guest, invitation);
    assertEquals(1, host.link.invitations().guests().size());
    clock.advance(Duration.ofMillis(1));
    assertEquals(List.of(), host.link.invitations().guests());
    assertEquals(
        ErrorCode.NOT_FOUND,
        code(() -> host.link.invitations().admit(shown, named("guest"), Node.OWNER)));
  }

  @Test
  void whoKnockedBeforeIsNoGuest() throws InterruptedException {
    Invitation early = invite();
    knock(guest, early);
    clock.advance(Duration.ofMinutes(11));
    invite();
    assertEquals(List.of(), host.link.invitations().guests());
  }

  @Test
  void somebodyInBetweenShowsOtherCodes() throws InterruptedException {
    Invitation invitation = invite();
    try (Node mallory = node("mallory", 54)) {
      Invitation forged = new Invitation(mallory.key(), invitation.address(), invitation.secret());
      assertNotEquals(invitation.code(guest.key()), forged.code(guest.key()));
      assertNotEquals(invitation.code(guest.key()), invitation.code(mallory.key()));
      String hers = knock(mallory, invitation);
      assertEquals(hers, host.link.invitations().guests().getFirst().code());
      assertEquals(
          ErrorCode.CONFLICT,
          code(() -> guest.link.invitations().confirm(invitation, hers, "host", Node.OWNER)));
      Invitation other = invite();
      assertNotEquals(invitation.code(guest.key()), other.code(guest.key()));
    }
  }

  @Test
  void aWordThatWasDamagedIsNone() {
    String word = invite().text();
    assertEquals(word, Invitation.parse("  " + word + "\n").text());
    for (int at = 0; at < word.length(); at++) {
      char other = word.charAt(at) == 'A' ? 'B' : 'A';
      String damaged = word.substring(0, at) + other + word.substring(at + 1);
      assertEquals(ErrorCode.INVALID_PARAMS, code(() -> Invitation.parse(damaged)), damaged);
    }
    for (String none :
        List.of("", "alpi-link-1-", word.substring(0, word.length() - 1), word + "A")) {
      assertEquals(ErrorCode.INVALID_PARAMS, code(() -> Invitation.parse(none)), none);
    }
  }

  @Test
  void onlySoManyAreOpenAndForSoLong() {
    for (int i = 0; i < Invitations.MAX_OPEN; i++) {
      invite();
    }
    assertEquals(ErrorCode.TOO_LARGE, code(this::invite));
    clock.advance(Invitations.USUAL);
    PeerAddress here = new PeerAddress("127.0.0.1", 7423);
    host.link.invitations().invite(here, Invitations.MAX, Node.OWNER);
    for (Duration wrong : List.of(Duration.ZERO, Invitations.MAX.plusMillis(1))) {
      assertEquals(
          ErrorCode.INVALID_PARAMS,
          code(() -> host.link.invitations().invite(here, wrong, Node.OWNER)));
    }
  }

  @Test
  void ownersDoNotInviteThemselves() {
    Invitation invitation = invite();
    assertEquals(ErrorCode.CONFLICT, code(() -> knock(host, invitation)));
  }

  @Test
  void codesAreReadableAndTheSecretIsNotPrinted() {
    var invitation =
        new Invitation(
            Identity.generate(new Random(55)).key(),
            new PeerAddress("ana.example", 7423),
            Invitation.Secret.fresh(new Random(56)));
    String code = invitation.code(Identity.generate(new Random(57)).key());
    assertTrue(code.matches("[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}"), code);
    assertTrue(!invitation.toString().contains(invitation.secret().text()));
  }
}
