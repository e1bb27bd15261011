package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.base.MemoryId;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The runs of one profile, folded from its jobs and its journal, however many events they have.
/// Holds no state of its own.
public final class Runs {
  /// Longest list.
  public static final int MAX_LISTED = 500;

  /// Events that a fold reads at once.
  static final int PAGE = 2_000;

  private static final Pattern BLANK = Pattern.compile(" ");

  /// About so many events tell of one call.
  private static final int EVENTS_A_CALL = 3;

  private final Jobs jobs;
  private final Journal journal;

  public Runs(Jobs jobs, Journal journal) {
    this.jobs = jobs;
    this.journal = journal;
  }

  /// The newest runs first.
  public List<Run> list(int limit) {
    return jobs.list(JobFilter.ALL.ofKind(TurnJob.KIND), Math.clamp(limit, 1, MAX_LISTED)).stream()
        .map(this::fold)
        .toList();
  }

  /// One run.
  ///
  /// @throws Problem `not_found`
  public Run find(JobId run) {
    return fold(job(run));
  }

  /// The job that started a run.
  ///
  /// @throws Problem `not_found`
  public Job job(JobId run) {
    return jobs.find(run)
        .filter(job -> job.kind().equals(TurnJob.KIND))
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NOT_FOUND,
                "There is no run " + run + " in this profile.",
                "List them with `alpi runs list`."));
  }

  /// What is on record of a run, oldest first.
  ///
  /// @param after events with a larger `seq`
  public List<Event> events(JobId run, long after, int limit) {
    return journal.read(query(run, after, Set.of(), limit));
  }

  /// The record of what each request of a model was made of, oldest first.
  public List<Event> requests(JobId run) {
    return journal.read(query(run, 0, Set.of(EventKind.CONTEXT_ASSEMBLED), PAGE));
  }

  /// The memories that were put before the model in a run; empty when it was shown none.
  public List<MemoryId> memories(JobId run) {
    return journal.read(query(run, 0, Set.of(EventKind.MEMORY_SHOWN), PAGE)).stream()
        .flatMap(event -> BLANK.splitAsStream(event.body().path("memories").asString("")))
        .filter(id -> !id.isEmpty())
        .distinct()
        .map(MemoryId::new)
        .toList();
  }

  /// What its tools were to do, what was decided, and what came of it.
  ///
  /// @param after those decided later than this `seq`
  public Effects effects(JobId run, long after, int limit) {
    var fold = new EffectFold(limit);
    int page = Math.clamp(EVENTS_A_CALL * (long) limit, 1, PAGE);
    each(run, after, EffectFold.KINDS, page, fold::add, () -> !fold.full());
    return new Effects(fold.effects(), fold.more());
  }

  /// @param more whether there are further ones
  public record Effects(List<Effect> effects, boolean more) {
    public Effects {
      effects = List.copyOf(effects);
    }
  }

  /// What went over the network on its behalf, models included.
  public List<HostUse> hosts(JobId run) {
    var fold = new HostUse.Fold();
    each(run, HostUse.Fold.KINDS, fold::add);
    return fold.uses();
  }

  /// The files that its tools changed, each once.
  public List<RunFiles.Changed> files(JobId run) {
    var fold = new RunFiles.Fold();
    each(run, Set.of(EventKind.FILE_CHANGED), fold::add);
    return fold.files();
  }

  private Run fold(Job job) {
    var fold = new RunFold();
    each(job.id(), RunFold.KINDS, fold::add);
    return fold.run(job);
  }

  private void each(JobId run, Set<EventKind> kinds, Consumer<Event> reader) {
    each(run, 0, kinds, PAGE, reader, () -> true);
  }

  /// Reads a run page by page, as long as the reader wants more after a page.
  private void each(
      JobId run,
      long after,
      Set<EventKind> kinds,
      int size,
      Consumer<Event> reader,
      BooleanSupplier goesOn) {
    List<Event> page = journal.read(query(run, after, kinds, size));
    while (!page.isEmpty()) {
      page.forEach(reader);
      page =
          page.size() == size && goesOn.getAsBoolean()
              ? journal.read(query(run, page.getLast().seq(), kinds, size))
              : List.of();
    }
  }

  private static EventQuery query(JobId run, long after, Set<EventKind> kinds, int limit) {
    return new EventQuery(after, kinds, Optional.of(run.value()), Optional.empty(), limit);
  }
}
