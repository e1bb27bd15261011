package alpi.daemon.egress.gate;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Tokens;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Errand;
import alpi.daemon.egress.Handles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One job's entrance to the gate. It dies with the job: closing it ends everything that went
/// through.
public final class Door implements AutoCloseable {
  /// Most refusals of one job; after that it gets no more answers. Each is on record, and a job
  /// must not be able to fill the record.
  public static final int MAX_REFUSALS = 500;

  /// The user that goes with the token. It says nothing: the token alone tells jobs apart.
  public static final String USER = "alpi";

  /// How long a door rests that the system lets take nobody in, for want of descriptors perhaps.
  private static final Duration AGAIN = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final Gate gate;
  private final Supplier<Optional<Errand>> errand;
  private final GateJudge judge;
  private final Secret token;
  private final ServerSocketChannel server;
  private final Optional<Path> socket;
  private final Set<GateConnection> live = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refusals = new AtomicInteger();
  private final NameWatch names = new NameWatch();

  /// Guards [#names].
  private final ReentrantLock naming = new ReentrantLock();

  private volatile boolean closed;

  /// @param socket the file behind `server`, if it is one
  Door(
      Gate gate,
      Supplier<Optional<Errand>> errand,
      GateJudge judge,
      Secret token,
      ServerSocketChannel server,
      Optional<Path> socket) {
    this.gate = gate;
    this.errand = errand;
    this.judge = judge;
    this.token = token;
    this.server = server;
    this.socket = socket;
  }

  /// The Unix socket, in a directory that only the owner enters; absent where the door is a port.
  public Optional<Path> socket() {
    return socket;
  }

  /// The loopback port; absent where the door is a file.
  public OptionalInt port() {
    try {
      return server.getLocalAddress() instanceof InetSocketAddress address
          ? OptionalInt.of(address.getPort())
          : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  /// What a client must say to be let in: the password of HTTP proxies and of SOCKS5.
  public Secret token() {
    return token;
  }

  /// How many connections are open now.
  public int connections() {
    return live.size();
  }

  void start() {
    Thread.ofVirtual().name("gate-door").start(this::listen);
  }

  private void listen() {
    while (!closed) {
      try {
        admit(server.accept());
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("event=gate_accept_failed reason={}", e.toString());
          LockSupport.parkNanos(AGAIN.toNanos());
        }
      }
    }
  }

  private void admit(SocketChannel client) throws IOException {
    boolean full = live.size() >= gate.limits().connections();
    if (closed || full || refusals.get() >= MAX_REFUSALS) {
      client.close();
      return;
    }
    var connection = new GateConnection(this, client);
    live.add(connection);
    gate.wake();
    Thread.ofVirtual().name("gate-client").start(connection);
    if (closed) {
      connection.shut("the job ended");
    }
  }

  boolean knows(String offered) {
    return !closed && Tokens.same(token, offered);
  }

  GateLimits limits() {
    return gate.limits();
  }

  long nanos() {
    return gate.time().nanos();
  }

  /// Judges a destination, puts the connection on record and makes it.
  Crossing cross(Destination destination, String protocol, Runnable touch)
      throws GateRefusal, InterruptedException {
    Verdict.Allow allow = judged(destination);
    Optional<String> objection = objection(destination);
    if (objection.isPresent()) {
      throw denied(destination, objection.get());
    }
    long began = nanos();
    gate.ledger()
        .accept(row(EgressRecord.Phase.OPENED, destination, protocol, allow, Duration.ZERO));
    boolean made = false;
    try {
      Socket socketThere =
          gate.dialer()
              .open(
                  destination.host(),
                  destination.port(),
                  allow.reach(),
                  limits().dial(),
                  gate.closing());
      made = true;
      return new Crossing(destination, allow, socketThere, touch);
    } catch (EgressException e) {
      throw new GateRefusal(GateRefusal.Kind.UNREACHABLE, e.sentence());
    } catch (Problem outOfReach) {
      judge.outOfReach(destination, outOfReach.sentence());
      throw new GateRefusal(GateRefusal.Kind.DENIED, outOfReach.sentence());
    } finally {
      if (!made) {
        Duration took = Duration.ofNanos(nanos() - began);
        gate.ledger().accept(row(EgressRecord.Phase.CLOSED, destination, protocol, allow, took));
      }
    }
  }

  private Verdict.Allow judged(Destination destination) throws GateRefusal, InterruptedException {
    return switch (judge.judge(destination)) {
      case Verdict.Allow allow -> allow;
      case Verdict.Deny(String reason) -> throw denied(destination, reason);
    };
  }

  private static GateRefusal denied(Destination destination, String reason) {
    return new GateRefusal(
        GateRefusal.Kind.DENIED, "A connection to " + destination + " is refused: " + reason + ".");
  }

  private Optional<String> objection(Destination destination) {
    naming.lock();
    try {
      return names.objection(destination.host(), nanos());
    } finally {
      naming.unlock();
    }
  }

  private EgressRecord row(
      EgressRecord.Phase phase,
      Destination destination,
      String protocol,
      Verdict.Allow allow,
      Duration took) {
    return new EgressRecord(
        EgressRecord.Kind.TOOL,
        phase,
        protocol,
        destination.host().toString(),
        destination.port(),
        Optional.empty(),
        0,
        0,
        took,
        allow.reason(),
        allow.grants(),
        errand.get());
  }

  /// Puts values in the place of handles that a header of a plain request holds.
  ///
  /// @throws GateRefusal when one of them may not be sent there
  String filled(String value, Destination to) throws GateRefusal {
    try {
      return Handles.filled(value, name -> judge.lend(name, to));
    } catch (Problem refused) {
      throw new GateRefusal(GateRefusal.Kind.DENIED, refused.sentence());
    }
  }

  /// Puts a refusal on record.
  ///
  /// @param asked where the client wanted to go, if that could be read
  void refused(Optional<Destination> asked, String protocol, GateRefusal refusal) {
    int nth = refusals.incrementAndGet();
    if (nth > MAX_REFUSALS || refusal.kind() == GateRefusal.Kind.UNREACHABLE) {
      return;
    }
    String last = nth == MAX_REFUSALS ? " No more refusals of this job are recorded." : "";
    gate.ledger()
        .accept(
            EgressRecord.denied(
                EgressRecord.Kind.TOOL,
                protocol,
                asked.map(to -> to.host().toString()).orElse(""),
                asked.map(Destination::port).orElse(0),
                refusal.sentence() + last,
                errand.get()));
  }

  void closed(Crossing crossing, String protocol, Optional<String> why, Duration took) {
    gate.ledger().accept(crossing.closed(protocol, why, took, errand.get()));
  }

  void left(GateConnection connection) {
    live.remove(connection);
  }

  void watch(long nanos, Standing standing) {
    live.forEach(connection -> connection.watch(nanos, standing));
  }

  /// Ends the entrance and every connection through it.
  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("event=close_failed reason={}", e.toString());
    }
    live.forEach(connection -> connection.shut("the job ended"));
    gate.left(this);
    socket.ifPresent(Door::remove);
  }

  private static void remove(Path socket) {
    try {
      Files.deleteIfExists(socket);
      Path folder = socket.getParent();
      if (folder != null) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      LOG.warn("event=gate_leftover reason={}", e.toString());
    }
  }
}
