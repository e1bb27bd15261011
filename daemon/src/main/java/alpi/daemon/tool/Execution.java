package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.Call;
import alpi.daemon.tool.ToolRunner.Verdict;
import java.time.Duration;

/// The one place where a tool runs: the record first, then the tool, then its answer.
final class Execution {
  private final ToolJournal journal;
  private final Answers answers;
  private final Time time;

  Execution(ToolJournal journal, Answers answers, Time time) {
    this.journal = journal;
    this.answers = answers;
    this.time = time;
  }

  Outcome run(Verdict.Go go, ToolScope scope) throws InterruptedException {
    Call call = go.call().call();
    try {
      journal.called(go.call(), scope, go.how(), go.judged(), go.grants());
    } catch (Problem e) {
      return answers.unrecorded(call, scope, e);
    }
    String summary = scope.redactor().redact(go.call().plan().summary());
    scope.watcher().called(call, summary, go.how());
    long start = time.nanos();
    try {
      ToolResult result = go.call().run(!go.how().equals(ToolRunner.ALLOWED));
      if (!result.ok() && go.call().context().holding().revoked()) {
        return answers.failed(call, scope, withdrawn(), result.labels(), since(start));
      }
      return answers.answered(call, scope, result, since(start));
    } catch (Problem e) {
      Problem why = go.call().context().holding().revoked() ? withdrawn() : e;
      return answers.failed(call, scope, why, go.call().failureLabels(), since(start));
    } catch (InterruptedException e) {
      answers.failed(call, scope, stopped(e), Labels.NONE, since(start));
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      return answers.crashed(call, scope, e, since(start));
    }
  }

  private static Problem withdrawn() {
    return Problem.of(
        ErrorCode.NEED_GRANT, "The permission for this ended while it ran, so it was stopped.");
  }

  private static Problem stopped(InterruptedException e) {
    return Problem.of(ErrorCode.INTERRUPTED, "The call was interrupted.").because(e);
  }

  private Duration since(long start) {
    return Duration.ofNanos(time.nanos() - start);
  }
}
