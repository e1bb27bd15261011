package alpi.daemon.egress.gate;

import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Errand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that the gate made for a client: where it goes, what it rests on, and every byte of
/// it counted.
final class Crossing {
  private static final Logger LOG = LoggerFactory.getLogger(Crossing.class);
  private static final int PIECE_BYTES = 16 << 10;

  private final Destination destination;
  private final Verdict.Allow verdict;
  private final Socket socket;
  private final Runnable touch;
  private final AtomicLong out = new AtomicLong();
  private final AtomicLong in = new AtomicLong();

  /// @param touch told of every byte either way
  Crossing(Destination destination, Verdict.Allow verdict, Socket socket, Runnable touch) {
    this.destination = destination;
    this.verdict = verdict;
    this.socket = socket;
    this.touch = touch;
  }

  Destination destination() {
    return destination;
  }

  Verdict.Allow verdict() {
    return verdict;
  }

  void send(byte[] bytes, int length) throws IOException {
    OutputStream sink = socket.getOutputStream();
    sink.write(bytes, 0, length);
    out.addAndGet(length);
    touch.run();
  }

  int receive(byte[] into) throws IOException {
    int size = socket.getInputStream().read(into);
    if (size > 0) {
      in.addAndGet(size);
      touch.run();
    }
    return size;
  }

  /// Hands on what the client sends, until it says that nothing more comes.
  void up(InputStream client) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    for (int size = client.read(piece); size >= 0; size = client.read(piece)) {
      send(piece, size);
    }
    socket.shutdownOutput();
  }

  /// Hands on what comes back, until the end.
  void down(OutputStream client) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    for (int size = receive(piece); size >= 0; size = receive(piece)) {
      client.write(piece, 0, size);
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("event=close_failed reason={}", e.toString());
    }
  }

  /// What it came to, once it is over.
  ///
  /// @param why it ended, where that was not the wish of either side
  EgressRecord closed(
      String protocol, Optional<String> why, Duration took, Optional<Errand> errand) {
    return new EgressRecord(
        EgressRecord.Kind.TOOL,
        EgressRecord.Phase.CLOSED,
        protocol,
        destination.host().toString(),
        destination.port(),
        Optional.ofNullable(socket.getInetAddress()).map(a -> String.valueOf(a.getHostAddress())),
        out.get(),
        in.get(),
        took,
        why.orElse(verdict.reason()),
        verdict.grants(),
        errand);
  }
}
