package alpi.daemon.tool;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the outcome of a call out of whatever happened to it: cleaned, cut, recorded, told.
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final ToolJournal journal;
  private final BlobStore blobs;
  private final Origins origins;
  private final Time time;
  private final LoopGuard loops = new LoopGuard();

  Answers(ToolJournal journal, BlobStore blobs, Origins origins, Time time) {
    this.journal = journal;
    this.blobs = blobs;
    this.origins = origins;
    this.time = time;
  }

  /// The tool ran and came back.
  Outcome answered(Call call, ToolScope scope, ToolResult result, Duration took) {
    String hint = result.ok() ? "" : loops.failed(scope.run(), call.tool(), input(call));
    String clean = scope.redactor().redact(result.text()) + hint;
    OutputCap cap = OutputCap.of(clean, scope.settings().outputChars(), blobs, scope.session());
    cap.full().ifPresent(copy -> origins.mark(copy.hash(), copy.bytes(), result.labels()));
    journal.answered(call, scope, clean, result.ok(), took);
    var message =
        new Message.Tool(
            time.now(),
            scope.run().value(),
            call.id(),
            call.tool(),
            result.ok(),
            cap.text(),
            cap.full(),
            result.attachments(),
            result.labels());
    return told(scope, new Outcome(message, Optional.empty(), true, took, bytes(clean)));
  }

  /// The tool ran and said that it failed.
  ///
  /// @param labels of what its sentence may have been made from
  Outcome failed(Call call, ToolScope scope, Problem e, Labels labels, Duration took) {
    String text = text(call, scope, e);
    journal.answered(call, scope, text, false, took);
    Message.Tool message = message(call, scope, text, labels);
    return told(scope, new Outcome(message, Optional.of(e.code()), true, took, bytes(text)));
  }

  /// The tool ran into a fault of ours.
  Outcome crashed(Call call, ToolScope scope, Throwable e, Duration took) {
    LOG.error("event=tool.crashed tool={} run={}", call.tool(), scope.run(), e);
    return failed(call, scope, fault(), Labels.NONE, took);
  }

  /// The call made no sense, so the tool did not run.
  Outcome refused(Call call, ToolScope scope, Problem e) {
    String text = text(call, scope, e);
    journal.failed(call, scope, e.code());
    return outcome(call, scope, text, e.code(), false, Duration.ZERO);
  }

  /// Planning it ran into a fault of ours.
  Outcome broken(Call call, ToolScope scope, RuntimeException e) {
    LOG.error("event=tool.broken tool={} run={}", call.tool(), scope.run(), e);
    return refused(call, scope, fault());
  }

  /// Nobody agreed to it; the refusal is already on record.
  Outcome denied(Call call, ToolScope scope, ErrorCode code, String reason) {
    String text = "Not done: " + reason + "." + loops.failed(scope.run(), call.tool(), input(call));
    return outcome(call, scope, scope.redactor().redact(text), code, false, Duration.ZERO);
  }

  /// The turn was stopped before its turn came.
  Outcome skipped(Call call, ToolScope scope) {
    return outcome(
        call,
        scope,
        "Skipped: the turn was stopped before this call ran.",
        ErrorCode.CANCELLED,
        false,
        Duration.ZERO);
  }

  /// What cannot be recorded is not done.
  Outcome unrecorded(Call call, ToolScope scope, Problem e) {
    LOG.error("event=tool.unrecorded tool={} run={}", call.tool(), scope.run(), e);
    String text = "Not done: it could not be recorded. " + e.sentence();
    return outcome(call, scope, text, e.code(), false, Duration.ZERO);
  }

  private Outcome outcome(
      Call call, ToolScope scope, String text, ErrorCode code, boolean ran, Duration took) {
    Message.Tool message = message(call, scope, text, Labels.NONE);
    return told(scope, new Outcome(message, Optional.of(code), ran, took, bytes(text)));
  }

  private Message.Tool message(Call call, ToolScope scope, String text, Labels labels) {
    return new Message.Tool(
        time.now(),
        scope.run().value(),
        call.id(),
        call.tool(),
        false,
        text,
        Optional.empty(),
        List.of(),
        labels);
  }

  private static Outcome told(ToolScope scope, Outcome outcome) {
    scope.watcher().answered(outcome);
    return outcome;
  }

  private String text(Call call, ToolScope scope, Problem e) {
    String hint = e.hint().map(each -> " " + each).orElse("");
    String text = e.sentence() + hint;
    return scope.redactor().redact(text) + loops.failed(scope.run(), call.tool(), input(call));
  }

  private static Sha256 input(Call call) {
    return Prepared.inputHash(call);
  }

  private static Problem fault() {
    return Problem.of(
        ErrorCode.INTERNAL, "The tool failed by a fault of its own; the log has the details.");
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
