package alpi.daemon.tool.shell;

import alpi.daemon.base.Secret;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.egress.gate.Door;
import alpi.daemon.egress.gate.GateJudge;
import alpi.daemon.egress.gate.Verdict;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.sandbox.wall.Network;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one command behind the wall has of the network while it runs: nothing, or a door of the
/// gate, where each connection is judged by itself.
final class Outlet implements AutoCloseable {
  /// Nothing.
  static final Outlet SHUT = new Outlet(new Watched(_ -> new Verdict.Deny("it is shut")), null);

  private final Watched judge;
  private final @Nullable Door door;

  private Outlet(Watched judge, @Nullable Door door) {
    this.judge = judge;
    this.door = door;
  }

  /// Makes a door for a judge.
  interface Doors {
    Door open(GateJudge judge);
  }

  static Outlet open(GateJudge judge, Doors doors) {
    var watched = new Watched(judge);
    return new Outlet(watched, doors.open(watched));
  }

  /// Remembers whether anything was let through.
  private static final class Watched implements GateJudge {
    private final GateJudge judge;
    private volatile boolean passed;
    private volatile boolean opened;

    Watched(GateJudge judge) {
      this.judge = judge;
    }

    @Override
    public Verdict judge(Destination destination) throws InterruptedException {
      Verdict verdict = judge.judge(destination);
      passed |= verdict instanceof Verdict.Allow;
      return verdict;
    }

    @Override
    public Optional<Secret> lend(String name, Destination to) {
      Optional<Secret> lent = judge.lend(name, to);
      opened |= lent.isPresent();
      return lent;
    }
  }

  Network network() {
    Door open = door;
    return open == null
        ? Network.NONE
        : new Network.Through(
            open.socket().orElseThrow(), Optional.of(Door.USER + ":" + open.token().reveal()));
  }

  /// What may come in by it, before the command runs.
  Labels expected() {
    return door == null ? Labels.NONE : Labels.of(Source.WEB, false);
  }

  /// What came in by it.
  Labels received() {
    return judge.passed ? Labels.of(Source.WEB, judge.opened) : Labels.NONE;
  }

  @Override
  public void close() {
    Door open = door;
    if (open != null) {
      open.close();
    }
  }
}
