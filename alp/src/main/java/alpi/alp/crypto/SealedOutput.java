package alpi.alp.crypto;

import java.io.IOException;
import java.io.OutputStream;

/// Seals what is written, piece by piece. Only [#finish] makes it whole: a stream that was merely
/// closed reads as cut off.
public final class SealedOutput extends OutputStream {
  private final OutputStream out;
  private final ChunkCipher cipher;
  private final byte[] chunk = new byte[ChunkCipher.CHUNK];
  private int length;
  private boolean finished;

  /// @param key 32 bytes that seal nothing else
  public SealedOutput(OutputStream out, byte[] key) {
    this.out = out;
    this.cipher = new ChunkCipher(key);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (finished) {
      throw new IOException("the stream is sealed already");
    }
    int at = from;
    int left = count;
    while (left > 0) {
      // A full piece waits until it is known whether it is the last.
      if (length == chunk.length) {
        out.write(cipher.seal(chunk, length, false));
        length = 0;
      }
      int part = Math.min(left, chunk.length - length);
      System.arraycopy(bytes, at, chunk, length, part);
      length += part;
      at += part;
      left -= part;
    }
  }

  /// Seals the last piece.
  public void finish() throws IOException {
    if (!finished) {
      finished = true;
      out.write(cipher.seal(chunk, length, true));
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
