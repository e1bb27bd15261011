package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.Origins;
import alpi.daemon.session.Message.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Runs the tool calls of one step: each is read strictly, planned, judged, recorded, and only then
/// run; what comes back is cleaned of secrets, cut to size, recorded and handed on in the order of
/// the calls. Every call gets exactly one outcome, whatever happens.
public final class ToolRunner {
  /// How often a call that changes while its owner is asked is asked about.
  static final int MAX_QUESTIONS = 3;

  /// On record of a call that policy let through without asking anyone.
  static final String ALLOWED = "allow";

  private final Tools tools;
  private final Judge judge;
  private final ToolJournal journal;
  private final Answers answers;
  private final Execution execution;

  /// @param origins learns what the copies carry that are kept of long results
  public ToolRunner(
      Tools tools, Judge judge, Journal journal, BlobStore blobs, Origins origins, Time time) {
    this.tools = tools;
    this.judge = judge;
    this.journal = new ToolJournal(journal);
    this.answers = new Answers(this.journal, blobs, origins, time);
    this.execution = new Execution(this.journal, answers, time);
  }

  public Tools tools() {
    return tools;
  }

  /// Runs the calls of one step. They run side by side when every one of them may and none needs
  /// the owner; else one after the other, each judged on what the one before left.
  public List<Outcome> run(List<Call> calls, ToolScope scope) throws InterruptedException {
    if (calls.size() > 1 && scope.settings().maxParallel() > 1) {
      List<Verdict.Go> together = allAtOnce(calls, scope);
      if (together.size() == calls.size()) {
        return parallel(together, scope);
      }
    }
    var outcomes = new ArrayList<Outcome>(calls.size());
    for (Call call : calls) {
      outcomes.add(one(call, scope));
    }
    return List.copyOf(outcomes);
  }

  private Outcome one(Call call, ToolScope scope) throws InterruptedException {
    if (scope.cancel().fired()) {
      return answers.skipped(call, scope);
    }
    try (var holding = new Holding(scope.cancel())) {
      return one(call, scope, holding);
    }
  }

  private Outcome one(Call call, ToolScope scope, Holding holding) throws InterruptedException {
    Verdict verdict;
    try {
      verdict = judged(prepare(call, scope, holding), scope);
    } catch (Problem e) {
      return answers.refused(call, scope, e);
    } catch (RuntimeException e) {
      return answers.broken(call, scope, e);
    }
    return switch (verdict) {
      case Verdict.Go go -> execution.run(go, scope);
      case Verdict.No no -> no.outcome();
    };
  }

  /// What judging a call came to.
  sealed interface Verdict {
    record Go(Prepared<?> call, String how, Decision judged, List<GrantId> grants)
        implements Verdict {}

    record No(Outcome outcome) implements Verdict {}
  }

  /// What would come of a call, without doing any of it and without asking anybody.
  ///
  /// @throws Problem when the call makes no sense
  public Simulated simulate(Call call, ToolScope scope) {
    try (var holding = new Holding(scope.cancel())) {
      Prepared<?> prepared = prepare(call, scope, holding);
      return new Simulated(
          scope.redactor().redact(prepared.plan().summary()),
          judge.decide(prepared.request(scope)));
    }
  }

  /// @param summary what would happen, one line
  public record Simulated(String summary, Decision decision) {}

  private Prepared<?> prepare(Call call, ToolScope scope, Holding holding) {
    var consents = new LateConsents(judge, journal, scope, call, holding);
    return Prepared.of(
        tools.find(call.tool(), scope.settings().deny()),
        call,
        scope.context(call.id(), consents, holding));
  }

  private Verdict judged(Prepared<?> call, ToolScope scope) throws InterruptedException {
    Prepared<?> now = call;
    for (int question = 0; question < MAX_QUESTIONS; question++) {
      Decision judged = judge.decide(now.request(scope));
      switch (judged) {
        case Decision.Allow allow -> {
          if (judge.spend(allow.grants(), now.request(scope), now.context().holding())) {
            return new Verdict.Go(now, ALLOWED, allow, allow.grants());
          }
        }
        case Decision.Deny deny -> {
          return denied(now, scope, judged, deny.code(), deny.reason());
        }
        case Decision.Ask ask -> {
          switch (asked(now, ask, scope)) {
            case Judge.Consent.Withheld no -> {
              return denied(now, scope, judged, no.code(), no.sentence());
            }
            case Judge.Consent.Given yes -> {
              Prepared<?> after = now.again();
              if (after.binding().equals(now.binding())) {
                return new Verdict.Go(after, yes.how(), ask, List.of());
              }
              now = after;
            }
          }
        }
      }
    }
    throw Problem.of(
        ErrorCode.CONFLICT,
        "What the call would do kept changing while consent to it was sought.",
        "Look at the current state, then call again.");
  }

  private Judge.Consent asked(Prepared<?> call, Decision.Ask ask, ToolScope scope)
      throws InterruptedException {
    var shown =
        new Judge.Shown(
            call.call().id(),
            scope.redactor().redact(call.plan().summary()),
            scope.redactor().redact(call.canonical()));
    return judge.ask(call.request(scope), ask, shown, call.context().holding());
  }

  private Verdict denied(
      Prepared<?> call, ToolScope scope, Decision judged, ErrorCode code, String reason) {
    journal.denied(call.call(), scope, call.request(scope), judged, code, reason);
    return new Verdict.No(answers.denied(call.call(), scope, code, reason));
  }

  /// The calls, judged, if all may run side by side without a question; else fewer than given.
  private List<Verdict.Go> allAtOnce(List<Call> calls, ToolScope scope) {
    var ready = new ArrayList<Verdict.Go>();
    for (Call call : calls) {
      var holding = new Holding(scope.cancel());
      Optional<Verdict.Go> free = free(call, scope, holding);
      if (free.isEmpty()) {
        holding.close();
        ready.forEach(go -> go.call().context().holding().close());
        return List.of();
      }
      ready.add(free.get());
    }
    return ready;
  }

  /// The call, judged, if it may run without a question and without using anything up.
  private Optional<Verdict.Go> free(Call call, ToolScope scope, Holding holding) {
    try {
      Prepared<?> prepared = prepare(call, scope, holding);
      Decision judged = judge.decide(prepared.request(scope));
      boolean free =
          prepared.tool().spec().is(ToolTrait.PARALLEL)
              && judged instanceof Decision.Allow allow
              && allow.grants().isEmpty();
      return free
          ? Optional.of(new Verdict.Go(prepared, ALLOWED, judged, List.of()))
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private List<Outcome> parallel(List<Verdict.Go> ready, ToolScope scope)
      throws InterruptedException {
    var outcomes = new Outcome[ready.size()];
    var permits = new Semaphore(scope.settings().maxParallel());
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < ready.size(); i++) {
      int at = i;
      threads.add(
          Thread.ofVirtual()
              .name("tool-" + ready.get(i).call().call().tool())
              .start(() -> outcomes[at] = guarded(ready.get(at), scope, permits)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
    return List.of(outcomes);
  }

  private Outcome guarded(Verdict.Go go, ToolScope scope, Semaphore permits) {
    try (Holding _ = go.call().context().holding()) {
      permits.acquire();
      try {
        return scope.cancel().fired()
            ? answers.skipped(go.call().call(), scope)
            : execution.run(go, scope);
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return answers.skipped(go.call().call(), scope);
    } catch (RuntimeException e) {
      return answers.broken(go.call().call(), scope, e);
    }
  }
}
