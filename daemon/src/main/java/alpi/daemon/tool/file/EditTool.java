package alpi.daemon.tool.file;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
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
import alpi.daemon.tool.file.FileChanges.Before;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Changes part of a text file: one text for another, or a patch. The file keeps its charset, its
/// line ends and its mode; what is not named stays byte for byte.
public final class EditTool implements Tool<EditTool.Arguments> {
  private static final String AFTER = "after";

  private final SensitivePaths sensitive;
  private final FileChanges changes;
  private final Editors editors;

  public EditTool(SensitivePaths sensitive, FileChanges changes, Editors editors) {
    this.sensitive = sensitive;
    this.changes = changes;
    this.editors = editors;
  }

  /// @param fresh is called `new` on the wire, which is no Java name
  public record Arguments(
      @Doc(longest = Places.MAX_CHARS) String path,
      @Doc("exact text to replace; must be unique") Optional<String> old,
      @Doc(name = "new") Optional<String> fresh,
      @Doc("replace every occurrence") Optional<Boolean> all,
      @Doc("or: unified diff of this file") Optional<String> patch) {
    public Arguments {
      boolean exact = old.isPresent() && fresh.isPresent() && patch.isEmpty();
      boolean patched = patch.isPresent() && old.isEmpty() && fresh.isEmpty() && all.isEmpty();
      if (!exact && !patched) {
        throw new IllegalArgumentException("Give either old and new, or patch alone.");
      }
    }
  }

  @Override
  public ToolSpec spec() {
    return ToolSpec.of("edit", "Change part of a text file.", ToolTrait.CORE);
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
      return new Plan(List.of(access), "edit " + shown, Map.of("path", path.toString()));
    }
    Before before = existing(path, shown);
    byte[] base = base(path, before, editors.of(context));
    byte[] after = edited(base, arguments, shown);
    long grown = lines(after) - lines(base);
    var binding = new LinkedHashMap<>(WriteTool.binding(path, Optional.of(before)));
    binding.put(AFTER, Sha256.of(after).hex());
    String summary = String.format("edit %s (%+d lines)", shown, grown);
    return new Plan(List.of(access), summary, binding);
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    Path path = Path.of(plan.accesses().getFirst().target());
    String shown = Places.shown(path, context.workspace());
    Before before = existing(path, shown);
    Optional<Editor> editor = editors.of(context);
    byte[] after = edited(base(path, before, editor), arguments, shown);
    if (!Sha256.of(after).hex().equals(plan.binding().get(AFTER))) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          shown + " was changed in the editor meanwhile.",
          "Read it again, then decide.");
    }
    Optional<Sha256> expected = WriteTool.expected(plan);
    Labels labels = context.labels().and(changes.known(path));
    changes.apply(path, shown, expected, after, WriteTool.author(context, "edit", labels, editor));
    String text = TextFile.of(after).map(TextFile::text).orElse("");
    return ToolResult.ok(
        "Edited " + shown + ", now " + after.length + " bytes." + WriteTool.warning(path, text),
        Labels.NONE);
  }

  private static Before existing(Path path, String shown) {
    return FileChanges.before(path, shown)
        .orElseThrow(() ->
            Problem.of(ErrorCode.NOT_FOUND, shown + " does not exist.", SimilarNames.hint(path)));
  }

  /// What is edited: the text in the editor where there is one that will also take the change.
  private static byte[] base(Path path, Before before, Optional<Editor> editor) {
    byte[] saved = before.content();
    return editor
        .filter(it -> it.takes(saved).isPresent())
        .flatMap(it -> it.read(path, saved.length))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .orElse(saved);
  }

  private static byte[] edited(byte[] before, Arguments arguments, String shown) {
    TextFile file =
        TextFile.of(before)
            .orElseThrow(
                () -> Problem.of(ErrorCode.INVALID_PARAMS, shown + " is binary, not text."));
    String changed =
        arguments
            .patch()
            .map(patch -> Patch.parse(patch).apply(file.text()))
            .orElseGet(() -> replaced(file, arguments));
    byte[] after =
        file.encode(changed)
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    shown
                        + " is "
                        + file.charset()
                        + ", which lacks a character of the new text."));
    if (Arrays.equals(after, before)) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "That would change nothing in " + shown + ".");
    }
    return after;
  }

  private static String replaced(TextFile file, Arguments arguments) {
    return Replacement.apply(
        file.text(),
        arguments.old().orElseThrow(),
        arguments.fresh().orElseThrow(),
        arguments.all().orElse(false));
  }

  private static long lines(byte[] bytes) {
    long lines = 0;
    for (byte each : bytes) {
      lines += each == '\n' ? 1 : 0;
    }
    return lines;
  }
}
