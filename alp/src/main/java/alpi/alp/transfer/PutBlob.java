package alpi.alp.transfer;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.LinkError;
import alpi.alp.fast.BlobCode;
import alpi.alp.json.Json;
import alpi.alp.wire.Moment;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers `link.put_blob`: takes a blob of version 1 piece by piece, each a request of its own.
public final class PutBlob {
  /// Blobs of one peer that are under way at a time.
  public static final int PER_PEER = 2;

  /// Blobs under way at a time, of all peers.
  public static final int IN_ALL = 8;

  /// After which a blob that nobody goes on with gives up its place.
  public static final Duration IDLE = Duration.ofMinutes(10);

  /// What a request is answered with.
  public sealed interface Reply {
    record Result(ObjectNode result) implements Reply {}

    record Refusal(LinkError error) implements Reply {}
  }

  private record Key(PeerKey from, Sha256 id) {}

  /// One request, with its parameters judged.
  private static final class Piece {
    private final Sha256 id;
    private final long size;
    private final long offset;
    private final byte[] data;
    private final boolean last;

    Piece(Sha256 id, long size, long offset, byte[] data, boolean last) {
      this.id = id;
      this.size = size;
      this.offset = offset;
      this.data = data;
      this.last = last;
    }
  }

  private static final class Staged {
    private final BlobPart part;
    private final long size;
    private final MessageDigest digest = Sha256.digest();
    private long offset;
    private Moment used;

    Staged(BlobPart part, long size, Moment now) {
      this.part = part;
      this.size = size;
      this.used = now;
    }
  }

  private final BlobPort port;

  /// Guards `staged` and what lies in it: pieces are taken one at a time.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Key, Staged> staged = new HashMap<>();

  public PutBlob(BlobPort port) {
    this.port = port;
  }

  public Reply put(PeerKey from, JsonNode params, Moment now) {
    lock.lock();
    try {
      return new Reply.Result(taken(from, piece(params), now));
    } catch (BlobFault fault) {
      return new Reply.Refusal(Version1.error(fault.refusal()));
    } catch (IOException e) {
      return new Reply.Refusal(Version1.error(BlobRefusal.of(BlobCode.INTERNAL_ERROR)));
    } finally {
      lock.unlock();
    }
  }

  private static Piece piece(JsonNode params) throws BlobFault {
    Sha256 id = Version1.hash(params).orElseThrow(() -> invalid("no hash of a blob"));
    long size =
        Version1.number(params, "size", Version1.MAX_BLOB)
            .orElseThrow(() -> invalid("a size from 0 to " + Version1.MAX_BLOB + " is needed"));
    long offset =
        Version1.number(params, "offset", Version1.MAX_BLOB)
            .orElseThrow(() -> invalid("no offset in a blob"));
    if (!params.path("data").isString() || !params.path("final").isBoolean()) {
      throw invalid("data in base64 and final are needed");
    }
    byte[] data = data(params.path("data").stringValue());
    boolean last = params.path("final").booleanValue();
    if (offset + data.length > size || (last && offset + data.length != size)) {
      throw invalid("a piece that does not fit the size");
    }
    return new Piece(id, size, offset, data, last);
  }

  private static byte[] data(String text) throws BlobFault {
    if (text.length() > 4 * ((Version1.PIECE + 2) / 3)) {
      throw invalid("a piece has at most " + Version1.PIECE + " bytes");
    }
    byte[] data;
    try {
      data = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw invalid("data that is no base64");
    }
    if (!Base64.getEncoder().encodeToString(data).equals(text)) {
      throw invalid("data in another spelling of base64");
    }
    if (data.length > Version1.PIECE) {
      throw invalid("a piece has at most " + Version1.PIECE + " bytes");
    }
    return data;
  }

  private ObjectNode taken(PeerKey from, Piece piece, Moment now) throws IOException, BlobFault {
    var key = new Key(from, piece.id);
    if (piece.offset == 0) {
      drop(key);
      if (port.has(from, piece.id)) {
        return answer(piece, piece.size, true);
      }
      begin(key, piece, now);
    }
    Staged open = staged.get(key);
    if (open == null || open.size != piece.size || open.offset != piece.offset) {
      long expected = open == null ? 0 : open.offset;
      throw invalid("the next offset is " + expected);
    }
    boolean kept = false;
    try {
      open.part.write(piece.offset, piece.data, piece.data.length);
      open.digest.update(piece.data);
      open.offset += piece.data.length;
      open.used = now;
      kept = true;
    } finally {
      if (!kept) {
        drop(key);
      }
    }
    if (piece.last) {
      finish(key, open);
    }
    return answer(piece, open.offset, piece.last);
  }

  private void begin(Key key, Piece piece, Moment now) throws IOException, BlobFault {
    List<Key> idle =
        staged.entrySet().stream()
            .filter(one -> now.isPast(one.getValue().used, IDLE))
            .map(Map.Entry::getKey)
            .toList();
    for (Key old : idle) {
      drop(old);
    }
    long ofPeer = staged.keySet().stream().filter(one -> one.from().equals(key.from())).count();
    if (staged.size() >= IN_ALL || ofPeer >= PER_PEER) {
      throw new BlobFault(BlobCode.BUSY, "other blobs are under way");
    }
    var offer = new Incoming(key.from(), key.id(), piece.size, Optional.empty());
    Optional<BlobRefusal> refusal = port.judge(offer);
    if (refusal.isPresent()) {
      throw new BlobFault(refusal.get().code(), refusal.get().detail());
    }
    staged.put(key, new Staged(port.stage(offer), piece.size, now));
  }

  private void finish(Key key, Staged open) throws IOException, BlobFault {
    if (!Sha256.ofDigest(open.digest.digest()).matches(key.id())) {
      drop(key);
      throw new BlobFault(BlobCode.BAD_HASH, "the bytes have another hash");
    }
    boolean published = false;
    try {
      for (int i = 0; i < Chunks.count(open.size); i++) {
        open.part.mark(i);
      }
      open.part.publish(Optional.empty());
      published = true;
      staged.remove(key);
    } finally {
      if (!published) {
        drop(key);
      }
    }
  }

  private void drop(Key key) throws IOException {
    Staged old = staged.remove(key);
    if (old != null) {
      old.part.discard();
    }
  }

  private static ObjectNode answer(Piece piece, long next, boolean complete) {
    return Json.object()
        .put("hash", piece.id.hex())
        .put("size", piece.size)
        .put("next_offset", next)
        .put("complete", complete);
  }

  private static BlobFault invalid(String detail) {
    return new BlobFault(BlobCode.BAD_CHUNK, detail);
  }
}
