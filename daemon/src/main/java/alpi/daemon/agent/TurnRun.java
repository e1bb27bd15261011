package alpi.daemon.agent;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.Said;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Cancel;
import alpi.daemon.config.Redactor;
import alpi.daemon.job.Fence;
import alpi.daemon.job.JobOutcome;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelEnvironment;
import alpi.daemon.profile.InForce;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One attempt at a turn, with its ends: the answer, a failure, a stop or a deadline. Each end is
/// written to the conversation; [TurnEnds] tells of it once it is on record.
final class TurnRun {
  private static final Logger LOG = LoggerFactory.getLogger(TurnRun.class);

  private final TurnScene scene;
  private final LiveTurn live;
  private final TurnScribe scribe;
  private final TurnMeter meter;
  private final long started;

  /// @param fence the attempt that this is
  TurnRun(TurnKit kit, LiveTurn live, Fence fence) {
    InForce inForce = kit.settings().current();
    this.live = live;
    this.scribe = new TurnScribe(kit.journal(), live.stream(), live.id(), live.session().id());
    var purse = new TurnPurse(kit.grants(), kit.journal(), live.session().id(), live.id());
    this.meter = new TurnMeter(kit, inForce.config(), live.request(), purse);
    Redactor redactor = live.request().hiding(inForce.redactor());
    this.scene = new TurnScene(kit, live, fence, inForce, redactor, scribe, meter);
    this.started = kit.time().nanos();
  }

  /// How the work ended, before it is written down.
  private record End(
      String state, String text, Optional<JsonNode> structured, Optional<Problem> problem) {
    static End failed(String state, Problem problem) {
      return new End(state, "", Optional.empty(), Optional.of(problem));
    }
  }

  JobOutcome run(int attempt, Cancel jobCancel) throws InterruptedException {
    try (Cancel.Registration _ = jobCancel.onFire(live.cancel()::fire);
        TurnDeadline deadline = TurnDeadline.start(live)) {
      if (attempt > 1) {
        meter.resume(RunTally.of(scene.kit().journal(), live.id()));
      }
      return finish(attempt(attempt, deadline));
    }
  }

  private End attempt(int attempt, TurnDeadline deadline) throws InterruptedException {
    try {
      Model model = model();
      TurnLoop loop = new TurnLoop(scene, model);
      String answer = loop.run(attempt);
      Optional<Problem> cut = loop.cut() ? Optional.of(cut()) : Optional.empty();
      cut.ifPresent(problem -> scribe.tell(new Said(problem.sentence())));
      return new End("done", answer, structured(answer, cut), meter.refusal().or(() -> cut));
    } catch (Problem problem) {
      if (problem.code() != ErrorCode.CANCELLED) {
        return End.failed("failed", problem);
      }
      return deadline.passed()
          ? End.failed("failed", deadline.problem())
          : End.failed("cancelled", Problem.of(ErrorCode.CANCELLED, "The turn was stopped."));
    } catch (RuntimeException e) {
      LOG.error("event=turn_failed turn={}", live.id(), e);
      return End.failed(
          "failed",
          Problem.of(
              ErrorCode.INTERNAL,
              "Something went wrong inside alpi; turn " + live.id() + ".",
              "The log says more: `alpi daemon logs`."));
    }
  }

  private Model model() throws InterruptedException {
    return scene
        .kit()
        .models()
        .resolve(
            live.request().model(),
            scene.config(),
            scene.inForce().secrets().byName(),
            ModelEnvironment.of(live.request().environment()));
  }

  private Problem cut() {
    return Problem.of(
        ErrorCode.ANSWER_CUT,
        "The answer of " + meter.model() + " was cut at the model's output limit.",
        "Ask it to go on, with `alpi chat --once \"go on\" --session "
            + live.session().id()
            + "`, or ask for less at once.");
  }

  /// The answer as JSON that fits, when the asker demanded a schema.
  ///
  /// @param cut why the answer is not whole
  private Optional<JsonNode> structured(String answer, Optional<Problem> cut) {
    Optional<ObjectNode> schema = live.request().outputSchema();
    if (schema.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode value = Json.parse(StructuredAnswer.json(answer));
      Optional<String> wrong = SchemaCheck.violation(schema.get(), value);
      if (wrong.isPresent()) {
        throw misfit("The model's answer does not fit the schema: " + wrong.get() + ".");
      }
      return Optional.of(value);
    } catch (JacksonException e) {
      throw cut.orElseGet(
              () -> misfit("The model did not answer with the JSON that was asked for."))
          .because(e);
    }
  }

  private static Problem misfit(String sentence) {
    return Problem.of(
        ErrorCode.MODEL_BROKEN,
        sentence,
        "Try again, or use a model that supports structured output.");
  }

  /// Writes the end into the conversation; the job's end and its fact follow in one commit, and
  /// then the watchers are told.
  private JobOutcome finish(End end) {
    End written = written(end);
    TurnResult result = result(written);
    live.came(result);
    return outcome(written, result);
  }

  /// The end as the conversation has it: one that takes no more words makes it a failure.
  private End written(End end) {
    NoteKind note =
        switch (end.state()) {
          case "done" -> NoteKind.FINISHED;
          case "cancelled" -> NoteKind.INTERRUPTED;
          default -> NoteKind.FAILED;
        };
    String why = end.problem().map(Problem::sentence).orElse("");
    try {
      live.close().forEach(words -> live.hear(words, scene.kit().time().now()));
      live.session().append(new Note(scene.kit().time().now(), live.id().value(), note, why));
      live.session().sync();
      return end;
    } catch (Problem problem) {
      LOG.warn("event=turn_end_not_written turn={}", live.id(), problem);
      return new End("failed", end.text(), end.structured(), Optional.of(problem));
    }
  }

  private JobOutcome outcome(End end, TurnResult result) {
    ObjectNode row = TurnResults.write(result);
    List<Draft> facts = List.of(fact(end, result));
    return switch (end.state()) {
      case "done" -> new JobOutcome.Done(row, facts);
      case "cancelled" -> new JobOutcome.Cancelled(row, facts);
      default -> {
        Problem problem = end.problem().orElseThrow();
        yield new JobOutcome.Failed(problem.code(), problem.sentence(), row, facts);
      }
    };
  }

  private Draft fact(End end, TurnResult result) {
    Draft fact =
        scribe
            .draft(EventKind.RUN_FINISHED)
            .with("state", end.state())
            .with("steps", meter.steps())
            .with("input", meter.usage().input())
            .with("output", meter.usage().output())
            .with("ms", result.took().toMillis());
    for (Problem problem : end.problem().stream().toList()) {
      fact = fact.with("code", problem.code().wire());
    }
    return fact;
  }

  private TurnResult result(End end) {
    return new TurnResult(
        live.id(),
        live.session().id(),
        end.state(),
        end.text(),
        end.structured(),
        end.problem().map(problem -> problem.code().wire()),
        end.problem().map(Problem::sentence),
        end.problem().flatMap(Problem::hint),
        meter.model(),
        meter.steps(),
        meter.usage(),
        meter.usd(),
        Duration.ofNanos(scene.kit().time().nanos() - started),
        TurnResults.attachments(live.session(), live.id()));
  }
}
