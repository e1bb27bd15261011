package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.SessionId;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.context.Assembled;
import alpi.daemon.context.WorkingSet;
import alpi.daemon.context.WorkingSetInput;
import alpi.daemon.journal.Event;
import alpi.daemon.profile.Settings;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.ToolRunner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What models were shown, told afterwards: laid out again from the conversation, whose own notes
/// say what was cut, trimmed and brought back, and from the record of the calls.
public final class Contexts {
  /// A window to lay out for when no model was ever asked.
  static final int USUAL_WINDOW = 32_768;

  private final ProfileHome home;
  private final Settings settings;
  private final Sessions sessions;
  private final WorkingSet workingSet;
  private final ToolRunner runner;
  private final Runs runs;

  public Contexts(
      ProfileHome home,
      Settings settings,
      Sessions sessions,
      WorkingSet workingSet,
      ToolRunner runner,
      Runs runs) {
    this.home = home;
    this.settings = settings;
    this.sessions = sessions;
    this.workingSet = workingSet;
    this.runner = runner;
    this.runs = runs;
  }

  /// @param turn the one looked at
  /// @param layout the last request of it; tools and memory as they are now
  /// @param calls the record of each request of the turn, oldest first
  /// @param memories what memory was put behind the owner's words; it is part of no conversation
  public record Shown(String turn, Assembled layout, List<Event> calls, List<MemoryId> memories) {
    public Shown {
      memories = List.copyOf(memories);
      calls = List.copyOf(calls);
    }
  }

  /// The last request of a turn.
  ///
  /// @param turn the last one when absent
  /// @throws Problem `not_found`
  public Shown show(SessionId id, Optional<String> turn) {
    Session session = sessions.open(id);
    String wanted = turn.or(() -> session.summary().lastTurn()).orElseThrow(Contexts::noTurn);
    if (session.turnState(wanted).isEmpty()) {
      throw noTurn();
    }
    List<Event> calls = runs.requests(new JobId(wanted));
    ProfileConfig config = settings.current().config();
    int window =
        calls.isEmpty() ? USUAL_WINDOW : calls.getLast().body().path("window").asInt(USUAL_WINDOW);
    boolean images = !calls.isEmpty() && calls.getLast().body().path("images").asBoolean(false);
    var input =
        new WorkingSetInput(
            session,
            wanted,
            home.dir(),
            runner.tools().offered(id, config.tools().deny()),
            window,
            images,
            config.context().memoryChars(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());
    return new Shown(wanted, workingSet.preview(input), calls, runs.memories(new JobId(wanted)));
  }

  private static Problem noTurn() {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "The conversation has no such turn.",
        "`alpi sessions show` lists its turns.");
  }
}
