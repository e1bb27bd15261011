package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Bytes up to a bound; more than that is refused while reading, not found out at the end.
final class Bounded extends FilterInputStream {
  private final long bound;
  private long read;

  Bounded(InputStream in, long bound) {
    super(in);
    this.bound = bound;
  }

  @Override
  public int read() throws IOException {
    int next = in.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int got = in.read(buffer, offset, length);
    count(Math.max(0, got));
    return got;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int more) {
    read += more;
    if (read > bound) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "An attachment has at most " + (bound >> 20) + " MiB.",
          "Name the file in the message instead, and let alpi read the parts it needs.");
    }
  }
}
