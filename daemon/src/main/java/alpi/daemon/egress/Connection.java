package alpi.daemon.egress;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// An open connection, encrypted or not, used by one exchange at a time.
final class Connection implements Closeable {
  private static final int STALE_CHECK_MILLIS = 1;

  private final Socket raw;
  private final WireInput in;
  private final OutputStream out;
  private final String ip;
  private long sent;
  private boolean used;

  /// @param raw the socket itself: closing it unblocks readers at once, closing TLS above it may
  ///   wait for a peer that is gone
  /// @param carrier what bytes pass through: `raw`, or TLS above it
  Connection(Socket raw, Socket carrier) throws IOException {
    this.raw = raw;
    this.in = new WireInput(carrier.getInputStream());
    this.out = carrier.getOutputStream();
    this.ip = raw.getInetAddress().getHostAddress();
  }

  WireInput in() {
    return in;
  }

  String ip() {
    return ip;
  }

  long sent() {
    return sent;
  }

  /// Whether an exchange went over it before.
  boolean used() {
    return used;
  }

  void markUsed() {
    used = true;
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    sent += bytes.length;
  }

  void patience(Duration duration) throws IOException {
    raw.setSoTimeout((int) Math.max(1, duration.toMillis()));
  }

  /// Whether the other side has neither hung up nor said anything unasked.
  boolean alive() {
    try {
      raw.setSoTimeout(STALE_CHECK_MILLIS);
      // Any answer to this read, a byte or the end, means that it must not be used again.
      in.read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
