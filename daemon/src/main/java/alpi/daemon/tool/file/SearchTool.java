package alpi.daemon.tool.file;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds lines by a regular expression, or files by name. Every file is judged on its own before it
/// is opened; binary files and what `.gitignore` names are passed over.
public final class SearchTool implements Tool<SearchTool.Arguments> {
  /// Longest expression, in characters.
  public static final int MAX_PATTERN = 1000;

  /// Most lines or names that are shown.
  public static final int MAX_HITS = 200;

  /// Longest time for one search.
  public static final Duration MAX_TIME = Duration.ofSeconds(20);

  private static final Labels LABELS = Labels.of(Source.WORKSPACE, true);

  private final SensitivePaths sensitive;
  private final RipGrep ripGrep;
  private final Origins origins;
  private final Time time;

  public SearchTool(SensitivePaths sensitive, RipGrep ripGrep, Origins origins, Time time) {
    this.sensitive = sensitive;
    this.ripGrep = ripGrep;
    this.origins = origins;
    this.time = time;
  }

  public record Arguments(
      @Doc(value = "regular expression", longest = MAX_PATTERN) String pattern,
      @Doc(value = "file or folder; default: workspace", longest = Places.MAX_CHARS)
          Optional<String> path,
      @Doc(value = "only these files, e.g. **/*.java", longest = 200) Optional<String> glob,
      @Doc("match file names, not contents") Optional<Boolean> namesOnly) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "search",
        "Search file contents or names.",
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
    compiled(arguments.pattern());
    arguments.glob().ifPresent(SearchTool::globbed);
    Path path = Places.real(arguments.path().orElse("."), context.workspace());
    String shown = Places.shown(path, context.workspace());
    if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(ErrorCode.NOT_FOUND, shown + " does not exist.", SimilarNames.hint(path));
    }
    Access access =
        Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            ? new Access(Capability.FS_READ, path.toString(), Tier.SAFE, "searching a folder")
            : Guard.read(sensitive, path);
    return new Plan(List.of(access), "search " + shown, Map.of("path", path.toString()));
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    Path root = Path.of(plan.accesses().getFirst().target());
    Optional<String> quick =
        arguments.namesOnly().orElse(false) || !Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)
            ? Optional.empty()
            : quickly(arguments, root, context);
    String found = quick.isPresent() ? quick.get() : walk(arguments, root, context);
    return ToolResult.ok(found, LABELS.and(carried(root, found, context)));
  }

  /// What the files carry that are shown: each hit begins with the path of its file.
  private Labels carried(Path root, String found, ToolContext context) {
    return Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)
        ? origins.in(root, context.labels(), path -> found.contains(shown(path, context)))
        : origins.of(root);
  }

  private static String shown(String path, ToolContext context) {
    return Places.shown(Path.of(path), context.workspace());
  }

  private Optional<String> quickly(Arguments arguments, Path root, ToolContext context)
      throws InterruptedException {
    String shown = Places.shown(root, context.workspace());
    return ripGrep.search(
        arguments.pattern(),
        arguments.glob(),
        root,
        shown.equals(".") ? "" : shown + "/",
        context.home().background(),
        context.cancel());
  }

  private String walk(Arguments arguments, Path root, ToolContext context) {
    var search =
        new Search(
            compiled(arguments.pattern()),
            arguments.glob().map(SearchTool::globbed),
            arguments.namesOnly().orElse(false),
            sensitive,
            time,
            context.cancel());
    return search.under(root, context.workspace());
  }

  private static Pattern compiled(String pattern) {
    if (pattern.isEmpty()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The pattern is empty.");
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS,
              "The pattern is not a regular expression: " + e.getDescription() + ".",
              "To search for the text itself, put it between \\Q and \\E.")
          .because(e);
    }
  }

  private static Glob globbed(String glob) {
    String anywhere = glob.indexOf('/') < 0 ? "**/" + glob : glob;
    String rooted = anywhere.startsWith("/") ? anywhere.substring(1) : anywhere;
    return Glob.of(rooted)
        .orElseThrow(() -> Problem.of(ErrorCode.INVALID_PARAMS, "The glob cannot be read."));
  }
}
