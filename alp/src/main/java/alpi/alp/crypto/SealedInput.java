package alpi.alp.crypto;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Opens what [SealedOutput] sealed. Hands out no byte that was not proven; throws [SealBroken] at
/// the first piece that is not what was sealed. Its end is the end that was sealed.
public final class SealedInput extends InputStream {
  private final InputStream in;
  private final ChunkCipher cipher;

  /// A piece, and one byte more: whether there is one tells whether the piece is the last.
  private final byte[] sealed = new byte[ChunkCipher.CHUNK + ChunkCipher.TAG_BYTES + 1];

  private int have;
  private byte @Nullable [] plain;
  private int at;
  private boolean last;

  public SealedInput(InputStream in, byte[] key) {
    this.in = in;
    this.cipher = new ChunkCipher(key);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    byte[] open = plain;
    while (open == null || at == open.length) {
      if (last) {
        return -1;
      }
      open = next();
      plain = open;
      at = 0;
    }
    int part = Math.min(count, open.length - at);
    System.arraycopy(open, at, into, from, part);
    at += part;
    return part;
  }

  private byte[] next() throws IOException {
    have += in.readNBytes(sealed, have, sealed.length - have);
    boolean end = have < sealed.length;
    int piece = end ? have : have - 1;
    if (piece < ChunkCipher.TAG_BYTES) {
      throw new SealBroken(SealBroken.Why.CUT);
    }
    byte[] open = opened(piece, end);
    // Only a stream of nothing has an empty piece: otherwise it would have two forms.
    if (open.length == 0 && cipher.count() > 1) {
      throw new SealBroken(SealBroken.Why.ALTERED);
    }
    last = end;
    sealed[0] = sealed[sealed.length - 1];
    have = end ? 0 : 1;
    return open;
  }

  /// A piece at the end that opens only as one in the middle tells that the rest is missing.
  private byte[] opened(int piece, boolean end) throws SealBroken {
    try {
      return cipher.open(sealed, piece, end);
    } catch (SealBroken broken) {
      if (end && cipher.inTheMiddle(sealed, piece)) {
        throw new SealBroken(SealBroken.Why.CUT);
      }
      if (end && broken.why() == SealBroken.Why.ALTERED) {
        throw new SealBroken(SealBroken.Why.END);
      }
      throw broken;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
