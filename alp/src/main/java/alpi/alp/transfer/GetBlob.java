package alpi.alp.transfer;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.fast.BlobCode;
import alpi.alp.json.Json;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Answers `link.get_blob`: gives a blob that was shared with the peer, in the pieces of version 1.
/// All of it is checked before the first piece leaves.
public final class GetBlob {
  private static final int CHUNKS_PER_PIECE = Version1.PIECE / Chunks.BYTES;

  private final BlobPort port;

  public GetBlob(BlobPort port) {
    this.port = port;
  }

  public void get(PeerKey peer, JsonNode params, AnswerParts answer) throws InterruptedException {
    Optional<Sha256> id = Version1.hash(params);
    if (id.isEmpty()) {
      answer.refuse(Version1.invalid("no hash of a blob"));
      return;
    }
    try (BlobSource source = port.share(peer, id.get())) {
      if (source.manifest().size() > Version1.MAX_BLOB) {
        throw new BlobFault(BlobCode.BLOB_NOT_FOUND, "");
      }
      check(source);
      send(source, answer);
    } catch (BlobFault | IOException e) {
      answer.refuse(LinkError.of(LinkCode.BLOB_NOT_FOUND));
    }
  }

  private static void check(BlobSource source) throws IOException, BlobFault {
    byte[] chunk = new byte[Chunks.BYTES];
    MessageDigest digest = Sha256.digest();
    for (int i = 0; i < source.manifest().chunks(); i++) {
      digest.update(chunk, 0, source.read(i, chunk));
    }
    if (!Sha256.ofDigest(digest.digest()).matches(source.manifest().id())) {
      throw new BlobFault(BlobCode.BLOB_NOT_FOUND, "");
    }
  }

  private static void send(BlobSource source, AnswerParts answer)
      throws IOException, BlobFault, InterruptedException {
    String hash = source.manifest().id().hex();
    byte[] piece = new byte[Version1.PIECE];
    byte[] chunk = new byte[Chunks.BYTES];
    int filled = 0;
    long offset = 0;
    for (int i = 0; i < source.manifest().chunks(); i++) {
      int length = source.read(i, chunk);
      System.arraycopy(chunk, 0, piece, filled, length);
      filled += length;
      if ((i + 1) % CHUNKS_PER_PIECE == 0 || i + 1 == source.manifest().chunks()) {
        String data = Base64.getEncoder().encodeToString(Arrays.copyOf(piece, filled));
        answer.chunk(Json.object().put("hash", hash).put("offset", offset).put("data", data));
        offset += filled;
        filled = 0;
      }
    }
    answer.finish(Json.object().put("hash", hash).put("size", source.manifest().size()));
  }
}
