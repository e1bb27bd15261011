package alpi.daemon.blob;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.Batch;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The statements of the tables `blob_share`, `blob_received` and `blob_batch`.
final class ShareTable {
  private static final String SELECT =
      "SELECT sha, peer, until_ms, left_n, created_ms FROM blob_share ";

  private ShareTable() {}

  static void put(Sql sql, Share share) {
    sql.update(
        """
        INSERT INTO blob_share (sha, peer, until_ms, left_n, created_ms) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (sha, peer) DO UPDATE SET until_ms = excluded.until_ms, left_n = excluded.left_n\
        """,
        share.hash().hex(),
        share.peer().text(),
        share.until().toEpochMilli(),
        share.left().isPresent() ? Optional.of((long) share.left().getAsInt()) : Optional.empty(),
        share.created().toEpochMilli());
  }

  static Optional<Share> find(Reader reader, Sha256 hash, PeerKey peer) {
    return reader.one(
        SELECT + "WHERE sha = ? AND peer = ?", ShareTable::read, hash.hex(), peer.text());
  }

  static List<Share> list(Reader reader, int limit) {
    return reader.query(
        SELECT + "ORDER BY created_ms DESC, sha, peer LIMIT ?", ShareTable::read, limit);
  }

  static List<Share> over(Reader reader, Instant now) {
    return reader.query(
        SELECT + "WHERE until_ms <= ? OR left_n = 0", ShareTable::read, now.toEpochMilli());
  }

  static List<Sha256> sharedWith(Reader reader, PeerKey peer) {
    return reader.query(
        "SELECT sha FROM blob_share WHERE peer = ? ORDER BY sha",
        row -> new Sha256(row.text("sha")),
        peer.text());
  }

  static List<PeerKey> peers(Reader reader) {
    return reader.query(
        "SELECT DISTINCT peer FROM blob_share ORDER BY peer", row -> new PeerKey(row.text("peer")));
  }

  /// Counts one fetch.
  ///
  /// @return whether the share was in force
  static boolean use(Sql sql, Sha256 hash, PeerKey peer, Instant now) {
    return sql.update(
            """
            UPDATE blob_share SET left_n = left_n - 1
            WHERE sha = ? AND peer = ? AND until_ms > ? AND (left_n IS NULL OR left_n > 0)\
            """,
            hash.hex(),
            peer.text(),
            now.toEpochMilli())
        == 1;
  }

  static boolean remove(Sql sql, Sha256 hash, PeerKey peer) {
    return sql.update("DELETE FROM blob_share WHERE sha = ? AND peer = ?", hash.hex(), peer.text())
        == 1;
  }

  /// Keeps who sent a blob, and its word for it.
  static void received(
      Sql sql, Sha256 hash, PeerKey peer, Optional<Signature> signature, Instant now) {
    sql.update(
        """
        INSERT INTO blob_received (sha, peer, signature, at_ms) VALUES (?, ?, ?, ?)
        ON CONFLICT (sha, peer) DO UPDATE SET
          signature = coalesce(excluded.signature, signature), at_ms = excluded.at_ms\
        """,
        hash.hex(),
        peer.text(),
        signature.map(Signature::toString),
        now.toEpochMilli());
  }

  /// Keeps which blobs came together, and the sender's word for them.
  static void receivedMany(Sql sql, Batch batch, PeerKey peer, Signature signature, Instant now) {
    sql.update(
        """
        INSERT INTO blob_batch (digest, peer, entries, signature, at_ms) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (digest, peer) DO UPDATE SET at_ms = excluded.at_ms\
        """,
        batch.digest().hex(),
        peer.text(),
        batch.bytes(),
        signature.toString(),
        now.toEpochMilli());
  }

  /// Keeps in which batch a blob came.
  static void receivedWith(Sql sql, Sha256 hash, PeerKey peer, Sha256 batch, Instant now) {
    sql.update(
        """
        INSERT INTO blob_received (sha, peer, batch, at_ms) VALUES (?, ?, ?, ?)
        ON CONFLICT (sha, peer) DO UPDATE SET batch = excluded.batch, at_ms = excluded.at_ms\
        """,
        hash.hex(),
        peer.text(),
        batch.hex(),
        now.toEpochMilli());
  }

  /// Forgets batches of which no blob is left.
  static int forgetBatches(Sql sql) {
    return sql.update(
        """
        DELETE FROM blob_batch
        WHERE digest NOT IN (SELECT batch FROM blob_received WHERE batch IS NOT NULL)\
        """);
  }

  /// Which of these blobs are sound and kept for that peer, as what it sent or what it may fetch.
  static ChunkMap held(Reader reader, Batch batch, PeerKey peer, Instant now) {
    ChunkMap held = ChunkMap.none(batch.count());
    for (int i = 0; i < batch.count(); i++) {
      String sha = batch.entries().get(i).id().hex();
      boolean has =
          reader
              .one(
                  """
                  SELECT 1 AS n FROM blob WHERE sha = ? AND corrupt_ms IS NULL AND (
                    EXISTS (SELECT 1 FROM blob_ref
                      WHERE blob_ref.sha = blob.sha AND owner_kind = ? AND owner_id = ?)
                    OR EXISTS (SELECT 1 FROM blob_share
                      WHERE blob_share.sha = blob.sha AND blob_share.peer = ? AND until_ms > ?
                        AND (left_n IS NULL OR left_n > 0)))\
                  """,
                  row -> row.integer("n"),
                  sha,
                  BlobOwner.Kind.RECEIVED.name(),
                  peer.text(),
                  peer.text(),
                  now.toEpochMilli())
              .isPresent();
      if (has) {
        held.add(i);
      }
    }
    return held;
  }

  /// Bytes of the blobs that came from a peer and are kept for that.
  static long bytesFrom(Reader reader, BlobOwner owner) {
    return reader
        .one(
            """
            SELECT coalesce(sum(bytes), 0) AS n FROM blob JOIN blob_ref USING (sha)
            WHERE owner_kind = ? AND owner_id = ?\
            """,
            row -> row.integer("n"),
            owner.kind().name(),
            owner.id())
        .orElse(0L);
  }

  private static Share read(Row row) {
    OptionalLong left = row.maybeInteger("left_n");
    return new Share(
        new Sha256(row.text("sha")),
        new PeerKey(row.text("peer")),
        Instant.ofEpochMilli(row.integer("until_ms")),
        left.isPresent() ? OptionalInt.of((int) left.getAsLong()) : OptionalInt.empty(),
        Instant.ofEpochMilli(row.integer("created_ms")));
  }
}
