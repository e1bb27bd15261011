package alpi.daemon.journal;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.VerifyReport.Verdict;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Walks the chain from its first event: numbers without a gap, each hash over the one before and
/// the row as it is stored, the end where the file says it is, and every anchor where it was.
///
/// Someone who rewrites every hash to the end of the file, and the stored end, leaves a chain that
/// holds. What shows that is an anchor after the change, and nothing inside the file.
final class ChainCheck {
  private final Path file;
  private final ProfileName profile;
  private final WalTail tail;
  private final Map<Long, Sha256> anchors = new TreeMap<>();
  private final EventSink sink;
  private final MessageDigest digest = Sha256.digest();

  private long good;
  private long anchored;
  private byte[] previous = Chain.GENESIS.bytes();

  ChainCheck(Path file, ProfileName profile, WalTail tail) {
    this(file, profile, tail, List.of(), EventSink.NONE);
  }

  /// @param sink is handed the events that hold
  ChainCheck(
      Path file, ProfileName profile, WalTail tail, Collection<Anchor> anchors, EventSink sink) {
    this.file = file;
    this.profile = profile;
    this.tail = tail;
    this.sink = sink;
    anchors.forEach(anchor -> this.anchors.put(anchor.seq(), anchor.hash()));
  }

  VerifyReport run(SqlConnection connection) {
    try {
      Optional<VerifyReport> bad = walk(connection);
      if (bad.isPresent()) {
        return bad.get();
      }
      OptionalLong beyond = anchors.keySet().stream().mapToLong(Long::longValue).max();
      if (beyond.orElse(0) > good) {
        return cut(beyond.getAsLong());
      }
      if (!endsWhereItSays(connection)) {
        return tampered(good + 1);
      }
      return structure(connection);
    } catch (SQLException e) {
      return damaged(
          "event " + (good + 1) + " or its page: " + e.getMessage(), OptionalLong.of(good + 1));
    }
  }

  private Optional<VerifyReport> walk(SqlConnection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepare(StoredEvent.SELECT);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        StoredEvent event = StoredEvent.read(row);
        if (event.seq() != good + 1) {
          return Optional.of(tampered(good == 0 ? Math.min(event.seq(), 1) : good + 1));
        }
        if (!event.holds(previous, digest)) {
          return Optional.of(tampered(event.seq()));
        }
        previous = event.hash();
        good = event.seq();
        Sha256 expected = anchors.get(good);
        if (expected != null) {
          if (!Arrays.equals(expected.bytes(), previous)) {
            return Optional.of(rewritten());
          }
          anchored = good;
        }
        sink.take(event);
      }
      return Optional.empty();
    }
  }

  private boolean endsWhereItSays(SqlConnection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepare("SELECT seq, hash FROM ev_head WHERE id = 1");
        ResultSet row = statement.executeQuery()) {
      return row.next()
          && row.getLong("seq") == good
          && Arrays.equals(row.getBytes("hash"), previous);
    }
  }

  private VerifyReport structure(SqlConnection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepare("PRAGMA integrity_check(1)");
        ResultSet row = statement.executeQuery()) {
      String found = row.next() ? row.getString(1) : "no answer";
      if (!"ok".equals(found)) {
        return damaged(found.strip(), OptionalLong.empty());
      }
    }
    if (tail.torn()) {
      return new VerifyReport(
          Verdict.TORN_TAIL,
          good,
          OptionalLong.empty(),
          "All " + good + " events of " + profile + " are intact; " + tail.sentence());
    }
    return new VerifyReport(
        Verdict.OK,
        good,
        OptionalLong.empty(),
        "All " + good + " events of " + profile + " are intact.");
  }

  private VerifyReport tampered(long seq) {
    return new VerifyReport(
        Verdict.TAMPERED,
        good,
        OptionalLong.of(seq),
        "Event " + seq + " of " + profile + " is not what was written: changed, missing or added.");
  }

  private VerifyReport rewritten() {
    return new VerifyReport(
        Verdict.TAMPERED,
        anchored,
        OptionalLong.of(anchored + 1),
        "Event "
            + (anchored + 1)
            + " of "
            + profile
            + ", or one after it up to event "
            + good
            + ", was rewritten together with all hashes behind it: a checkpoint says otherwise.");
  }

  private VerifyReport cut(long last) {
    return new VerifyReport(
        Verdict.CUT,
        good,
        OptionalLong.of(good + 1),
        "Event "
            + (good + 1)
            + " of "
            + profile
            + " and those behind it are gone: the journal ends at event "
            + good
            + ", and a checkpoint vouches for event "
            + last
            + ". It was cut off or replaced by an older copy.");
  }

  private VerifyReport damaged(String detail, OptionalLong event) {
    String events = event.isPresent() ? "" : "All " + good + " events are intact, but ";
    String start = event.isPresent() ? "The file " : "the file ";
    return new VerifyReport(
        Verdict.DAMAGED,
        good,
        event,
        events + start + file + " is damaged (" + detail + "). Keep a copy and restore a backup.");
  }
}
