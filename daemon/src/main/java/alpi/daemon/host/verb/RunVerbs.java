package alpi.daemon.host.verb;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.Run;
import alpi.daemon.agent.Runs;
import alpi.daemon.base.JobId;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.tool.file.Undo;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What turns did, folded from the record; and taking it back.
public final class RunVerbs {
  private static final String RUN = "{\"run\":\"j0000000000000000a\"}";
  private static final int USUAL = 20;
  private static final int MOST = 200;

  private final Rooms rooms;

  public RunVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.run.list", "Lists runs, newest first.", "{\"limit\":20}")
            .serve(ListRuns.class, Listed.class, this::list),
        HostVerb.named("host.run.show", "Tells all that one run did.", RUN)
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneRun.class, Shown.class, this::show),
        HostVerb.named(
                "host.run.undo",
                "Gives every file that a run changed its old content back.",
                "{\"run\":\"j0000000000000000a\",\"dryRun\":true}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.BUSY)
            .serve(UndoRun.class, Undone.class, this::undo));
  }

  private Listed list(ListRuns params, Call call) {
    int limit = Math.min(MOST, Limit.of(params.limit(), USUAL));
    return new Listed(
        rooms.of(params.profile()).runs().list(limit).stream().map(RunView::of).toList());
  }

  private Shown show(OneRun params, Call call) {
    Runs runs = rooms.of(params.profile()).runs();
    JobId id = new JobId(params.run());
    RunView run = RunView.of(runs.find(id));
    List<Event> events = runs.events(id);
    return new Shown(run, events.stream().map(EventView::of).toList(), files(events));
  }

  private Undone undo(UndoRun params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    JobId run = new JobId(params.run());
    if (profile.runs().find(run).took().isEmpty()) {
      throw Problem.of(
          ErrorCode.BUSY, "The run is still under way.", "Cancel it first, then undo it.");
    }
    Undo.Result result = profile.undo().undo(run, params.dryRun().orElse(false), call.actor());
    return new Undone(
        result.restored(),
        result.removed(),
        result.leftAlone().stream().map(file -> new LeftAlone(file.path(), file.why())).toList());
  }

  /// Each file once: what it held before the first change, and after the last.
  private static List<FileView> files(List<Event> events) {
    Map<String, FileView> byPath = new LinkedHashMap<>();
    for (Event event : events) {
      if (event.kind() == EventKind.FILE_CHANGED) {
        String path = event.body().path("path").asString("");
        FileView now = new FileView(path, hash(event, "before"), hash(event, "after"));
        byPath.merge(path, now, (first, last) -> new FileView(path, first.before(), last.after()));
      }
    }
    return List.copyOf(byPath.values());
  }

  /// An absent file is not named by a hash.
  private static Optional<String> hash(Event event, String field) {
    return Optional.of(event.body().path(field).asString("")).filter(Sha256::isHex);
  }

  record ListRuns(Optional<String> profile, OptionalInt limit) {}

  record OneRun(Optional<String> profile, String run) {}

  record UndoRun(Optional<String> profile, String run, Optional<Boolean> dryRun) {}

  record Listed(List<RunView> runs) {}

  /// @param files each once, with the hashes of its content before and after; absent when there was
  ///   no file
  record Shown(RunView run, List<EventView> events, List<FileView> files) {}

  record FileView(String path, Optional<String> before, Optional<String> after) {}

  record Undone(List<String> restored, List<String> removed, List<LeftAlone> leftAlone) {}

  record LeftAlone(String path, String why) {}

  /// @param state queued, running, done, failed, cancelled or interrupted
  /// @param millis from its start to its end; absent while it runs
  /// @param steps calls of the model
  /// @param tools calls of tools
  /// @param usd absent when no price was known
  record RunView(
      String run,
      String session,
      String state,
      Instant started,
      OptionalLong millis,
      String model,
      int steps,
      int tools,
      int filesChanged,
      Optional<BigDecimal> usd) {
    static RunView of(Run run) {
      return new RunView(
          run.run().value(),
          run.session().value(),
          run.state(),
          run.started(),
          run.took().map(took -> OptionalLong.of(took.toMillis())).orElse(OptionalLong.empty()),
          run.model(),
          run.steps(),
          run.tools(),
          run.filesChanged(),
          run.usd());
    }
  }
}
