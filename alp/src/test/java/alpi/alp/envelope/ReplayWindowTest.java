package alpi.alp.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  private static final Instant NOON = Envelopes.NOON;

  private final ReplayWindow window = ReplayWindow.of(List.of(), NOON);

  private static Header header(Identity from, int number, Instant at) {
    return Envelopes.header(from, Envelopes.BEN.key(), at, "%032x".formatted(number));
  }

  private static void refused(Fault fault, ReplayWindow window, Header header, Instant now) {
    assertEquals(fault, assertThrows(WireFault.class, () -> window.admit(header, now)).fault());
  }

  @Test
  void letsAnEnvelopeInOnce() throws WireFault {
    Header header = header(Envelopes.ANA, 1, NOON);
    window.admit(header, NOON);
    refused(Fault.REPLAYED, window, header, NOON);
    refused(Fault.REPLAYED, window, header, NOON.plusSeconds(240));
  }

  @Test
  void tellsSendersApart() throws WireFault {
    window.admit(header(Envelopes.ANA, 1, NOON), NOON);
    window.admit(header(Envelopes.ZOE, 1, NOON), NOON);
    assertEquals(2, window.live(NOON).size());
  }

  @Test
  void remembersAcrossARestart() throws WireFault {
    Seen seen = window.admit(header(Envelopes.ANA, 1, NOON), NOON);
    Seen read = Seen.ofLine(seen.line()).orElseThrow();
    ReplayWindow next = ReplayWindow.of(List.of(read), NOON.plusSeconds(10));
    refused(Fault.REPLAYED, next, header(Envelopes.ANA, 1, NOON), NOON.plusSeconds(10));
    next.admit(header(Envelopes.ANA, 2, NOON), NOON.plusSeconds(10));
  }

  @Test
  void forgetsAfterFiveMinutes() throws WireFault {
    window.admit(header(Envelopes.ANA, 1, NOON), NOON);
    assertEquals(1, window.live(NOON.plus(ReplayWindow.KEPT).minusMillis(1)).size());
    assertEquals(0, window.live(NOON.plus(ReplayWindow.KEPT)).size());
    Instant later = NOON.plus(ReplayWindow.KEPT);
    window.admit(header(Envelopes.ANA, 1, later), later);
  }

  /// The clock jumps ahead, everything is forgotten, the clock is set right: what was forgotten is
  /// fresh again and must not count twice.
  @Test
  void refusesWhatItForgotWhenTheClockGoesBack() throws WireFault {
    Header header = header(Envelopes.ANA, 1, NOON);
    window.admit(header, NOON);
    Instant ahead = NOON.plus(Duration.ofHours(1));
    window.admit(header(Envelopes.ANA, 2, ahead), ahead);
    refused(Fault.REPLAY_UNKNOWN, window, header, NOON.plusSeconds(5));
    Instant after = NOON.plus(LinkTime.SKEW).plusSeconds(1);
    window.admit(header(Envelopes.ANA, 3, after), after);
  }

  @Test
  void remembersAsManyOfOneAsItMayAndRefusesMore() throws WireFault {
    for (int i = 0; i < ReplayWindow.MAX_OF_ONE; i++) {
      window.admit(header(Envelopes.ANA, i, NOON), NOON);
    }
    refused(
        Fault.REPLAY_UNKNOWN, window, header(Envelopes.ANA, ReplayWindow.MAX_OF_ONE, NOON), NOON);
    window.admit(header(Envelopes.ZOE, 1, NOON), NOON);
  }

  @Test
  void remembersAsManyOfAllAsItMayAndRefusesMore() throws WireFault {
    var random = new Random(2);
    int peers = ReplayWindow.MAX_OF_ALL / ReplayWindow.MAX_OF_ONE;
    for (int peer = 0; peer < peers; peer++) {
      Identity from = Identity.generate(random);
      for (int i = 0; i < ReplayWindow.MAX_OF_ONE; i++) {
        window.admit(header(from, i, NOON), NOON);
      }
    }
    refused(Fault.REPLAY_UNKNOWN, window, header(Envelopes.ANA, 1, NOON), NOON);
    Instant later = NOON.plus(ReplayWindow.KEPT);
    window.admit(header(Envelopes.ANA, 1, later), later);
  }

  @Test
  void wantsItsRecordRewrittenWhenHalfOfItIsStale() throws WireFault {
    assertFalse(window.isWorthCompacting(ReplayWindow.COMPACT_FROM - 1));
    assertTrue(window.isWorthCompacting(ReplayWindow.COMPACT_FROM));
    for (int i = 0; i < ReplayWindow.COMPACT_FROM; i++) {
      window.admit(header(Envelopes.ANA, i, NOON), NOON);
    }
    assertFalse(window.isWorthCompacting(2 * ReplayWindow.COMPACT_FROM - 1));
    assertTrue(window.isWorthCompacting(2 * ReplayWindow.COMPACT_FROM));
  }

  @Test
  void writesTheLineOfTheSpecification() {
    var seen =
        new Seen(
            Instant.ofEpochSecond(1_763_640_000, 250_000_000),
            Envelopes.ANA.key(),
            new Nonce("0".repeat(32)));
    assertEquals(
        "{\"seen_at\":1763640000.250000,\"from\":\"A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\","
            + "\"nonce\":\"00000000000000000000000000000000\"}",
        seen.line());
    assertEquals(Optional.of(seen), Seen.ofLine(seen.line()));
  }

  @Test
  void skipsDamagedLines() {
    String good = new Seen(NOON, Envelopes.ANA.key(), new Nonce("0".repeat(32))).line();
    assertTrue(Seen.ofLine(good).isPresent());
    for (String line :
        List.of(
            "",
            "{",
            "[]",
            "7",
            good.substring(0, 40),
            good.replace("seen_at", "at"),
            good.replace("A6EH", "!6EH"),
            good.replace("\"000", "\"x00"),
            good.replaceFirst("[0-9.]+,", "-1,"),
            good.replaceFirst("[0-9.]+,", "1e300,"),
            good + " ".repeat(Seen.MAX_LINE))) {
      assertEquals(Optional.empty(), Seen.ofLine(line), line);
    }
  }
}
