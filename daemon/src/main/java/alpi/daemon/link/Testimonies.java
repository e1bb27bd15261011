package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What this profile keeps for its peers: where they showed their records to end, at most [#MOST]
/// each. A peer can add, and neither change nor take away what it showed before.
public final class Testimonies {
  /// Most that is kept of one peer.
  static final int MOST = 32;

  private final Journal journal;
  private final Time time;

  Testimonies(Journal journal, Time time) {
    this.journal = journal;
    this.time = time;
  }

  /// What is kept, and since when.
  public record Held(Testimony testimony, Instant since) {}

  /// What became of a checkpoint that a peer showed.
  enum Taken {
    KEPT,
    /// It is the newest that is kept already.
    KNOWN,
    /// It does not follow the newest that is kept.
    CONTRADICTS
  }

  /// All that is kept of a peer, the oldest first.
  public List<Held> of(PeerKey peer) {
    return journal.view(reader -> of(reader, peer));
  }

  /// The newest that is kept of a peer.
  public Optional<Held> newest(PeerKey peer) {
    List<Held> all = of(peer);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  private static List<Held> of(Reader reader, PeerKey peer) {
    return reader
        .query(
            "SELECT line, signature, at_ms FROM testimony WHERE peer = ? ORDER BY seq",
            Testimonies::read,
            peer.text())
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Held> read(Row row) {
    return Testimony.read(row.text("line"), row.text("signature"))
        .map(it -> new Held(it, Instant.ofEpochMilli(row.integer("at_ms"))));
  }

  /// Keeps what a peer showed, where it follows what it showed before.
  ///
  /// @param shown signed by that peer
  Taken take(PeerKey peer, Testimony shown) {
    return journal.transact(tx -> {
      List<Held> before = of(tx, peer);
      if (!before.isEmpty()) {
        Testimony newest = before.getLast().testimony();
        if (newest.checkpoint().equals(shown.checkpoint())) {
          return Taken.KNOWN;
        }
        if (!follows(newest, shown)) {
          return Taken.CONTRADICTS;
        }
      }
      List<Held> after = new ArrayList<>(before);
      after.add(new Held(shown, time.now()));
      keep(tx, peer, after.getLast());
      if (after.size() > MOST) {
        drop(tx, peer, after.get(spare(after.stream().map(Held::since).toList())));
      }
      return Taken.KEPT;
    });
  }

  private static boolean follows(Testimony newest, Testimony shown) {
    return shown.checkpoint().key().equals(newest.checkpoint().key())
        && shown.checkpoint().number() > newest.checkpoint().number()
        && shown.checkpoint().seq() > newest.checkpoint().seq();
  }

  /// Which of several can best be spared: not the first, not the last, and of the others the one
  /// that came closest between its neighbours. So whoever shows much in a short time thins out what
  /// came in that time, and not what was kept for long.
  static int spare(List<Instant> since) {
    int spare = 1;
    for (int i = 2; i < since.size() - 1; i++) {
      if (gap(since, i) < gap(since, spare)) {
        spare = i;
      }
    }
    return spare;
  }

  private static long gap(List<Instant> since, int at) {
    return Math.abs(since.get(at + 1).toEpochMilli() - since.get(at - 1).toEpochMilli());
  }

  private static void keep(Sql sql, PeerKey peer, Held held) {
    sql.update(
        "INSERT INTO testimony (peer, seq, line, signature, at_ms) VALUES (?, ?, ?, ?, ?)",
        peer.text(),
        held.testimony().checkpoint().seq(),
        held.testimony().checkpoint().line(),
        held.testimony().signature(),
        held.since().toEpochMilli());
  }

  private static void drop(Sql sql, PeerKey peer, Held held) {
    sql.update(
        "DELETE FROM testimony WHERE peer = ? AND seq = ?",
        peer.text(),
        held.testimony().checkpoint().seq());
  }

  /// Forgets those of everybody else: who is pinned again begins anew.
  void keepOnly(Predicate<PeerKey> pinned) {
    List<String> known =
        journal.query("SELECT DISTINCT peer FROM testimony", row -> row.text("peer"));
    for (String peer : known) {
      if (!pinned.test(new PeerKey(peer))) {
        journal.transact(tx -> tx.update("DELETE FROM testimony WHERE peer = ?", peer));
      }
    }
  }
}
