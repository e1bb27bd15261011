package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Eventually;
import alpi.daemon.journal.EventKind;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two profiles over loopback: what neither may have of the other, however it asks.
@Timeout(60)
class LinkLimitsTest extends TwoNodes {
  @Test
  void aStrangerHearsNothingAndLeavesOneRowThatOutlivesTheDaemon() throws InterruptedException {
    ana.pin("ben", ben);
    for (int i = 0; i < 2; i++) {
      Problem refused = assertThrows(Problem.class, () -> ask("hello"));
      assertEquals(ErrorCode.PEER_UNREACHABLE, refused.code());
      assertTrue(refused.sentence().contains("without a word"), refused.sentence());
    }
    assertEquals(1, ben.link.peers().pending().entries().size());
    assertEquals(List.of(), List.copyOf(ben.agent.requests));
    ben.close();
    ben = new Node(dir, "ben", 4);
    ben.address();
    assertEquals(ana.key(), ben.link.peers().pending().entries().getFirst().key());
    assertEquals("rw-------", PosixFilePermissions.toString(permissions(ben.home.pendingPeers())));
    ben.pin("ana", ana);
    assertEquals(List.of(), ben.link.peers().pending().entries());
    ana.link
        .peers()
        .change(
            "ben",
            Optional.empty(),
            Optional.of("127.0.0.1:" + ben.address().getPort()),
            Optional.empty(),
            Optional.empty(),
            Node.OWNER);
    assertEquals("All good.", ask("hello").text());
  }

  private static Set<java.nio.file.attribute.PosixFilePermission> permissions(Path file) {
    try {
      return Files.getPosixFilePermissions(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aCallBeyondTheRateIsRefusedAndRecordedInBounds() throws InterruptedException {
    ana.pin("ben", ben);
    ben.link
        .peers()
        .add(
            ana.key(),
            new NewPeer(
                "ana", Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.of(2)),
            Node.OWNER);
    call(ana, "ben", "link.ping", "{}");
    call(ana, "ben", "link.ping", "{}");
    assertEquals(ErrorCode.RATE_LIMITED, code(() -> call(ana, "ben", "link.ping", "{}")));
    assertEquals("peer:ana", ben.await(EventKind.LINK_REFUSED, "rate-limited").actor().value());
    for (int i = 0; i < Witness.MAX_A_MINUTE + 10; i++) {
      assertEquals(ErrorCode.RATE_LIMITED, code(() -> call(ana, "ben", "link.ping", "{}")));
    }
    assertEquals(Witness.MAX_A_MINUTE, ben.events(EventKind.LINK_REFUSED).size());
  }

  @Test
  void whatIsNotAllowedIsRefusedByName() throws InterruptedException {
    pinEachOther("link.ping");
    assertEquals(ErrorCode.FORBIDDEN, code(() -> ask("go")));
    assertEquals(List.of(), List.copyOf(ben.agent.requests));
    assertEquals(
        "capability-denied",
        ben.await(EventKind.LINK_REFUSED, "capability-denied").body().path("reason").asString());
  }

  @Test
  void nothingIsServedOnceTheDayIsSpent() throws InterruptedException {
    ben.close();
    ben = new Node(dir, "ben", 5, "link:\n  listen: 127.0.0.1:0\nbudget:\n  daily_usd: 1\n");
    pinEachOther();
    ask("go");
    LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    ben.ledger.seed(ben.home.name(), today, BigDecimal.ONE);
    Problem refused = assertThrows(Problem.class, () -> call(ana, "ben", "link.ping", "{}"));
    assertEquals(ErrorCode.BUDGET, refused.code());
    assertEquals(ErrorCode.BUDGET, code(() -> ask("go")));
  }

  @Test
  void anEmptyQuestionIsNone() {
    pinEachOther();
    assertEquals(
        ErrorCode.PEER_REFUSED, code(() -> call(ana, "ben", "link.ask", "{\"prompt\":\" \"}")));
    assertEquals(ErrorCode.INVALID_PARAMS, code(() -> ask(" ")));
    assertEquals(
        ErrorCode.INVALID_PARAMS, code(() -> ask("x".repeat(PeerQuestions.MAX_PROMPT + 1))));
  }

  @Test
  void theLongestQuestionAndAnswerFitWhateverTheyHold() throws InterruptedException {
    pinEachOther();
    ben.agent.says = List.of("\u0001".repeat(AskVerb.MAX_ANSWER));
    PeerAnswer answer = ask("\u0001".repeat(PeerQuestions.MAX_PROMPT - 1) + "x");
    assertEquals(AskVerb.MAX_ANSWER, answer.text().length());
    ben.agent.says = List.of("y".repeat(AskVerb.MAX_ANSWER + 1));
    assertTrue(ask("again").text().endsWith("y\n[cut]"));
  }

  @Test
  void linksAreListedWhileTheyAreOpen() throws InterruptedException {
    pinEachOther();
    call(ana, "ben", "link.ping", "{}");
    LiveLink out = ana.link.live().getFirst();
    assertFalse(out.inbound());
    assertEquals(Optional.of("ben"), out.peer());
    assertEquals(Optional.of("rpc"), out.lane());
    assertTrue(out.sent() > 300 && out.received() > 300, () -> "bytes: " + out);
    LiveLink in = ben.link.live().getFirst();
    assertTrue(in.inbound());
    assertEquals(Optional.of("ana"), in.peer());
    assertEquals(1, in.calls());
    ana.link.peers().remove("ben", Node.OWNER);
    Eventually.until(() -> ben.link.live().isEmpty() && ana.link.live().isEmpty());
  }

  @Test
  void nobodyListensUnlessTheSettingsSaySo() {
    try (Node quiet = new Node(dir, "quiet", 6, "")) {
      assertEquals(Optional.empty(), quiet.link.listensAt());
      assertFalse(Files.exists(quiet.home.linkSecrets()), "a key was made for nothing");
      assertEquals(List.of(), quiet.link.peers().list());
      assertFalse(Files.exists(quiet.home.linkSecrets()), "looking made a key");
    }
  }
}
