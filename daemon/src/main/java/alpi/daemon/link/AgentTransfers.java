package alpi.daemon.link;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import alpi.daemon.egress.Errand;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobSpec;
import alpi.daemon.job.JobState;
import alpi.daemon.job.Jobs;
import alpi.daemon.tool.ToolContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Transfers that an agent asks for: the same jobs as the owner's, watched to their end by the call
/// that wants them. They end with it.
final class AgentTransfers {
  /// How long a transfer may wait for a place or for its next try. A turn holds a place itself.
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final long PERCENT = 100;

  private final LinkRoom link;
  private final Jobs jobs;
  private final Time time;

  AgentTransfers(LinkRoom link, Jobs jobs, Time time) {
    this.link = link;
    this.jobs = jobs;
    this.time = time;
  }

  /// What a transfer came to.
  ///
  /// @param moved bytes that travelled; none when all of it was there
  record End(String hash, long bytes, long moved) {}

  /// Runs a transfer for a call and waits for its end.
  ///
  /// @throws Problem what it failed with; `busy` when it does not get to work
  End run(String tool, ToolContext context, Function<Behalf, JobSpec> spec)
      throws InterruptedException {
    Actor actor = Actor.job(context.run());
    Errand errand = context.errand(tool);
    try (var _ = link.board().awaiting(errand)) {
      Job job = jobs.submit(spec.apply(new Behalf(actor, Optional.of(errand))));
      try (Cancel.Registration _ = context.cancel().onFire(() -> stop(job, actor))) {
        return end(watched(job, context));
      } catch (InterruptedException e) {
        stop(job, actor);
        throw e;
      }
    }
  }

  private Job watched(Job submitted, ToolContext context) throws InterruptedException {
    Job job = submitted;
    long idleSince = time.nanos();
    long told = -1;
    while (job.state().live()) {
      context.cancel().check();
      if (job.state() == JobState.RUNNING) {
        idleSince = time.nanos();
      } else if (time.nanos() - idleSince > PATIENCE.toNanos()) {
        stop(job, Actor.job(context.run()));
        throw Problem.of(ErrorCode.BUSY, "The transfer did not get to work.", "Try again later.");
      }
      told = tell(job, told, context);
      link.board().await(job.id(), BETWEEN);
      job = jobs.find(job.id()).orElse(job);
    }
    context.cancel().check();
    return job;
  }

  /// Says how far it is, in hundredths: a line for each would drown a watcher.
  private long tell(Job job, long told, ToolContext context) {
    Optional<TransferBoard.Stand> stand = link.board().of(job.id()).filter(one -> one.size() > 0);
    long now = stand.map(one -> one.at() * PERCENT / one.size()).orElse(told);
    if (now > told) {
      context.progress().accept(now + " %");
    }
    return Math.max(now, told);
  }

  private void stop(Job job, Actor actor) {
    try {
      var _ = jobs.cancel(job.id(), actor);
    } catch (Problem over) {
      // It ended by itself meanwhile.
      return;
    }
  }

  private static End end(Job job) {
    if (job.result().isEmpty() || job.error().isPresent()) {
      throw Problem.of(
          job.error().orElse(ErrorCode.CANCELLED),
          job.detail().orElse("The transfer was stopped."));
    }
    var result = job.result().get();
    return new End(
        result.path("hash").asString(""),
        result.path("bytes").asLong(0),
        result.path("moved").asLong(0));
  }
}
