package alpi.daemon.tool.file;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import alpi.daemon.tool.file.FileChanges.Author;
import alpi.daemon.tool.file.FileChanges.Before;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// Creates a file, or replaces all of it. Missing folders are made.
public final class WriteTool implements Tool<WriteTool.Arguments> {
  private static final String BEFORE = "before";

  private final SensitivePaths sensitive;
  private final FileChanges changes;
  private final Editors editors;

  public WriteTool(SensitivePaths sensitive, FileChanges changes, Editors editors) {
    this.sensitive = sensitive;
    this.changes = changes;
    this.editors = editors;
  }

  public record Arguments(@Doc(longest = Places.MAX_CHARS) String path, @Doc String content) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of("write", "Create or replace a whole file.", ToolTrait.CORE);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    Path path = Places.real(arguments.path(), context.workspace());
    String shown = Places.shown(path, context.workspace());
    Access access = Guard.write(sensitive, path);
    if (access.tier() != Tier.SAFE) {
      return new Plan(List.of(access), "write " + shown, Map.of("path", path.toString()));
    }
    Optional<Before> before = FileChanges.before(path, shown);
    String size = arguments.content().length() + " characters";
    String summary = (before.isPresent() ? "replace " : "create ") + shown + " (" + size + ")";
    return new Plan(List.of(access), summary, binding(path, before));
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    Path path = Path.of(plan.accesses().getFirst().target());
    String shown = Places.shown(path, context.workspace());
    byte[] content = arguments.content().getBytes(StandardCharsets.UTF_8);
    Optional<Sha256> expected = expected(plan);
    Optional<Editor> editor = editors.of(context);
    if (editor.isEmpty() && expected.equals(Optional.of(Sha256.of(content)))) {
      return ToolResult.ok(shown + " already holds exactly that.", Labels.NONE);
    }
    changes.apply(
        path, shown, expected, content, author(context, "write", context.labels(), editor));
    String verb = expected.isPresent() ? "Replaced " : "Created ";
    return ToolResult.ok(
        verb + shown + ", " + content.length + " bytes." + warning(path, arguments.content()),
        Labels.NONE);
  }

  static Map<String, String> binding(Path path, Optional<Before> before) {
    String hash = before.map(old -> old.hash().hex()).orElse(FileChanges.ABSENT);
    return Map.of("path", path.toString(), BEFORE, hash);
  }

  /// What the plan found: the change is made to that and nothing else.
  static Optional<Sha256> expected(Plan plan) {
    String before = plan.binding().getOrDefault(BEFORE, FileChanges.ABSENT);
    return before.equals(FileChanges.ABSENT) ? Optional.empty() : Optional.of(new Sha256(before));
  }

  /// @param labels of everything that goes into the whole new content
  static Author author(ToolContext context, String tool, Labels labels, Optional<Editor> editor) {
    return new Author(
        Actor.job(context.run()),
        context.session(),
        context.run(),
        context.callId(),
        tool,
        labels,
        editor);
  }

  /// What to say of text that its own format does not accept; empty when all is well.
  static String warning(Path path, String text) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (!name.endsWith(".json") || text.isBlank()) {
      return "";
    }
    try {
      Json.parse(text);
      return "";
    } catch (JacksonException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      return " Warning: it is not valid JSON" + where + ".";
    }
  }
}
