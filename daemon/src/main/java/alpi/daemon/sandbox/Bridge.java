package alpi.daemon.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs behind the wall, in front of a command that may reach a proxy: listens on a loopback port,
/// where programs look for proxies, and carries each connection to the proxy's Unix socket. Then it
/// starts the command and ends as the command ended.
///
/// It dials nobody but that socket, and it needs no other class, because no other is there: no
/// lambda either, which would cost a third of its start.
final class Bridge implements Runnable {
  /// The port of the loopback device behind the wall. Nobody else is there to want it.
  static final int PORT = 3128;

  private static final int BACKLOG = 128;
  private static final int BUFFER_BYTES = 32 << 10;
  private static final int STACK_BYTES = 128 << 10;
  private static final int NOT_STARTED = 125;

  /// One of three things to do: wait for clients, reach the proxy for one, carry one way.
  private final @Nullable ServerSocketChannel server;

  private final Path gate;
  private final @Nullable SocketChannel from;
  private final @Nullable SocketChannel to;

  private Bridge(
      @Nullable ServerSocketChannel server,
      Path gate,
      @Nullable SocketChannel from,
      @Nullable SocketChannel to) {
    this.server = server;
    this.gate = gate;
    this.from = from;
    this.to = to;
  }

  /// @param args the proxy's socket, then the command
  public static void main(String[] args) throws InterruptedException {
    try {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server.bind(new InetSocketAddress(loopback, PORT), BACKLOG);
      List<String> command = Arrays.asList(args).subList(1, args.length);
      begin(new Bridge(server, Path.of(args[0]), null, null));
      Process process = new ProcessBuilder(command).inheritIO().start();
      Runtime.getRuntime().halt(process.waitFor());
    } catch (IOException e) {
      Runtime.getRuntime().halt(NOT_STARTED);
    }
  }

  private static void begin(Bridge work) {
    Thread thread = new Thread(null, work, "bridge", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    ServerSocketChannel clients = server;
    SocketChannel source = from;
    SocketChannel sink = to;
    try {
      while (clients != null) {
        begin(new Bridge(null, gate, clients.accept(), null));
      }
      if (source == null) {
        return;
      }
      if (sink == null) {
        reach(source);
      } else {
        carry(source, sink);
      }
    } catch (IOException e) {
      if (source != null) {
        close(source);
      }
    }
  }

  private void reach(SocketChannel client) throws IOException {
    SocketChannel proxy = SocketChannel.open(StandardProtocolFamily.UNIX);
    proxy.connect(UnixDomainSocketAddress.of(gate));
    begin(new Bridge(null, gate, proxy, client));
    carry(client, proxy);
  }

  private static void carry(SocketChannel from, SocketChannel to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // Half of a connection is none.
      close(from);
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      return;
    }
  }
}
