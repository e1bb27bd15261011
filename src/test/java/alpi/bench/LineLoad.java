package alpi.bench;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Keeps a fixed number of lines under way on each of several connections, from one thread, and
/// notes how long each answer takes.
final class LineLoad {
  private static final byte[] REQUEST =
      "{\"jsonrpc\":\"2.0\",\"id\":12345,\"method\":\"host.ping\",\"params\":{}}\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Path socket;
  private final int depth;
  private final int connections;

  LineLoad(Path socket, int connections, int depth) {
    this.socket = socket;
    this.connections = connections;
    this.depth = depth;
  }

  /// Sends `requests` and waits for every answer.
  Figures run(int requests) throws IOException {
    long[] latencies = new long[requests];
    int done = 0;
    int sent = 0;
    long start = System.nanoTime();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        channel.configureBlocking(false);
        Flow flow = new Flow(channel);
        channel.register(selector, SelectionKey.OP_READ, flow);
        sent += flow.send(Math.min(depth, requests - sent));
      }
      while (done < requests) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          Flow flow = (Flow) key.attachment();
          int answered = flow.read(latencies, done);
          done += answered;
          sent += flow.send(Math.min(answered, requests - sent));
        }
        selector.selectedKeys().clear();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    }
    return Figures.of(latencies, System.nanoTime() - start);
  }

  private static final class Flow {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
    private final ByteBuffer out = ByteBuffer.allocateDirect(64 << 10);
    private final Deque<Long> started = new ArrayDeque<>();

    Flow(SocketChannel channel) {
      this.channel = channel;
    }

    int send(int count) throws IOException {
      long now = System.nanoTime();
      out.clear();
      for (int i = 0; i < count; i++) {
        out.put(REQUEST);
        started.add(now);
      }
      out.flip();
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return count;
    }

    int read(long[] latencies, int at) throws IOException {
      in.clear();
      if (channel.read(in) < 0) {
        throw new IOException("the server closed a connection");
      }
      in.flip();
      long now = System.nanoTime();
      int answered = 0;
      while (in.hasRemaining()) {
        if (in.get() == '\n') {
          @Nullable Long begun = started.poll();
          latencies[at + answered++] = begun == null ? 0 : now - begun;
        }
      }
      return answered;
    }
  }

  /// What a run came to.
  record Figures(double perSecond, double p50Micros, double p99Micros) {
    static Figures of(long[] latencies, long nanos) {
      Arrays.sort(latencies);
      return new Figures(
          latencies.length * 1e9 / nanos,
          latencies[latencies.length / 2] / 1e3,
          latencies[(int) (latencies.length * 0.99)] / 1e3);
    }

    @Override
    public String toString() {
      return "%,.0f/s p50=%.0f us p99=%.0f us".formatted(perSecond, p50Micros, p99Micros);
    }
  }
}
