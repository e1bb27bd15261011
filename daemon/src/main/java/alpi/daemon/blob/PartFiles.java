package alpi.daemon.blob;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.transfer.Incoming;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// The files of one part: `<peer16>-<sha256>.part`, `.leaves` and `.state`.
///
/// @param stem their common name, without the ending
record PartFiles(Path dir, String stem) {
  /// Characters of the peer in a name: of the hash over its key's text.
  private static final int PEER_CHARS = 16;

  private static final byte[] MARK = "ALPART1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = MARK.length + Long.BYTES + Sha256.BYTES + 1;
  private static final int MAX_STATE = HEAD + ChunkMap.size(Chunks.count(Chunks.MAX_BLOB));

  /// What an earlier try left.
  record Kept(boolean fits, ChunkMap have) {}

  static PartFiles of(Path dir, PeerKey peer, Sha256 id) {
    return new PartFiles(dir, prefix(peer) + id.hex());
  }

  /// How the names of a peer's parts begin.
  static String prefix(PeerKey peer) {
    byte[] text = peer.text().getBytes(StandardCharsets.US_ASCII);
    return Sha256.of(text).hex().substring(0, PEER_CHARS) + "-";
  }

  Path data() {
    return dir.resolve(stem + ".part");
  }

  Path leaves() {
    return dir.resolve(stem + ".leaves");
  }

  private Path state() {
    return dir.resolve(stem + ".state");
  }

  /// What was kept of the same blob with the same root; empty when nothing is, or nothing that can
  /// be trusted.
  Optional<Kept> read(Incoming offer) throws IOException {
    if (offer.root().isEmpty()
        || !Files.isRegularFile(state(), LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(data(), LinkOption.NOFOLLOW_LINKS)
        || Files.size(state()) > MAX_STATE) {
      return Optional.empty();
    }
    byte[] all = Files.readAllBytes(state());
    byte[] head = head(offer, true);
    byte[] bits = all.length < HEAD ? new byte[0] : Arrays.copyOfRange(all, HEAD, all.length);
    boolean same = all.length >= HEAD && Arrays.equals(head, 0, HEAD - 1, all, 0, HEAD - 1);
    if (!same || bits.length != ChunkMap.size(Chunks.count(offer.size()))) {
      return Optional.empty();
    }
    try {
      ChunkMap have = ChunkMap.of(Chunks.count(offer.size()), bits);
      return Optional.of(new Kept(all[HEAD - 1] == 1, have));
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  void write(Incoming offer, boolean fits, ChunkMap have) throws IOException {
    byte[] head = head(offer, fits);
    byte[] bits = have.bytes();
    byte[] all = Arrays.copyOf(head, head.length + bits.length);
    System.arraycopy(bits, 0, all, head.length, bits.length);
    PrivateFiles.replace(state(), all);
  }

  private static byte[] head(Incoming offer, boolean fits) {
    return ByteBuffer.allocate(HEAD)
        .put(MARK)
        .putLong(offer.size())
        .put(offer.root().map(Sha256::bytes).orElseGet(() -> new byte[Sha256.BYTES]))
        .put((byte) (fits ? 1 : 0))
        .array();
  }

  /// The state goes first: bytes without it are nothing.
  void delete() throws IOException {
    Files.deleteIfExists(state());
    Files.deleteIfExists(leaves());
    Files.deleteIfExists(data());
  }
}
