package alpi.daemon.journal;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.VerifyReport.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Walks the chain from its first event: numbers without a gap, each hash over the one before and
/// the row as it is stored, and the end where the file says it is.
///
/// Known limit: someone who rewrites every hash to the end of the file, and the stored end, leaves
/// a chain that holds. Anchors outside the file are what shows that.
final class ChainCheck {
  private static final String SELECT =
      """
      SELECT seq, at_ms, kind, profile, actor, session, corr, span, body, content, prev_hash, hash
      FROM ev ORDER BY seq\
      """;

  private final Path file;
  private final ProfileName profile;
  private final WalTail tail;
  private final MessageDigest digest = Sha256.digest();

  private long good;
  private byte[] previous = Chain.GENESIS.bytes();

  ChainCheck(Path file, ProfileName profile, WalTail tail) {
    this.file = file;
    this.profile = profile;
    this.tail = tail;
  }

  VerifyReport run(SqlConnection connection) {
    try {
      OptionalLong bad = walk(connection);
      if (bad.isPresent()) {
        return tampered(bad.getAsLong());
      }
      if (!endsWhereItSays(connection)) {
        return tampered(good + 1);
      }
      return structure(connection);
    } catch (SQLException e) {
      return damaged("event " + (good + 1) + " or its page: " + e.getMessage());
    }
  }

  private OptionalLong walk(SqlConnection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepare(SELECT);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        long seq = row.getLong("seq");
        if (seq != good + 1) {
          return OptionalLong.of(Math.min(seq, good + 1));
        }
        byte[] hash = row.getBytes("hash");
        if (!Arrays.equals(previous, row.getBytes("prev_hash"))
            || !Arrays.equals(hash(row), hash)) {
          return OptionalLong.of(seq);
        }
        previous = hash;
        good = seq;
      }
      return OptionalLong.empty();
    }
  }

  private byte[] hash(ResultSet row) throws SQLException {
    var text = new StringBuilder(512);
    text.append("{\"actor\":");
    text(row.getString("actor"), text);
    text.append(",\"at_ms\":").append(row.getLong("at_ms"));
    text.append(",\"body\":").append(row.getString("body"));
    field("content", row.getString("content"), text);
    field("corr", row.getString("corr"), text);
    field("kind", row.getString("kind"), text);
    field("profile", row.getString("profile"), text);
    text.append(",\"seq\":").append(row.getLong("seq"));
    field("session", row.getString("session"), text);
    field("span", row.getString("span"), text);
    digest.update(previous);
    return digest.digest(text.append('}').toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void field(String name, @Nullable String value, StringBuilder text) {
    if (value != null) {
      text.append(",\"").append(name).append("\":");
      text(value, text);
    }
  }

  /// Half a surrogate pair, which we never write, hashes as what it is: not what was written.
  private static void text(String value, StringBuilder text) {
    try {
      CanonicalJson.quote(value, text);
    } catch (IllegalArgumentException e) {
      text.append(e.getMessage());
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
        return damaged(found);
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

  private VerifyReport damaged(String detail) {
    return new VerifyReport(
        Verdict.DAMAGED,
        good,
        OptionalLong.of(good + 1),
        "The file " + file + " is damaged (" + detail + "). Keep a copy and restore a backup.");
  }
}
