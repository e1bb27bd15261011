package alpi.daemon.tool.talk;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.context.Opened;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.Sources;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.session.SearchHit;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.file.ReadTool;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds what was said in past conversations, and opens what a pointer names. What comes back
/// carries the labels of the conversations it comes from: remembering a stranger's words makes them
/// no less a stranger's.
public final class RecallTool implements Tool<RecallTool.Arguments> {
  /// Most hits.
  public static final int MAX_HITS = 12;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

  /// Characters of one piece of what a pointer names.
  static final int PIECE_CHARS = 12_000;

  private final Sessions sessions;
  private final Sources sources;
  private final ReadTool read;

  /// @param read opens files and blobs, by its own rules
  public RecallTool(Sessions sessions, Sources sources, ReadTool read) {
    this.sessions = sessions;
    this.sources = sources;
    this.read = read;
  }

  public record Arguments(
      @Doc(value = "words to look for", longest = 500) Optional<String> query,
      @Doc(value = "a pointer to open instead, as session:ID#TURN", longest = 1_000)
          Optional<String> open,
      @Doc(value = "open it from this character on", min = 0) Optional<Integer> from) {}

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        "recall", "Search past conversations, or open a pointer.", true, true, true);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    if (arguments.open().isEmpty()) {
      String _ = words(arguments);
      var access =
          new Access(Capability.MEMORY_READ, "sessions", Tier.SAFE, "searching conversations");
      return new Plan(List.of(access), "search past conversations", Map.of());
    }
    Pointer pointer = Pointer.of(arguments.open().get());
    return switch (pointer) {
      case Pointer.Blob blob -> read.plan(reading(blob), context);
      case Pointer.File file -> read.plan(reading(file), context);
      case Pointer.Turn turn -> opening("sessions", turn);
      case Pointer.Kept kept -> opening("memory", kept);
    };
  }

  private static Plan opening(String target, Pointer pointer) {
    var access = new Access(Capability.MEMORY_READ, target, Tier.SAFE, "opening a pointer");
    return new Plan(List.of(access), "open " + pointer, Map.of());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    if (arguments.open().isEmpty()) {
      return search(words(arguments), context);
    }
    Pointer pointer = Pointer.of(arguments.open().get());
    return switch (pointer) {
      case Pointer.Blob blob -> read.run(reading(blob), plan, context);
      case Pointer.File file -> read.run(reading(file), plan, context);
      case Pointer.Turn turn -> piece(turn, arguments);
      case Pointer.Kept kept -> piece(kept, arguments);
    };
  }

  private static String words(Arguments arguments) {
    return arguments
        .query()
        .filter(words -> !words.isBlank())
        .orElseThrow(() ->
            Problem.of(ErrorCode.INVALID_PARAMS, "Either `query` or `open` says what is wanted."));
  }

  private static ReadTool.Arguments reading(Pointer.Blob blob) {
    return reading("blob:" + blob.hash(), blob.lines());
  }

  private static ReadTool.Arguments reading(Pointer.File file) {
    return reading(file.path(), file.lines());
  }

  private static ReadTool.Arguments reading(String path, Optional<Pointer.Span> lines) {
    return new ReadTool.Arguments(
        path,
        lines.map(span -> (long) span.first()),
        lines.map(span -> Math.min(ReadTool.DEFAULT_LINES, span.last() - span.first() + 1)));
  }

  private ToolResult piece(Pointer pointer, Arguments arguments) {
    Opened opened = sources.open(pointer, arguments.from().orElse(0), PIECE_CHARS);
    String more =
        opened.next().isPresent() ? "\n[more: open it from " + opened.next().getAsInt() + "]" : "";
    return ToolResult.ok("[" + opened.what() + "]\n" + opened.text() + more, opened.labels());
  }

  private ToolResult search(String query, ToolContext context) {
    Labels labels = new Labels(Set.of(), true);
    var text = new StringBuilder();
    for (SearchHit hit : sessions.search(query, MAX_HITS)) {
      if (hit.session().equals(context.session())) {
        continue;
      }
      labels = labels.and(labels(hit));
      text.append('[')
          .append(DAY.format(hit.at()))
          .append(' ')
          .append(Pointer.turn(hit.session(), hit.turn()))
          .append(' ')
          .append(hit.role())
          .append("] ")
          .append(hit.snippet().strip())
          .append('\n');
    }
    return ToolResult.ok(text.isEmpty() ? "Nothing was found." : text.toString(), labels);
  }

  /// Of the whole conversation; of one that cannot be opened, the worst.
  private Labels labels(SearchHit hit) {
    try {
      return sessions.open(hit.session()).labels();
    } catch (Problem e) {
      return Labels.of(Source.WEB, true);
    }
  }
}
