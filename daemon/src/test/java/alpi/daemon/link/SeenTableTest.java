package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Header;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.envelope.Seen;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What was seen is seen by the next daemon too.
@Timeout(60)
class SeenTableTest {
  private static final Random RANDOM = new Random(31);
  private static final PeerKey ANA = Identity.generate(RANDOM).key();
  private static final PeerKey OWN = Identity.generate(RANDOM).key();

  @TempDir Path dir = Path.of("");

  private final FakeTime time = new FakeTime();

  private Journal open() {
    return Journal.open(dir.resolve("journal.db"), ProfileName.DEFAULT, time);
  }

  private Header header() {
    return Header.fresh(ANA, OWN, time.now(), RANDOM);
  }

  private static Fault refused(ReplayWindow window, Header header, FakeTime time) {
    return assertThrows(WireFault.class, () -> window.admit(header, time.now())).fault();
  }

  @Test
  void anEnvelopeIsLetInOnceOverRestarts() throws IOException, WireFault {
    Header header = header();
    try (Journal journal = open()) {
      var table = new SeenTable(journal, time);
      table.append(table.window().admit(header, time.now()));
    }
    try (Journal journal = open()) {
      ReplayWindow window = new SeenTable(journal, time).window();
      assertEquals(Fault.REPLAYED, refused(window, header, time));
      assertEquals(header().nonce().hex().length(), 32);
      assertEquals(ANA, window.admit(header(), time.now()).from());
    }
  }

  @Test
  void whatIsStaleIsRemovedButForWhatTellsUpToWhen() throws IOException, WireFault {
    try (Journal journal = open()) {
      var table = new SeenTable(journal, time);
      Header old = header();
      table.append(new Seen(time.now().minusSeconds(1), ANA, header().nonce()));
      table.append(new Seen(time.now(), ANA, old.nonce()));
      time.advance(ReplayWindow.KEPT.plusSeconds(1));
      for (int i = 2; i < SeenTable.SWEEP_EVERY; i++) {
        table.append(new Seen(time.now(), ANA, header().nonce()));
      }
      assertEquals(SeenTable.SWEEP_EVERY - 1, rows(journal));
      time.jump(ReplayWindow.KEPT.plusSeconds(1).negated());
      assertEquals(Fault.REPLAY_UNKNOWN, refusedAfterRestart(journal, old));
    }
  }

  /// A clock that was set back must not make fresh what was seen and forgotten.
  private Fault refusedAfterRestart(Journal journal, Header old) {
    time.jump(ReplayWindow.KEPT.plusSeconds(1));
    ReplayWindow window = new SeenTable(journal, time).window();
    time.jump(ReplayWindow.KEPT.plusSeconds(1).negated());
    return refused(window, old, time);
  }

  private static int rows(Journal journal) {
    return journal.query("SELECT nonce FROM link_seen", row -> row.text("nonce")).size();
  }

  @Test
  void whatCannotBeWrittenDownIsNotLetIn() throws WireFault {
    Journal journal = open();
    var table = new SeenTable(journal, time);
    Seen seen = table.window().admit(header(), time.now());
    journal.close();
    assertThrows(Exception.class, () -> table.append(seen));
    assertEquals(Duration.ofMinutes(5), ReplayWindow.KEPT);
  }
}
