package alpi.daemon.egress.gate;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Errand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gate of one profile: makes doors for jobs, and looks at every open connection several times
/// a second, so that what is taken back ends at once. While nothing is open it does nothing.
public final class Gate implements AutoCloseable {
  /// How often open connections are looked at.
  public static final Duration WATCH = Duration.ofMillis(250);

  /// Longest path of a socket, in bytes, that every supported system takes.
  private static final int MAX_PATH_BYTES = 107;

  private static final int BACKLOG = 1024;
  private static final int NAME_CHARS = 12;
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final Path folder;
  private final Dialer dialer;
  private final Consumer<EgressRecord> ledger;
  private final Tokens tokens;
  private final Time time;
  private final GateLimits limits;
  private final Supplier<Standing> standing;
  private final Set<Door> doors = ConcurrentHashMap.newKeySet();
  private final Cancel closing = new Cancel();

  /// Guards [#watching] and [#closed].
  private final ReentrantLock lock = new ReentrantLock();

  private final CountDownLatch over = new CountDownLatch(1);
  private boolean watching;
  private boolean closed;

  /// @param folder where the sockets lie; made private
  /// @param ledger takes every decision and every end; what it throws keeps a connection from being
  ///   made
  /// @param standing what holds now; asked for anew at each look
  public Gate(
      Path folder,
      Dialer dialer,
      Consumer<EgressRecord> ledger,
      Tokens tokens,
      Time time,
      GateLimits limits,
      Supplier<Standing> standing) {
    this.folder = folder;
    this.dialer = dialer;
    this.ledger = ledger;
    this.tokens = tokens;
    this.time = time;
    this.limits = limits;
    this.standing = standing;
  }

  /// A door on a Unix socket, alone in a directory of mode 0700.
  ///
  /// @throws Problem `storage` where no socket can be made
  public Door open(Errand errand, GateJudge judge) {
    Path dir = folder.resolve(tokens.next().reveal().substring(0, NAME_CHARS));
    Path file = dir.resolve("s");
    if (file.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw Problem.of(
          ErrorCode.STORAGE,
          "The path of the gate's socket is longer than 107 bytes.",
          "Set ALPI_HOME to a shorter path.");
    }
    PrivateFiles.directory(folder);
    PrivateFiles.directory(dir);
    try {
      var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      Door door =
          open(
              server,
              UnixDomainSocketAddress.of(file),
              Optional.of(file),
              () -> Optional.of(errand),
              judge);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return door;
    } catch (IOException e) {
      throw unmade(e);
    }
  }

  /// A door on a loopback port: for what cannot use a Unix socket. Every process of the machine can
  /// knock, so that the token alone decides.
  public Door openPort(Errand errand, GateJudge judge) {
    return openPort(() -> Optional.of(errand), judge);
  }

  /// The same, for what outlives the call that opened it.
  ///
  /// @param errand on whose behalf it is used now; empty where that is nobody's run
  public Door openPort(Supplier<Optional<Errand>> errand, GateJudge judge) {
    try {
      var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return open(ServerSocketChannel.open(), at, Optional.empty(), errand, judge);
    } catch (IOException e) {
      throw unmade(e);
    }
  }

  private Door open(
      ServerSocketChannel server,
      SocketAddress at,
      Optional<Path> file,
      Supplier<Optional<Errand>> errand,
      GateJudge judge)
      throws IOException {
    boolean bound = false;
    try {
      server.bind(at, BACKLOG);
      Secret token = tokens.next();
      var door = new Door(this, errand, judge, token, server, file);
      if (isClosed()) {
        throw Problem.of(ErrorCode.CANCELLED, "The daemon is closing.");
      }
      doors.add(door);
      door.start();
      bound = true;
      return door;
    } finally {
      if (!bound) {
        server.close();
      }
    }
  }

  private static Problem unmade(IOException e) {
    return Problem.of(ErrorCode.STORAGE, "The gate's socket cannot be made.").because(e);
  }

  Dialer dialer() {
    return dialer;
  }

  Consumer<EgressRecord> ledger() {
    return ledger;
  }

  Time time() {
    return time;
  }

  GateLimits limits() {
    return limits;
  }

  Cancel closing() {
    return closing;
  }

  void left(Door door) {
    doors.remove(door);
  }

  /// How many connections are open now.
  public int connections() {
    return doors.stream().mapToInt(Door::connections).sum();
  }

  /// Looks at every open connection now, instead of within [#WATCH].
  public void look() {
    Standing now = standing.get();
    long nanos = time.nanos();
    doors.forEach(door -> door.watch(nanos, now));
  }

  /// Makes sure that somebody looks.
  void wake() {
    lock.lock();
    try {
      if (!watching && !closed) {
        watching = true;
        Thread.ofVirtual().name("gate-watch").start(this::watch);
      }
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    while (pause()) {
      try {
        look();
      } catch (RuntimeException e) {
        // What holds cannot be told, so nothing is taken to hold.
        LOG.error("event=gate_watch_failed", e);
        doors.forEach(door -> door.watch(time.nanos(), (_, _) -> false));
      }
    }
  }

  /// @return false once there is nothing to look at
  private boolean pause() {
    lock.lock();
    try {
      if (connections() == 0 || closed) {
        watching = false;
        return false;
      }
    } finally {
      lock.unlock();
    }
    try {
      return !over.await(WATCH.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      over.countDown();
    } finally {
      lock.unlock();
    }
    closing.fire();
    doors.forEach(Door::close);
  }
}
