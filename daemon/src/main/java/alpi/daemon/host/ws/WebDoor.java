package alpi.daemon.host.ws;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.config.WebConfig;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The door for browsers and other devices. Shut until somebody opens it, and until then nothing
/// but this object.
public final class WebDoor implements AutoCloseable {
  private final WebParts parts;

  /// Guards the fields below, and that the door is opened once.
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable WebServer server;
  private @Nullable WebConfig config;
  private boolean ended;

  /// Where the door was open last, for those who look for it there again.
  private @Nullable InetSocketAddress last;

  public WebDoor(WebParts parts) {
    this.parts = parts;
  }

  /// An open door.
  ///
  /// @param url where a browser of this machine finds the page
  /// @param sockets open at this moment
  public record Open(String url, InetSocketAddress address, int sockets) {}

  /// Opens the door where the settings say, unless it is open there already.
  ///
  /// @throws Problem `denied` where it may not be opened, `conflict` where somebody else listens
  public Open open(WebConfig wanted, Actor actor) throws InterruptedException {
    lock.lock();
    try {
      if (ended) {
        throw Problem.of(ErrorCode.CONFLICT, "The daemon is stopping.", "Start it again.");
      }
      if (server != null && !wanted.equals(config)) {
        shut(actor);
      }
      if (server == null) {
        server = listen(wanted);
        config = wanted;
        last = server.address();
        parts
            .record()
            .accept(
                Draft.of(EventKind.WEB_LISTENING, actor)
                    .with("at", text(server.address()))
                    .with("reason", wanted.reason()));
      }
      return described(server);
    } finally {
      lock.unlock();
    }
  }

  private WebServer listen(WebConfig wanted) throws InterruptedException {
    InetSocketAddress named = WebAddress.of(wanted);
    InetSocketAddress address =
        wanted.listen().isEmpty() && last != null && last.getAddress().equals(named.getAddress())
            ? last
            : named;
    try {
      return WebServer.listen(parts, address, wanted.hosts());
    } catch (BindException e) {
      if (!wanted.listen().isEmpty()) {
        throw taken(address, e);
      }
    }
    // Somebody else has the usual port: any free one serves as well.
    InetSocketAddress free = new InetSocketAddress(address.getAddress(), 0);
    try {
      return WebServer.listen(parts, free, wanted.hosts());
    } catch (BindException e) {
      throw taken(free, e);
    }
  }

  private static Problem taken(InetSocketAddress address, BindException e) {
    return Problem.of(
            ErrorCode.CONFLICT,
            "Nothing can listen at " + text(address) + ": " + e.getMessage() + ".",
            "Name another address or port: `alpi config set web.listen 127.0.0.1:PORT`.")
        .because(e);
  }

  /// Where the door is open now.
  public Optional<Open> at() {
    lock.lock();
    try {
      return Optional.ofNullable(server).map(WebDoor::described);
    } finally {
      lock.unlock();
    }
  }

  private static Open described(WebServer server) {
    return new Open(server.url(), server.address(), server.connections());
  }

  /// Shuts the door and ends what is connected.
  ///
  /// @return whether it was open
  public boolean shut(Actor actor) {
    lock.lock();
    try {
      WebServer was = server;
      if (was == null) {
        return false;
      }
      server = null;
      config = null;
      was.close();
      parts.record().accept(Draft.of(EventKind.WEB_SHUT, actor));
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      WebServer was = server;
      server = null;
      if (was != null) {
        was.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
