package alpi.daemon.egress;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/// One request and its answer, from the dial to the last byte: who may cut it, what it cost, and
/// where its connection goes afterwards.
final class Exchange {
  private final HttpCall call;
  private final Time time;
  private final Consumer<EgressRecord> ledger;
  private final Lifeline line = new Lifeline();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Cancel.Registration registration;
  private final long started;
  private Optional<Open> open = Optional.empty();

  /// Where a connection is returned to.
  private record Open(Connection connection, Pool pool, Pool.Key key) {}

  Exchange(HttpCall call, Cancel cancel, Time time, Consumer<EgressRecord> ledger) {
    this.call = call;
    this.time = time;
    this.ledger = ledger;
    this.started = time.nanos();
    this.registration = cancel.onFire(() -> line.cut(Fault.CANCELLED));
    Thread.ofVirtual().name("egress-watch").start(this::watch);
  }

  Lifeline line() {
    return line;
  }

  /// What is left of the patience for connecting.
  Duration connectLeft() {
    Duration spent = Duration.ofNanos(time.nanos() - started);
    return Duration.ofMillis(Math.max(1, call.timeouts().connect().minus(spent).toMillis()));
  }

  void use(Connection connection, Pool pool, Pool.Key key) throws EgressException {
    open = Optional.of(new Open(connection, pool, key));
    line.hold(connection);
  }

  void patience(Duration duration) throws IOException {
    if (open.isPresent()) {
      open.get().connection().patience(duration);
    }
  }

  /// Writes the ledger's row and lets go of the connection.
  ///
  /// @param reusable whether the answer was read to its last event at least
  /// @param rest what is left of it: nothing, or the mark of its end
  void end(boolean reusable, Framing rest) {
    end(reusable, Optional.of(rest));
  }

  private void end(boolean reusable, Optional<Framing> rest) {
    registration.close();
    over.countDown();
    line.release();
    open.ifPresent(used -> {
      ledger.accept(row(used));
      if (reusable && line.reason().isEmpty()) {
        used.connection().layAside(rest);
        used.pool().give(used.key(), used.connection());
      } else {
        Pool.shut(used.connection());
      }
    });
    open = Optional.empty();
  }

  /// Ends the exchange without an answer; the ledger has a row if anything was dialled.
  void fail() {
    end(false, Optional.empty());
  }

  /// The failure behind `e`, in our words.
  ///
  /// @param onTimeout what a read that waited too long means at this point
  EgressException explain(IOException e, Fault onTimeout) {
    Optional<Fault> cut = line.reason();
    if (cut.isPresent()) {
      return Lifeline.failure(cut.get());
    }
    if (Thread.currentThread().isInterrupted()) {
      return Lifeline.failure(Fault.CANCELLED);
    }
    return switch (e) {
      case EgressException ours -> ours;
      case SocketTimeoutException _ -> new EgressException(onTimeout, timeoutSentence(onTimeout));
      case SSLException tls ->
          new EgressException(
              Fault.TLS, "The encrypted connection to " + call.url().host() + " failed.", tls);
      default ->
          new EgressException(
              Fault.CUT, "The connection to " + call.url().authority() + " broke.", e);
    };
  }

  private String timeoutSentence(Fault fault) {
    String who = call.url().authority();
    return switch (fault) {
      case NO_ANSWER ->
          who + " did not answer within " + seconds(call.timeouts().firstByte()) + ".";
      case SILENT -> who + " sent nothing for " + seconds(call.timeouts().gap()) + ".";
      case UNRESOLVED, UNCONNECTED, TLS, TOO_LONG, CUT, MALFORMED, TOO_LARGE, CANCELLED ->
          who + " did not connect within " + seconds(call.timeouts().connect()) + ".";
    };
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  private EgressRecord row(Open used) {
    return new EgressRecord(
        call.kind(),
        EgressRecord.Phase.CLOSED,
        call.url().tls() ? "https" : "http",
        call.url().host().toString(),
        call.url().port(),
        Optional.of(used.connection().ip()),
        used.connection().takeSent(),
        used.connection().takeReceived(),
        Duration.ofNanos(time.nanos() - started),
        "",
        List.of(),
        call.errand());
  }

  private void watch() {
    try {
      if (!over.await(call.timeouts().total().toNanos(), TimeUnit.NANOSECONDS)) {
        line.cut(Fault.TOO_LONG);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      line.cut(Fault.CANCELLED);
    }
  }
}
