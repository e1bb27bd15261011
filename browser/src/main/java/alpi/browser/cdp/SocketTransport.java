package alpi.browser.cdp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Messages over a WebSocket to this machine, one a message. The next is asked for once the last
/// was taken, so that no more than one waits.
final class SocketTransport implements Transport {
  private static final Duration SEND = Duration.ofSeconds(30);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final BlockingQueue<Optional<String>> arrived = new LinkedBlockingQueue<>();
  private final HttpClient client;
  private final WebSocket socket;

  /// Guards what is sent: one message after the other.
  private final ReentrantLock sending = new ReentrantLock();

  private volatile boolean closed;

  /// @throws IOException when nobody answers, or nobody who speaks it
  SocketTransport(URI address) throws IOException {
    if (!"ws".equals(address.getScheme())
        || !InetAddress.ofLiteral(address.getHost()).isLoopbackAddress()) {
      throw new IllegalArgumentException("browsers are spoken to on this machine only");
    }
    client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    try {
      socket =
          client
              .newWebSocketBuilder()
              .connectTimeout(CONNECT)
              .buildAsync(address, new Listener())
              .get(CONNECT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      client.shutdownNow();
      throw new IOException("nobody answers at " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      client.shutdownNow();
      throw new IOException("called off", e);
    }
  }

  @Override
  public void send(String message) throws IOException {
    sending.lock();
    try {
      var _ = socket.sendText(message, true).get(SEND.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the message was not taken", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("called off", e);
    } finally {
      sending.unlock();
    }
  }

  @Override
  public Optional<String> receive() throws IOException {
    if (closed) {
      return Optional.empty();
    }
    try {
      socket.request(1);
      return arrived.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("called off", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    socket.abort();
    client.shutdownNow();
    arrived.add(Optional.empty());
  }

  /// Puts the parts of a message together.
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public void onOpen(WebSocket opened) {
      // What comes is asked for by whoever receives.
      parts.setLength(0);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      if (parts.length() + part.length() > MAX_MESSAGE) {
        arrived.add(Optional.empty());
        from.abort();
        return null;
      }
      parts.append(part);
      if (last) {
        arrived.add(Optional.of(parts.toString()));
        parts.setLength(0);
      } else {
        from.request(1);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      arrived.add(Optional.empty());
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      arrived.add(Optional.empty());
    }
  }
}
