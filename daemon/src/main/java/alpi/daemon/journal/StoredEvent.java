package alpi.daemon.journal;

import alpi.alp.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One event as its row says, letter by letter, of whatever version of the program. Lives as long
/// as its row is looked at.
///
/// @param line the canonical JSON (RFC 8785) that its hash is taken over, after the hash before it
@SuppressWarnings("ArrayRecordComponent") // Read once and never compared: a copy each would cost.
public record StoredEvent(
    long seq,
    long atMillis,
    String kind,
    String profile,
    String actor,
    Optional<String> session,
    Optional<String> corr,
    String body,
    String line,
    byte[] previous,
    byte[] hash) {
  static final String SELECT =
      """
      SELECT seq, at_ms, kind, profile, actor, session, corr, span, body, content, prev_hash, hash
      FROM ev ORDER BY seq\
      """;

  private static final int LINE_CHARS = 512;
  private static final byte[] NONE = {};

  static StoredEvent read(ResultSet row) throws SQLException {
    long seq = row.getLong(1);
    long atMillis = row.getLong(2);
    String kind = text(row, 3);
    String profile = text(row, 4);
    String actor = text(row, 5);
    String session = row.getString(6);
    String corr = row.getString(7);
    String body = text(row, 9);
    var line = new StringBuilder(LINE_CHARS + body.length());
    line.append("{\"actor\":");
    quote(actor, line);
    line.append(",\"at_ms\":").append(atMillis);
    line.append(",\"body\":").append(body);
    field("content", row.getString(10), line);
    field("corr", corr, line);
    field("kind", kind, line);
    field("profile", profile, line);
    line.append(",\"seq\":").append(seq);
    field("session", session, line);
    field("span", row.getString(8), line);
    return new StoredEvent(
        seq,
        atMillis,
        kind,
        profile,
        actor,
        Optional.ofNullable(session),
        Optional.ofNullable(corr),
        body,
        line.append('}').toString(),
        bytes(row, 11),
        bytes(row, 12));
  }

  /// Whether it follows the event with the hash `before` and says what it said when it was written.
  boolean holds(byte[] before, MessageDigest digest) {
    if (!Arrays.equals(before, previous)) {
      return false;
    }
    digest.update(before);
    return Arrays.equals(digest.digest(line.getBytes(StandardCharsets.UTF_8)), hash);
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String value = row.getString(column);
    return value == null ? "" : value;
  }

  private static byte[] bytes(ResultSet row, int column) throws SQLException {
    byte[] value = row.getBytes(column);
    return value == null ? NONE : value;
  }

  private static void field(String name, @Nullable String value, StringBuilder line) {
    if (value != null) {
      line.append(",\"").append(name).append("\":");
      quote(value, line);
    }
  }

  /// Half a surrogate pair, which we never write, hashes as what it is: not what was written.
  private static void quote(String value, StringBuilder line) {
    try {
      CanonicalJson.quote(value, line);
    } catch (IllegalArgumentException e) {
      line.append(e.getMessage());
    }
  }
}
