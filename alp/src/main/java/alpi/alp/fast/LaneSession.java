package alpi.alp.fast;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkCipher;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Hkdf;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.Preface.Role;
import alpi.alp.noise.NoiseSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What a finished handshake leaves: who is at the other end, how records are sealed and opened,
/// and the keys of each blob. Keys live as long as the connection: another one has others.
public final class LaneSession {
  private static final byte[] BULK = "alp2 bulk".getBytes(StandardCharsets.US_ASCII);

  private final NoiseSession noise;
  private final PeerKey peer;
  private final Role role;
  private final boolean initiator;
  private final RecordSealer sealer;
  private final RecordOpener opener;

  LaneSession(NoiseSession noise, PeerKey peer, Role role, boolean initiator) {
    this.noise = noise;
    this.peer = peer;
    this.role = role;
    this.initiator = initiator;
    this.sealer = new RecordSealer(noise.sender());
    this.opener = new RecordOpener(noise.receiver());
  }

  public PeerKey peer() {
    return peer;
  }

  public Role role() {
    return role;
  }

  public RecordSealer sealer() {
    return sealer;
  }

  public RecordOpener opener() {
    return opener;
  }

  /// Seals the chunks of a blob that we send.
  ///
  /// @param stream number of the blob on this connection, never used twice
  public ChunkSealer chunks(BulkSuite suite, int stream, Sha256 blob) {
    return new ChunkSealer(
        new BulkCipher(suite, key(initiator, suite, stream, blob)), stream, blob);
  }

  /// Opens the chunks of a blob that we are sent.
  public ChunkOpener opening(BulkSuite suite, int stream, Sha256 blob) {
    return new ChunkOpener(
        new BulkCipher(suite, key(!initiator, suite, stream, blob)), stream, blob);
  }

  private byte[] key(boolean fromInitiator, BulkSuite suite, int stream, Sha256 blob) {
    byte[] info =
        ByteBuffer.allocate(BULK.length + 2 + Integer.BYTES + Sha256.BYTES)
            .put(BULK)
            .put((byte) (fromInitiator ? 0 : 1))
            .put((byte) suite.number())
            .putInt(stream)
            .put(blob.bytes())
            .array();
    return Hkdf.derive(noise.exporter(), noise.hash(), info, BulkCipher.KEY_BYTES);
  }
}
