package alpi.alp.frame;

import alpi.alp.crypto.ChaChaPoly;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.Arrays;
import java.util.Optional;

/// Cuts a byte stream into frames. Bytes are offered as they come, in pieces of any size, and
/// frames taken as the protocol expects them: the result depends on the bytes, not on the pieces.
///
/// Memory grows with what has arrived, never with what a length promises. After a fault every later
/// frame is the same fault.
public final class FrameDecoder {
  private static final int SMALLEST = 256;

  private byte[] held = new byte[SMALLEST];
  private int from;
  private int to;
  private Optional<WireFault> fault = Optional.empty();

  public void offer(byte[] bytes) {
    offer(bytes, 0, bytes.length);
  }

  public void offer(byte[] bytes, int offset, int length) {
    if (fault.isPresent()) {
      return;
    }
    makeRoom(length);
    System.arraycopy(bytes, offset, held, to, length);
    to += length;
  }

  /// The next handshake message, once it is complete.
  ///
  /// @param size that it must have
  public Optional<byte[]> handshake(int size) throws WireFault {
    checkUnbroken();
    if (held() < Frames.SHORT_HEADER) {
      return Optional.empty();
    }
    int length = ((held[from] & 0xff) << 8) | (held[from + 1] & 0xff);
    if (length != size) {
      throw broken("a handshake message of " + length + " bytes, not " + size);
    }
    return take(Frames.SHORT_HEADER, length);
  }

  /// The ciphertext of the next frame, once it is complete.
  ///
  /// @param limit largest ciphertext that is let in, at most [Frames#MAX_CIPHERTEXT]
  public Optional<byte[]> sealed(int limit) throws WireFault {
    checkUnbroken();
    if (held() < Frames.LONG_HEADER) {
      return Optional.empty();
    }
    long length = 0;
    for (int i = 0; i < Frames.LONG_HEADER; i++) {
      length = (length << 8) | (held[from + i] & 0xff);
    }
    if (length < ChaChaPoly.TAG_BYTES || length > Math.min(limit, Frames.MAX_CIPHERTEXT)) {
      throw broken("a frame of " + length + " bytes");
    }
    return take(Frames.LONG_HEADER, (int) length);
  }

  /// Bytes that were offered and not taken.
  public int held() {
    return to - from;
  }

  private Optional<byte[]> take(int header, int length) {
    if (held() < header + length) {
      return Optional.empty();
    }
    byte[] message = Arrays.copyOfRange(held, from + header, from + header + length);
    from += header + length;
    if (from == to) {
      from = 0;
      to = 0;
      if (held.length > 64 * 1024) {
        held = new byte[SMALLEST];
      }
    }
    return Optional.of(message);
  }

  private void makeRoom(int more) {
    if (to + more <= held.length) {
      return;
    }
    int kept = held();
    int size = held.length;
    while (size < kept + more) {
      size *= 2;
    }
    byte[] next = size == held.length ? held : new byte[size];
    System.arraycopy(held, from, next, 0, kept);
    held = next;
    from = 0;
    to = kept;
  }

  private void checkUnbroken() throws WireFault {
    if (fault.isPresent()) {
      throw fault.get();
    }
  }

  private WireFault broken(String detail) {
    var found = new WireFault(Fault.BAD_LENGTH, detail);
    fault = Optional.of(found);
    held = new byte[0];
    from = 0;
    to = 0;
    return found;
  }
}
