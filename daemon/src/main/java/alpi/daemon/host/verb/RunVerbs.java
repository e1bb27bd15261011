package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.alp.rpc.WireRecords;
import alpi.daemon.agent.HostUse;
import alpi.daemon.agent.Run;
import alpi.daemon.agent.RunFiles;
import alpi.daemon.agent.Runs;
import alpi.daemon.base.JobId;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.Job;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.Tail;
import alpi.daemon.tool.file.Undo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What turns did, folded from the record, and followed while they do it; stopping them, and taking
/// back what they did to files.
public final class RunVerbs {
  private static final String RUN = "{\"run\":\"j0000000000000000a\"}";
  private static final int USUAL = 20;
  private static final int MOST = 200;

  /// Events or effects in an answer that names no other number.
  private static final int PAGE = 500;

  /// What a job row says that is told elsewhere.
  private static final Set<String> NOT_ASKED = Set.of("profile", "session", "request");

  private final Rooms rooms;

  public RunVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.run.list", "Lists runs, newest first.", "{\"limit\":20}")
            .serve(ListRuns.class, Listed.class, this::list),
        HostVerb.named(
                "host.run.show",
                "Tells why one run was begun, what it was asked, what it did and used.",
                RUN)
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneRun.class, Shown.class, this::show),
        HostVerb.named(
                "host.run.effects",
                "Lists every call of a tool in a run, with its decision, the rule and the outcome.",
                RUN)
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneRun.class, Effects.class, this::effects),
        HostVerb.named(
                "host.run.tail",
                "Streams all events of a run, those on record and those to come, until it is over.",
                RUN)
            .streaming()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneRun.class, Tailed.class, this::tail),
        HostVerb.named("host.run.stop", "Stops a run.", RUN)
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(StopRun.class, Stopped.class, this::stop),
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
    ProfileRooms profile = rooms.of(params.profile());
    Runs runs = profile.runs();
    JobId id = new JobId(params.run());
    Run run = runs.find(id);
    Job job = runs.job(id);
    int limit = Limit.of(params.limit(), PAGE);
    List<Event> events = runs.events(id, after(params), limit);
    return new Shown(
        RunView.of(run),
        events.stream().map(EventView::of).toList(),
        runs.files(id).stream().map(FileView::of).toList(),
        CauseView.of(job, profile.schedules()),
        asked(job),
        runs.hosts(id).stream().map(HostView::of).toList(),
        run.settings().map(Object::toString),
        events.size() < limit ? OptionalLong.empty() : OptionalLong.of(events.getLast().seq()));
  }

  /// The request as its row has it: limits, model, authority; neither its words nor its secrets.
  static ObjectNode asked(Job job) {
    ObjectNode asked = Json.object();
    job.input().properties().stream()
        .filter(each -> !NOT_ASKED.contains(each.getKey()))
        .forEach(each -> asked.set(each.getKey(), each.getValue()));
    return asked;
  }

  private static long after(OneRun params) {
    long after = params.after().orElse(0);
    if (after < 0) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `after` is not negative.");
    }
    return after;
  }

  private Effects effects(OneRun params, Call call) {
    Runs runs = rooms.of(params.profile()).runs();
    JobId id = new JobId(params.run());
    Job _ = runs.job(id);
    Runs.Effects page = runs.effects(id, after(params), Limit.of(params.limit(), PAGE));
    return new Effects(
        page.effects().stream().map(EffectView::of).toList(),
        page.more() ? OptionalLong.of(page.effects().getLast().seq()) : OptionalLong.empty());
  }

  /// A run that is over ends the stream as soon as nothing of it is left to tell: its state is
  /// looked at before its events are.
  private Tailed tail(OneRun params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    Runs runs = profile.runs();
    JobId id = new JobId(params.run());
    long told = after(params);
    int limit = Limit.of(params.limit(), PAGE);
    try (Tail news = profile.journal().tail(profile.journal().head())) {
      while (true) {
        boolean over = !runs.job(id).state().live();
        List<Event> events = runs.events(id, told, limit);
        for (Event event : events) {
          ObjectNode line = Json.object().put("kind", "event");
          line.set("event", WireRecords.tree(EventView.of(event)));
          call.stream().send(event.seq(), line);
          told = event.seq();
        }
        if (events.isEmpty() && (over || news.take().isEmpty())) {
          return new Tailed(told, RunView.of(runs.find(id)));
        }
      }
    }
  }

  private Stopped stop(StopRun params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    JobId id = new JobId(params.run());
    Job _ = profile.runs().job(id);
    boolean stopped = profile.turns().cancel(id, call.actor());
    return new Stopped(stopped, profile.runs().find(id).state());
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

  record ListRuns(Optional<String> profile, OptionalInt limit) {}

  /// @param after what has a larger `seq`; from the first when absent
  /// @param limit at most so many events or calls; 500 when absent
  record OneRun(Optional<String> profile, String run, OptionalLong after, OptionalInt limit) {}

  record StopRun(Optional<String> profile, String run) {}

  record UndoRun(Optional<String> profile, String run, Optional<Boolean> dryRun) {}

  record Listed(List<RunView> runs) {}

  /// @param events one page of them
  /// @param files each once, with the hashes of its content before and after; absent when there was
  ///   no file
  /// @param asked limits, model, folder and authority of the request
  /// @param hosts bytes by host, models included
  /// @param settings names the settings that it began with: `host.run.settings`
  /// @param next `after` of the next page of events; absent with the last one
  record Shown(
      RunView run,
      List<EventView> events,
      List<FileView> files,
      CauseView cause,
      ObjectNode asked,
      List<HostView> hosts,
      Optional<String> settings,
      OptionalLong next) {}

  /// @param next `after` of the next page; absent with the last one
  record Effects(List<EffectView> effects, OptionalLong next) {}

  record FileView(String path, Optional<String> before, Optional<String> after) {
    static FileView of(RunFiles.Changed file) {
      return new FileView(
          file.path(), file.before().map(Object::toString), file.after().map(Object::toString));
    }
  }

  /// @param connections that are over
  /// @param open that have no end on record
  /// @param denied that were refused
  record HostView(
      String host, int port, int connections, int open, int denied, long bytesOut, long bytesIn) {
    static HostView of(HostUse use) {
      return new HostView(
          use.host(),
          use.port(),
          use.connections(),
          use.open(),
          use.denied(),
          use.bytesOut(),
          use.bytesIn());
    }
  }

  /// @param seq up to which everything was sent
  record Tailed(long seq, RunView run) {}

  /// @param stopped whether there was anything to stop
  record Stopped(boolean stopped, String state) {}

  record Undone(List<String> restored, List<String> removed, List<LeftAlone> leftAlone) {}

  record LeftAlone(String path, String why) {}
}
