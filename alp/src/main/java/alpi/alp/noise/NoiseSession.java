package alpi.alp.noise;

/// What a finished handshake leaves: a cipher for each direction, and who is at the other end.
public final class NoiseSession {
  private final NoiseCipher sender;
  private final NoiseCipher receiver;
  private final byte[] hash;
  private final byte[] exporter;
  private final byte[] remoteStatic;

  NoiseSession(
      NoiseCipher sender, NoiseCipher receiver, byte[] hash, byte[] exporter, byte[] remoteStatic) {
    this.sender = sender;
    this.receiver = receiver;
    this.hash = hash;
    this.exporter = exporter;
    this.remoteStatic = remoteStatic;
  }

  public NoiseCipher sender() {
    return sender;
  }

  public NoiseCipher receiver() {
    return receiver;
  }

  /// The handshake hash: the same at both ends of this very session and nowhere else.
  public byte[] hash() {
    return hash.clone();
  }

  /// A secret of this session from which further keys are derived; it seals nothing itself.
  public byte[] exporter() {
    return exporter.clone();
  }

  /// The other side's X25519 key, proven in the handshake.
  public byte[] remoteStatic() {
    return remoteStatic.clone();
  }
}
