package alpi.daemon.journal;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The end of the hash chain: where the next event is linked. Confined to the thread that writes
/// the file.
final class Chain {
  private static final String INSERT =
      """
      INSERT INTO ev (seq, at_ms, kind, profile, actor, session, corr, span, body, content,
                      prev_hash, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  /// The hash before the first event.
  static final Sha256 GENESIS = Sha256.ofDigest(new byte[Sha256.BYTES]);

  private final Path file;
  private final ProfileName profile;
  private final Time time;
  private final MessageDigest digest = Sha256.digest();

  private Head head = new Head(0, GENESIS);
  private Head committed = head;
  private @Nullable PreparedStatement insert;

  Chain(Path file, ProfileName profile, Time time) {
    this.file = file;
    this.profile = profile;
    this.time = time;
  }

  /// @param hash of the event `seq`
  record Head(long seq, Sha256 hash) {
    static Head read(Row row) {
      return new Head(row.integer("seq"), Sha256.ofDigest(row.bytes("hash")));
    }
  }

  Head head() {
    return head;
  }

  /// Forgets the events linked since `earlier`: their work was taken back.
  void rewind(Head earlier) {
    head = earlier;
  }

  Event append(Envelope envelope, SqlConnection connection) {
    Draft draft = envelope.draft();
    long seq = head.seq() + 1;
    Instant at = time.now();
    Sha256 previous = head.hash();
    digest.update(previous.bytes());
    envelope.digest(digest, at, seq);
    Sha256 hash = Sha256.ofDigest(digest.digest());
    insert(connection, envelope, seq, at, previous, hash);
    head = new Head(seq, hash);
    return new Event(
        seq,
        Instant.ofEpochMilli(at.toEpochMilli()),
        draft.kind(),
        profile,
        draft.actor(),
        draft.session(),
        draft.corr(),
        draft.span(),
        draft.body(),
        draft.content(),
        previous,
        hash);
  }

  /// Stores where the chain ends, if it moved.
  void storeHead(Sql sql) {
    if (head.seq() != committed.seq()) {
      sql.update(
          "UPDATE ev_head SET seq = ?, hash = ? WHERE id = 1", head.seq(), head.hash().bytes());
    }
  }

  void committed() {
    committed = head;
  }

  void rolledBack() {
    head = committed;
  }

  /// Reads the end of the chain from the file, and refuses a file that contradicts itself.
  void load(Reader reader) {
    Optional<Head> stored = reader.one("SELECT seq, hash FROM ev_head WHERE id = 1", Head::read);
    Head last =
        reader
            .one("SELECT seq, hash FROM ev ORDER BY seq DESC LIMIT 1", Head::read)
            .orElse(new Head(0, GENESIS));
    boolean agrees = stored.isPresent() && stored.get().equals(last);
    if (!agrees) {
      throw Problem.of(
          ErrorCode.CORRUPT,
          "The journal "
              + file
              + " was changed from outside: its last event is not where it ended.",
          "Nothing was changed. Keep a copy, then restore a backup.");
    }
    head = last;
    committed = last;
  }

  private void insert(
      SqlConnection connection,
      Envelope envelope,
      long seq,
      Instant at,
      Sha256 previous,
      Sha256 hash) {
    Draft draft = envelope.draft();
    try {
      PreparedStatement statement = prepared(connection);
      statement.setLong(1, seq);
      statement.setLong(2, at.toEpochMilli());
      statement.setString(3, draft.kind().wire());
      statement.setString(4, profile.value());
      statement.setString(5, draft.actor().value());
      statement.setString(6, draft.session().map(Object::toString).orElse(null));
      statement.setString(7, draft.corr().orElse(null));
      statement.setString(8, draft.span().orElse(null));
      statement.setString(9, envelope.body());
      statement.setString(10, draft.content().map(Object::toString).orElse(null));
      statement.setBytes(11, previous.bytes());
      statement.setBytes(12, hash.bytes());
      statement.executeUpdate();
    } catch (SQLException e) {
      // The driver gives up a statement that failed: the next event prepares its own.
      insert = null;
      throw connection.failed(e);
    }
  }

  private PreparedStatement prepared(SqlConnection connection) throws SQLException {
    PreparedStatement ready = insert;
    if (ready == null) {
      ready = connection.prepare(INSERT);
      insert = ready;
    }
    return ready;
  }
}
