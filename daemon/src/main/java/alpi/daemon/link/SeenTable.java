package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Nonce;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.envelope.Seen;
import alpi.alp.link.SeenLog;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The record of the envelopes that were let in, in the profile's database: what is not on disk is
/// not let in.
final class SeenTable implements SeenLog {
  /// How many entries are written between two looks for stale ones.
  static final int SWEEP_EVERY = 256;

  private static final long MICROS = 1_000_000;

  private final Journal journal;
  private final Time time;
  private final AtomicInteger written = new AtomicInteger();

  SeenTable(Journal journal, Time time) {
    this.journal = journal;
    this.time = time;
  }

  /// The window as an earlier daemon left it.
  ReplayWindow window() {
    List<Optional<Seen>> rows =
        journal.query("SELECT sender, nonce, at_us FROM link_seen ORDER BY at_us", SeenTable::read);
    return ReplayWindow.of(rows.stream().flatMap(Optional::stream).toList(), time.now());
  }

  @Override
  public void append(Seen seen) throws IOException {
    try {
      journal.transact(tx -> {
        tx.update(
            "INSERT INTO link_seen (sender, nonce, at_us) VALUES (?, ?, ?)",
            seen.from().text(),
            seen.nonce().hex(),
            micros(seen.at()));
        if (written.incrementAndGet() % SWEEP_EVERY == 0) {
          sweep(tx, seen.at());
        }
        return true;
      });
    } catch (Problem e) {
      throw new IOException(e);
    }
  }

  /// Removes what nobody needs, but for the newest of it: it tells up to when others were removed,
  /// which a clock that was set back must not make forgotten.
  private static void sweep(Sql sql, Instant now) {
    long limit = micros(now.minus(ReplayWindow.KEPT));
    sql.update(
        "DELETE FROM link_seen WHERE at_us < (SELECT max(at_us) FROM link_seen WHERE at_us <= ?)",
        limit);
  }

  private static Optional<Seen> read(Row row) {
    try {
      long at = row.integer("at_us");
      return Optional.of(
          new Seen(
              Instant.ofEpochSecond(at / MICROS, at % MICROS * 1_000),
              new PeerKey(row.text("sender")),
              new Nonce(row.text("nonce"))));
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * MICROS + at.getNano() / 1_000;
  }
}
