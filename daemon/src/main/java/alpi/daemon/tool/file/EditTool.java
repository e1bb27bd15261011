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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Changes part of a text file: one text for another, or a patch. The file keeps its charset, its
/// line ends and its mode; what is not named stays byte for byte.
public final class EditTool implements Tool<EditTool.Arguments> {
  private final SensitivePaths sensitive;
  private final FileChanges changes;

  public EditTool(SensitivePaths sensitive, FileChanges changes) {
    this.sensitive = sensitive;
    this.changes = changes;
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
    byte[] after = edited(before, arguments, shown);
    long grown = lines(after) - lines(before.content());
    var binding = new LinkedHashMap<>(WriteTool.binding(path, Optional.of(before)));
    binding.put("after", Sha256.of(after).hex());
    String summary = String.format("edit %s (%+d lines)", shown, grown);
    return new Plan(List.of(access), summary, binding);
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    Path path = Path.of(plan.accesses().getFirst().target());
    String shown = Places.shown(path, context.workspace());
    Before before = existing(path, shown);
    byte[] after = edited(before, arguments, shown);
    Optional<Sha256> expected = WriteTool.expected(plan);
    Labels labels = context.labels().and(changes.known(path));
    changes.apply(path, shown, expected, after, WriteTool.author(context, "edit", labels));
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

  private static byte[] edited(Before before, Arguments arguments, String shown) {
    TextFile file =
        TextFile.of(before.content())
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
    if (Arrays.equals(after, before.content())) {
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
