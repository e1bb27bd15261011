package alpi.daemon.blob;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import alpi.daemon.journal.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The statements of the tables `blob` and `blob_ref`.
final class BlobTable {
  private static final String SELECT =
      "SELECT sha, bytes, media_type, created_ms, corrupt_ms FROM blob ";

  private BlobTable() {}

  static Optional<StoredBlob> find(Reader reader, Sha256 hash) {
    return reader
        .one(SELECT + "WHERE sha = ?", BlobTable::read, hash.hex())
        .map(blob -> withOwners(reader, blob));
  }

  static List<StoredBlob> list(Reader reader, String after, int limit) {
    return reader
        .query(SELECT + "WHERE sha > ? ORDER BY sha LIMIT ?", BlobTable::read, after, limit)
        .stream()
        .map(blob -> withOwners(reader, blob))
        .toList();
  }

  static Set<String> hashes(Reader reader) {
    return Set.copyOf(reader.query("SELECT sha FROM blob", row -> row.text("sha")));
  }

  static long totalBytes(Reader reader) {
    return reader
        .one("SELECT coalesce(sum(bytes), 0) AS n FROM blob", row -> row.integer("n"))
        .orElse(0L);
  }

  /// Blobs that nobody owned at `before` or since.
  static List<BlobRef> orphans(Reader reader, Instant before) {
    return reader
        .query(
            SELECT + "WHERE orphan_ms IS NOT NULL AND orphan_ms <= ? ORDER BY sha",
            BlobTable::read,
            before.toEpochMilli())
        .stream()
        .map(StoredBlob::ref)
        .toList();
  }

  /// Adds a row, as an orphan until someone owns it.
  ///
  /// @return false when there was one
  static boolean insert(Sql sql, BlobRef ref, Instant now) {
    return sql.update(
            """
            INSERT INTO blob (sha, bytes, media_type, created_ms, orphan_ms)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha) DO NOTHING\
            """,
            ref.hash().hex(),
            ref.bytes(),
            ref.mediaType(),
            now.toEpochMilli(),
            now.toEpochMilli())
        == 1;
  }

  static void own(Sql sql, Sha256 hash, BlobOwner owner, Instant now) {
    sql.update(
        """
        INSERT INTO blob_ref (sha, owner_kind, owner_id, created_ms) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING\
        """,
        hash.hex(),
        owner.kind().name(),
        owner.id(),
        now.toEpochMilli());
    sql.update("UPDATE blob SET orphan_ms = NULL WHERE sha = ?", hash.hex());
  }

  /// Adds a blob that is on the disk, or one more owner of it, on record.
  ///
  /// @throws alpi.alp.rpc.Problem `too_large` beyond `quota`
  static BlobRef record(Tx tx, BlobRef ref, BlobOwner owner, Instant now, long quota) {
    if (!insert(tx, ref, now)) {
      corrupt(tx, ref.hash(), Optional.empty());
      own(tx, ref.hash(), owner, now);
      return find(tx, ref.hash()).orElseThrow(() -> BlobFaults.unknown(ref.hash())).ref();
    }
    if (totalBytes(tx) > quota) {
      throw BlobFaults.tooLarge(quota);
    }
    own(tx, ref.hash(), owner, now);
    tx.append(BlobStore.draft(EventKind.BLOB_STORED, ref).with("owner", owner.toString()));
    return ref;
  }

  static boolean disown(Sql sql, Sha256 hash, BlobOwner owner, Instant now) {
    int removed =
        sql.update(
            "DELETE FROM blob_ref WHERE sha = ? AND owner_kind = ? AND owner_id = ?",
            hash.hex(),
            owner.kind().name(),
            owner.id());
    sql.update(
        """
        UPDATE blob SET orphan_ms = ?
        WHERE sha = ? AND orphan_ms IS NULL
          AND NOT EXISTS (SELECT 1 FROM blob_ref WHERE blob_ref.sha = blob.sha)\
        """,
        now.toEpochMilli(),
        hash.hex());
    return removed == 1;
  }

  static List<Sha256> ownedBy(Reader reader, BlobOwner owner) {
    return reader.query(
        "SELECT sha FROM blob_ref WHERE owner_kind = ? AND owner_id = ? ORDER BY sha",
        row -> new Sha256(row.text("sha")),
        owner.kind().name(),
        owner.id());
  }

  static List<BlobOwner> owners(Reader reader, BlobOwner.Kind kind) {
    return reader.query(
        "SELECT DISTINCT owner_id FROM blob_ref WHERE owner_kind = ? ORDER BY owner_id",
        row -> new BlobOwner(kind, row.text("owner_id")),
        kind.name());
  }

  /// Removes the row of a blob that is still an orphan since `before`.
  static boolean sweep(Sql sql, Sha256 hash, Instant before) {
    return sql.update(
            "DELETE FROM blob WHERE sha = ? AND orphan_ms IS NOT NULL AND orphan_ms <= ?",
            hash.hex(),
            before.toEpochMilli())
        == 1;
  }

  static void corrupt(Sql sql, Sha256 hash, Optional<Instant> since) {
    sql.update(
        "UPDATE blob SET corrupt_ms = ? WHERE sha = ?",
        since.map(Instant::toEpochMilli),
        hash.hex());
  }

  private static StoredBlob read(Row row) {
    var ref =
        new BlobRef(new Sha256(row.text("sha")), row.integer("bytes"), row.text("media_type"));
    return new StoredBlob(
        ref,
        Instant.ofEpochMilli(row.integer("created_ms")),
        Set.of(),
        row.maybeInteger("corrupt_ms").isPresent());
  }

  private static StoredBlob withOwners(Reader reader, StoredBlob blob) {
    Set<String> owners =
        reader
            .query(
                "SELECT owner_kind, owner_id FROM blob_ref WHERE sha = ?",
                row ->
                    new BlobOwner(
                        BlobOwner.Kind.valueOf(row.text("owner_kind")), row.text("owner_id")),
                blob.ref().hash().hex())
            .stream()
            .map(BlobOwner::toString)
            .collect(Collectors.toSet());
    return new StoredBlob(blob.ref(), blob.stored(), owners, blob.corrupt());
  }
}
