package alpi.daemon.blob;

import alpi.alp.blob.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// Bytes of a blob, hashed on their way out. The end is reached only if they were the right ones:
/// otherwise the read that would reach it fails.
final class VerifyingStream extends FilterInputStream {
  private final Sha256 expected;
  private final Mismatch mismatch;
  private final MessageDigest digest = Sha256.digest();
  private boolean verified;

  VerifyingStream(InputStream in, Sha256 expected, Mismatch mismatch) {
    super(in);
    this.expected = expected;
    this.mismatch = mismatch;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int got = super.read(buffer, offset, length);
    if (got > 0) {
      digest.update(buffer, offset, got);
    } else if (got < 0 && !verified) {
      verify();
    }
    return got;
  }

  private void verify() {
    if (!Sha256.ofDigest(digest.digest()).matches(expected)) {
      throw mismatch.found();
    }
    verified = true;
  }

  /// Reads on: what is skipped must be hashed as well.
  @Override
  public long skip(long count) throws IOException {
    byte[] buffer = new byte[(int) Math.clamp(count, 0L, 8192L)];
    return buffer.length == 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /// Deals with bytes that are not what their name says.
  interface Mismatch {
    RuntimeException found();
  }
}
