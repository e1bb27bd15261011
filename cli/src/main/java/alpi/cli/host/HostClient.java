package alpi.cli.host;

import alpi.cli.json.JsonFault;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import alpi.cli.json.JsonWriter;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One connection to the daemon: JSON-RPC 2.0, one message a line. Any thread may send; one thread
/// reads.
public final class HostClient implements AutoCloseable {
  /// Longest line accepted from the daemon, in bytes without its end.
  public static final int MAX_LINE = 16 << 20;

  private static final int CHUNK = 64 << 10;

  private final SocketChannel channel;

  /// Guards the order of lines on the wire and `lastId`.
  private final ReentrantLock sending = new ReentrantLock();

  private byte[] buffer = new byte[CHUNK];
  private int start;
  private int end;
  private long lastId;

  private HostClient(SocketChannel channel) {
    this.channel = channel;
  }

  /// Connects.
  ///
  /// @throws IOException when nobody listens there
  public static HostClient connect(Path socket) throws IOException {
    return new HostClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /// Sends a request and returns its id.
  ///
  /// @throws HostFault when the daemon had closed the connection and said why
  public long send(String method, JsonObject params) throws IOException {
    sending.lock();
    try {
      long id = ++lastId;
      ByteBuffer line =
          ByteBuffer.wrap(
              JsonWriter.line(
                  new JsonObject()
                      .put("jsonrpc", "2.0")
                      .put("id", id)
                      .put("method", method)
                      .put("params", params)));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      return id;
    } catch (IOException e) {
      hearWhy();
      throw e;
    } finally {
      sending.unlock();
    }
  }

  /// The daemon says why it lets nobody in before it closes, and that can be read although nothing
  /// can be written any more. Only before the first request was taken: later another thread reads.
  private void hearWhy() {
    if (lastId > 1) {
      return;
    }
    try {
      var _ = next();
    } catch (IOException e) {
      return; // nothing was said
    }
  }

  /// The next message, waiting for it; null when the daemon closed the connection.
  ///
  /// @throws HostFault when the daemon refuses the connection itself and not one request
  /// @throws IOException also when the daemon sends what is not JSON
  public @Nullable JsonObject next() throws IOException {
    int scanned = start;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          return take(i);
        }
      }
      int seen = end - start;
      if (!fill()) {
        return null;
      }
      scanned = start + seen;
    }
  }

  /// Whether `next` has a whole message at hand and would not wait.
  public boolean isReady() {
    for (int i = start; i < end; i++) {
      if (buffer[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /// Asks and waits for the answer; messages that belong to other requests are dropped.
  ///
  /// @throws HostFault when the daemon answers with an error
  public JsonObject call(String method, JsonObject params) throws IOException {
    long id = send(method, params);
    while (true) {
      JsonObject message = next();
      if (message == null) {
        throw new IOException("the daemon closed the connection");
      }
      if (message.number("id") == id && !message.has("method")) {
        if (message.has("error")) {
          throw HostFault.of(message.object("error"));
        }
        return message.object("result");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private JsonObject take(int newline) throws IOException {
    try {
      JsonObject message = JsonReader.readObject(buffer, start, newline);
      start = newline + 1;
      if (message.has("error") && !message.has("id")) {
        throw HostFault.of(message.object("error"));
      }
      return message;
    } catch (JsonFault e) {
      throw new IOException("the daemon sent a line that is not JSON: " + e.getMessage(), e);
    }
  }

  private boolean fill() throws IOException {
    if (start > 0 && start == end) {
      start = 0;
      end = 0;
    }
    if (end == buffer.length) {
      makeRoom();
    }
    int read = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
    if (read < 0) {
      return false;
    }
    end += read;
    return true;
  }

  private void makeRoom() throws IOException {
    int length = end - start;
    if (length > MAX_LINE) {
      throw new IOException("the daemon sent a line longer than " + MAX_LINE + " bytes");
    }
    int larger = Math.min(buffer.length * 2, MAX_LINE + 1);
    byte[] target = length > buffer.length / 2 ? new byte[larger] : buffer;
    System.arraycopy(buffer, start, target, 0, length);
    buffer = target;
    start = 0;
    end = length;
  }
}
