package alpi.daemon.egress;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Opens connections to judged addresses: a name is resolved once, every address of the answer is
/// judged, and one of exactly those is dialled. One refused address refuses the whole answer,
/// because the next answer to the same question could consist of it.
public final class Dialer {
  private final Resolver resolver;
  private final Time time;

  public Dialer(Resolver resolver, Time time) {
    this.resolver = resolver;
    this.time = time;
  }

  /// The addresses that may be dialled, in the resolver's order.
  ///
  /// @throws Problem `egress_denied` when one of them is out of reach
  List<InetAddress> judged(
      CanonicalHost host, int port, Reach reach, Duration within, Lifeline line)
      throws EgressException {
    if (reach instanceof Reach.Pinned pin && !(pin.host().equals(host) && pin.port() == port)) {
      throw denied(host, "only " + pin.host() + ":" + pin.port() + " may be reached here");
    }
    Optional<InetAddress> literal = host.literal();
    List<InetAddress> addresses =
        literal.isPresent() ? List.of(literal.get()) : resolve(host, within, line);
    for (InetAddress address : addresses) {
      check(host, address, reach);
    }
    return addresses;
  }

  /// Looks a name up, judges every address of the answer and connects to one of them.
  ///
  /// @throws Problem `egress_denied` when one of them is out of reach
  public Socket open(CanonicalHost host, int port, Reach reach, Duration within, Cancel cancel)
      throws EgressException {
    var line = new Lifeline();
    try (Cancel.Registration _ = cancel.onFire(() -> line.cut(Fault.CANCELLED))) {
      return dial(host, port, reach, within, line);
    } finally {
      line.release();
    }
  }

  /// What a name stands for, without a connection.
  ///
  /// @throws Problem `egress_denied` when one of the addresses is out of reach
  public List<InetAddress> look(CanonicalHost host, int port, Reach reach, Duration within)
      throws EgressException {
    return judged(host, port, reach, within, new Lifeline());
  }

  Socket dial(CanonicalHost host, int port, Reach reach, Duration within, Lifeline line)
      throws EgressException {
    long end = time.nanos() + within.toNanos();
    List<InetAddress> addresses = judged(host, port, reach, within, line);
    IOException last = new IOException("no address was tried");
    for (int i = 0; i < addresses.size(); i++) {
      long share = (end - time.nanos()) / 1_000_000 / (addresses.size() - i);
      if (share <= 0) {
        break;
      }
      try {
        return connect(new InetSocketAddress(addresses.get(i), port), (int) share, line);
      } catch (EgressException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw line.reason()
        .map(Lifeline::failure)
        .orElse(
            new EgressException(
                Fault.UNCONNECTED, "Nothing answers at " + host + ":" + port + ".", last));
  }

  /// Why an address is out of reach; for the reader of the refusal.
  private static void check(CanonicalHost host, InetAddress address, Reach reach) {
    AddressRules.Zone found = AddressRules.classify(address);
    boolean allowed =
        switch (found) {
          case PUBLIC -> true;
          case PRIVATE -> reach instanceof Reach.Pinned;
          case FORBIDDEN -> false;
        };
    if (!allowed) {
      String what = found == AddressRules.Zone.PRIVATE ? "a private" : "a special-purpose";
      throw denied(host, address.getHostAddress() + " is " + what + " address");
    }
  }

  static Problem denied(CanonicalHost host, String reason) {
    return Problem.of(
        ErrorCode.EGRESS_DENIED, "A connection to " + host + " is refused: " + reason + ".");
  }

  /// Asks on a thread of its own: the system's resolver heeds neither deadlines nor interrupts.
  private List<InetAddress> resolve(CanonicalHost host, Duration within, Lifeline line)
      throws EgressException {
    var question = new FutureTask<>(() -> resolver.resolve(host.toString()));
    line.hold(() -> question.cancel(false));
    Thread.ofVirtual().name("resolve").start(question);
    try {
      List<InetAddress> answer = question.get(within.toNanos(), TimeUnit.NANOSECONDS);
      if (answer.isEmpty()) {
        throw unresolved(host, new UnknownHostException(host.toString()));
      }
      return answer;
    } catch (ExecutionException | TimeoutException e) {
      throw unresolved(host, e);
    } catch (CancellationException e) {
      throw Lifeline.failure(line.reason().orElse(Fault.CANCELLED));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Lifeline.failure(Fault.CANCELLED);
    } finally {
      line.release();
    }
  }

  private static EgressException unresolved(CanonicalHost host, Exception cause) {
    return new EgressException(Fault.UNRESOLVED, "The name " + host + " has no address.", cause);
  }

  private static Socket connect(InetSocketAddress address, int millis, Lifeline line)
      throws IOException {
    var socket = new Socket();
    boolean connected = false;
    try {
      line.hold(socket);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.connect(address, millis);
      connected = true;
      return socket;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }
}
