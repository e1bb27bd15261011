package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Time;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.JobState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// Work of the daemon, as its table tells it.
public final class JobVerbs {
  private static final int USUAL = 50;

  private final Rooms rooms;
  private final Time time;

  public JobVerbs(Rooms rooms, Time time) {
    this.rooms = rooms;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.job.list", "Lists jobs, newest first.", "{\"state\":\"running\"}")
            .serve(ListJobs.class, Jobs.class, this::list),
        HostVerb.named(
                "host.job.show", "Tells all about one job.", "{\"job\":\"j0000000000000000a\"}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneJob.class, JobView.class, this::show),
        HostVerb.named(
                "host.job.cancel",
                "Stops a job and its parts: a waiting one at once, a running one as soon as it"
                    + " listens.",
                "{\"job\":\"j0000000000000000a\"}")
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneJob.class, JobView.class, this::cancel),
        HostVerb.named(
                "host.job.release",
                "Gives a parked job, one that used up its attempts, all of them again.",
                "{\"job\":\"j0000000000000000a\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)
            .serve(OneJob.class, JobView.class, this::release));
  }

  private Jobs list(ListJobs params, Call call) {
    JobFilter filter = params.state().map(JobVerbs::filter).orElse(JobFilter.ALL);
    int limit = Limit.of(params.limit(), USUAL);
    return new Jobs(
        rooms.of(params.profile()).jobs().list(filter, limit).stream()
            .map(job -> view(job, List.of()))
            .toList());
  }

  private static JobFilter filter(String wire) {
    return Arrays.stream(JobState.values())
        .filter(state -> state.wire().equals(wire))
        .findFirst()
        .map(state -> JobFilter.ALL.in(Set.of(state)))
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.INVALID_PARAMS,
                "The field `state` names no state of a job.",
                Arrays.stream(JobState.values())
                    .map(JobState::wire)
                    .collect(Collectors.joining(", ", "One of: ", "."))));
  }

  private JobView show(OneJob params, Call call) {
    JobId id = new JobId(params.job());
    var jobs = rooms.of(params.profile()).jobs();
    return jobs.find(id)
        .map(job -> view(job, jobs.needs(id)))
        .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "There is no job " + id + "."));
  }

  private JobView cancel(OneJob params, Call call) {
    var jobs = rooms.of(params.profile()).jobs();
    return view(jobs.cancel(new JobId(params.job()), call.actor()), List.of());
  }

  private JobView release(OneJob params, Call call) {
    var jobs = rooms.of(params.profile()).jobs();
    return view(jobs.release(new JobId(params.job()), call.actor()), List.of());
  }

  /// @param needs only where one job is asked for
  private JobView view(Job job, List<Job> needs) {
    return new JobView(
        job.id().value(),
        job.kind(),
        job.state().wire(),
        job.actor().value(),
        job.session().map(Object::toString),
        job.key(),
        job.attempt(),
        job.retry().tries(),
        job.priority(),
        job.notBefore().filter(at -> job.state() == JobState.QUEUED && at.isAfter(time.now())),
        job.deadline(),
        job.parent().map(JobId::value),
        needs.stream().map(needed -> needed.id().value()).toList(),
        job.created(),
        job.updated(),
        job.error().map(ErrorCode::wire),
        job.detail());
  }

  /// @param state queued, running, done, failed, cancelled, lost or parked
  record ListJobs(Optional<String> profile, Optional<String> state, OptionalInt limit) {}

  record OneJob(Optional<String> profile, String job) {}

  record Jobs(List<JobView> jobs) {}

  /// @param attempt how often it was started
  /// @param tries attempts before it is parked
  /// @param priority larger runs first; above 0 somebody waits for it
  /// @param notBefore when it starts at the earliest, while that is to come
  /// @param deadline when it is too late
  /// @param parent the job that it is a part of
  /// @param needs the jobs that must be done before it starts; told of one job only
  /// @param code why it ended, or why its last attempt did
  record JobView(
      String id,
      String kind,
      String state,
      String actor,
      Optional<String> session,
      Optional<String> key,
      int attempt,
      int tries,
      int priority,
      Optional<Instant> notBefore,
      Optional<Instant> deadline,
      Optional<String> parent,
      List<String> needs,
      Instant created,
      Instant updated,
      Optional<String> code,
      Optional<String> detail) {}
}
