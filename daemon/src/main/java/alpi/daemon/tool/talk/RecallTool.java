package alpi.daemon.tool.talk;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.base.Period;
import alpi.daemon.context.Opened;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.Sources;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import alpi.daemon.tool.file.Places;
import alpi.daemon.tool.file.ReadTool;
import alpi.daemon.tool.index.Indexes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds what was said in past conversations and what lies elsewhere, and opens what a pointer
/// names. What comes back carries the labels of the conversations it comes from: remembering a
/// stranger's words makes them no less a stranger's.
public final class RecallTool implements Tool<RecallTool.Arguments> {
  /// Most hits.
  public static final int MAX_HITS = 12;

  private static final int MAX_SUMMARY = 100;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

  /// Characters of one piece of what a pointer names.
  static final int PIECE_CHARS = 12_000;

  private final Indexes indexes;
  private final Sources sources;
  private final ReadTool read;

  /// @param read opens files and blobs, by its own rules
  public RecallTool(Indexes indexes, Sources sources, ReadTool read) {
    this.indexes = indexes;
    this.sources = sources;
    this.read = read;
  }

  public record Arguments(
      @Doc(value = "words to look for", longest = 500) Optional<String> query,
      @Doc("where to look, sessions if absent") Optional<RecallScope> in,
      @Doc(value = "not before this day, as 2026-01-31", longest = 10) Optional<String> since,
      @Doc(value = "not after this day", longest = 10) Optional<String> until,
      @Doc(value = "a pointer to open instead, as session:ID#TURN", longest = 1_000)
          Optional<String> open,
      @Doc(value = "open it from this character on", min = 0) Optional<Integer> from) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "recall",
        "Search past conversations, memory, files, blobs or outputs; or open a pointer.",
        ToolTrait.CORE,
        ToolTrait.IDEMPOTENT,
        ToolTrait.PARALLEL);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    if (arguments.open().isEmpty()) {
      RecallQuery query = query(arguments, context);
      RecallScope scope = scope(arguments);
      return new Plan(
          List.of(searching(scope, context)),
          "look for \"" + Cut.brief(query.text(), MAX_SUMMARY) + "\" in " + scope.wire(),
          Map.of());
    }
    Pointer pointer = Pointer.of(arguments.open().get());
    return switch (pointer) {
      case Pointer.Blob blob when indexes.holds(blob.hash()) -> opening("blobs", blob);
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
      return search(query(arguments, context), context);
    }
    Pointer pointer = Pointer.of(arguments.open().get());
    return switch (pointer) {
      case Pointer.Blob blob when indexes.holds(blob.hash()) -> piece(blob, arguments);
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

  private static RecallScope scope(Arguments arguments) {
    return arguments.in().orElse(RecallScope.SESSIONS);
  }

  /// Looking into files is looking into the folder that the turn works in.
  private static Access searching(RecallScope scope, ToolContext context) {
    return switch (scope) {
      case FILES ->
          new Access(
              Capability.FS_READ,
              Places.real(".", context.workspace()).toString(),
              Tier.SAFE,
              "searching a folder");
      case SESSIONS, MEMORY, BLOBS, OUTPUTS ->
          new Access(Capability.MEMORY_READ, scope.wire(), Tier.SAFE, "searching " + scope.wire());
    };
  }

  private static RecallQuery query(Arguments arguments, ToolContext context) {
    var period =
        new Period(
            arguments.since().map(RecallTool::day),
            arguments.until().map(day -> day(day).plus(Duration.ofDays(1))));
    return new RecallQuery(
        words(arguments),
        Set.of(scope(arguments)),
        period,
        Optional.of(context.workspace()),
        MAX_HITS);
  }

  private static Instant day(String text) {
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS, "A day is written as in 2026-01-31, not \"" + text + "\".")
          .because(e);
    }
  }

  private ToolResult search(RecallQuery query, ToolContext context) {
    Labels labels = new Labels(Set.of(), true);
    var text = new StringBuilder();
    String here = "session:" + context.session() + "#";
    Findings found = indexes.recall(Optional.of(context.errand("recall"))).find(query);
    for (RecallHit hit : found.hits()) {
      if (!hit.pointer().startsWith(here)) {
        labels = labels.and(hit.labels());
        text.append('[')
            .append(DAY.format(hit.at()))
            .append(' ')
            .append(hit.pointer())
            .append(' ')
            .append(hit.title())
            .append("] ")
            .append(hit.snippet())
            .append('\n');
      }
    }
    if (text.isEmpty()) {
      text.append("Nothing was found.");
    }
    found.notices().forEach(notice -> text.append("\n[").append(notice).append(']'));
    return ToolResult.ok(text.toString(), labels);
  }
}
