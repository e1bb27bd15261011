package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.schedule.NewOutput;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.schedule.Runner;
import alpi.daemon.schedule.Schedule;
import alpi.daemon.schedule.Slot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes turns of the moments of schedules, and files what they came to. Nobody attends them, and
/// they hold no more than whoever made their schedule held.
public final class ScheduledRuns implements Runner {
  /// What a run answers that has nothing to tell: then nothing is filed.
  public static final String NOTHING = "NOTHING";

  private final Turns turns;
  private final Outputs outputs;

  public ScheduledRuns(Turns turns, Outputs outputs) {
    this.turns = turns;
    this.outputs = outputs;
  }

  @Override
  public JobId start(Schedule schedule, Slot slot) {
    Schedule.Options options = schedule.options();
    TurnRequest request =
        new TurnRequest(
            schedule.prompt(),
            new SessionChoice.Fresh(),
            schedule.workspace(),
            List.of(),
            options.model(),
            true,
            options.maxSteps(),
            options.maxUsd(),
            options.timeout(),
            false,
            Optional.empty(),
            Optional.of(slot.key()),
            false,
            schedule.authority().unattended(),
            Map.of());
    return turns.submit(request, Actor.schedule(schedule.id()));
  }

  @Override
  public void over(Optional<Schedule> schedule, Slot slot) {
    NewOutput output =
        slot.job().isPresent()
            ? cameTo(schedule, slot, slot.job().get())
            : notStarted(schedule, slot);
    if (!silent(output)) {
      outputs.file(output, Actor.schedule(slot.schedule()));
    }
  }

  /// Whether a run did its work and has nothing to tell.
  private static boolean silent(NewOutput output) {
    String text = output.text().strip();
    return output.kind() == Output.Kind.ANSWER && (text.isEmpty() || text.equals(NOTHING));
  }

  private NewOutput cameTo(Optional<Schedule> schedule, Slot slot, JobId run) {
    TurnResult result = result(run);
    boolean done = result.state().equals("done");
    return new NewOutput(
        done ? Output.Kind.ANSWER : Output.Kind.FAILURE,
        title(schedule, slot),
        slot.key(),
        Optional.of(slot.schedule()),
        Optional.of(run),
        Optional.of(result.session()),
        result.state(),
        result.code(),
        result.message(),
        result.usd(),
        result.text());
  }

  private TurnResult result(JobId run) {
    try {
      return turns.watch(run, Optional.empty(), (_, _) -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(ErrorCode.CANCELLED, "The daemon stops.").because(e);
    }
  }

  private static NewOutput notStarted(Optional<Schedule> schedule, Slot slot) {
    return new NewOutput(
        Output.Kind.FAILURE,
        title(schedule, slot),
        slot.key(),
        Optional.of(slot.schedule()),
        Optional.empty(),
        Optional.empty(),
        "failed",
        Optional.empty(),
        slot.reason(),
        Optional.empty(),
        "");
  }

  private static String title(Optional<Schedule> schedule, Slot slot) {
    return schedule.map(Schedule::name).orElse(slot.schedule().value());
  }
}
