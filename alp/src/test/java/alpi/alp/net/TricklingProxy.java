package alpi.alp.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/// Carries one connection, and after so many bytes towards the listener only one now and then.
final class TricklingProxy implements AutoCloseable {
  private static final long REST_NANOS = 20_000_000;

  private final ServerSocket door;
  private final Socket to = new Socket();

  private TricklingProxy(ServerSocket door) {
    this.door = door;
  }

  static TricklingProxy towards(InetSocketAddress listener, long bytes) throws IOException {
    var proxy = new TricklingProxy(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(() -> proxy.run(listener, bytes));
    return proxy;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) door.getLocalSocketAddress();
  }

  private void run(InetSocketAddress listener, long bytes) {
    try (Socket from = door.accept()) {
      to.connect(listener);
      Thread.ofVirtual().start(() -> back(from));
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] piece = new byte[4096];
      long left = bytes;
      for (int got = in.read(piece); got >= 0 && left > 0; got = in.read(piece)) {
        out.write(piece, 0, got);
        left -= got;
      }
      for (int one = in.read(); one >= 0; one = in.read()) {
        LockSupport.parkNanos(REST_NANOS);
        out.write(one);
      }
    } catch (IOException ended) {
      close();
    }
  }

  private void back(Socket from) {
    try (from) {
      to.getInputStream().transferTo(from.getOutputStream());
    } catch (IOException ended) {
      close();
    }
  }

  @Override
  public void close() {
    try {
      door.close();
      to.close();
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }
}
