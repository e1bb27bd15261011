package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.egress.gate.GateJudge;
import alpi.daemon.egress.gate.Verdict;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Tier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Judges the connections of one tool call as if each had been planned: by the labels, the grants,
/// the authority and the rules that hold when it is made. What the owner says once holds for that
/// destination until the call ends; a program may need ten connections for one download.
public final class ConnectionJudge implements GateJudge {
  private static final int WELL_KNOWN = 1024;

  private final Consents consents;
  private final Supplier<EgressRules> rules;
  private final BiFunction<String, Destination, Optional<Secret>> lender;
  private final Map<Destination, Answered> answers = new ConcurrentHashMap<>();

  /// The owner's answer about one destination.
  private static final class Answered {
    /// Guards the verdict: one question at a time.
    private final ReentrantLock asking = new ReentrantLock();

    private List<Verdict> verdict = List.of();
  }

  /// @param lender gives secrets by name, as far as they may be sent to a destination
  public ConnectionJudge(
      Consents consents,
      Supplier<EgressRules> rules,
      BiFunction<String, Destination, Optional<Secret>> lender) {
    this.consents = consents;
    this.rules = rules;
    this.lender = lender;
  }

  @Override
  public Optional<Secret> lend(String name, Destination to) {
    return lender.apply(name, to);
  }

  @Override
  public Verdict judge(Destination to) throws InterruptedException {
    Answered answered = answers.computeIfAbsent(to, _ -> new Answered());
    answered.asking.lockInterruptibly();
    try {
      if (answered.verdict.isEmpty()) {
        return fresh(to, answered);
      }
      boolean blocked =
          rules.get().check("https", to.host(), to.port()) instanceof EgressRules.Finding.Blocked;
      return blocked ? new Verdict.Deny("it was blocked meanwhile") : answered.verdict.getFirst();
    } finally {
      answered.asking.unlock();
    }
  }

  private Verdict fresh(Destination to, Answered answered) throws InterruptedException {
    Access access = access(to, consents);
    Verdict.Traffic traffic =
        access.target().startsWith("tcp:") ? Verdict.Traffic.RAW : Verdict.Traffic.WEB;
    try {
      Consents.Pass pass = consents.require(access, "connect to " + access.target());
      var verdict =
          new Verdict.Allow(
              rules.get().reach(to.host(), to.port()), traffic, pass.reason(), pass.grants());
      answered.verdict = pass.asked() ? List.of(verdict) : List.of();
      return verdict;
    } catch (Problem refused) {
      var verdict = new Verdict.Deny(refused.sentence());
      boolean heard =
          refused.code() == ErrorCode.DENIED || refused.code() == ErrorCode.APPROVAL_TIMEOUT;
      answered.verdict = heard ? List.of(verdict) : List.of();
      return verdict;
    }
  }

  /// The destination as policy and grants name it: under the scheme that something allows, else
  /// under the likeliest. It depends on host and port alone, whatever the client speaks.
  public static Access access(Destination to, Consents consents) {
    List<Access> ways =
        schemes(to.port()).stream()
            .map(scheme -> scheme + "://" + to)
            .map(target -> new Access(Capability.NET, target, Tier.SAFE, "connecting to " + target))
            .toList();
    return ways.stream().filter(consents::allows).findFirst().orElseGet(ways::getFirst);
  }

  private static List<String> schemes(int port) {
    if (port == 80) {
      return List.of("http", "https", "tcp");
    }
    boolean other = port != 443 && port < WELL_KNOWN;
    return other ? List.of("tcp", "https", "http") : List.of("https", "http", "tcp");
  }
}
