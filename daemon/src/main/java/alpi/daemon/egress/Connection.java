package alpi.daemon.egress;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An open connection, encrypted or not, used by one exchange at a time.
final class Connection implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int STALE_CHECK_MILLIS = 1;

  /// How long the end of an answer may lag behind its last event before the connection is given up.
  private static final int TAIL_MILLIS = 20;

  private final Socket raw;
  private final WireInput in;
  private final OutputStream out;
  private final String ip;
  private long sent;
  private long received;
  private boolean used;
  private Optional<Framing> rest = Optional.empty();

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

  /// Bytes written since the last call.
  long takeSent() {
    long taken = sent;
    sent = 0;
    return taken;
  }

  /// Bytes read since the last call. The mark of an answer's end may be counted with the next
  /// answer.
  long takeReceived() {
    long taken = in.count() - received;
    received = in.count();
    return taken;
  }

  /// Whether an exchange went over it before.
  boolean used() {
    return used;
  }

  /// Keeps it for another exchange.
  ///
  /// @param unread what may be left of the answer
  void layAside(Optional<Framing> unread) {
    used = true;
    rest = unread.filter(framing -> !framing.ended());
    if (rest.isPresent()) {
      acknowledge();
    }
  }

  /// A server that waits for an acknowledgement with its last bytes gets it now and not after the
  /// 40 ms that the system would put it off by.
  private void acknowledge() {
    try {
      if (raw.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
        raw.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
      }
    } catch (IOException e) {
      LOG.debug("event=not_acknowledged reason={}", e.toString());
    }
  }

  /// Reads the mark of the last answer's end, if that was still on its way.
  ///
  /// @return whether the connection can be used again
  boolean finished() {
    try {
      if (rest.isPresent()) {
        raw.setSoTimeout(TAIL_MILLIS);
        if (rest.get().read(new byte[1], 0, 1) >= 0) {
          return false;
        }
        rest = Optional.empty();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
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
