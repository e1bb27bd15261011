package alpi.daemon.tool.talk;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.PrivateFiles;
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
import alpi.daemon.tool.file.FileChanges;
import alpi.daemon.tool.file.FileChanges.Author;
import alpi.daemon.tool.file.FileChanges.Before;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Adds a line to the owner's memory file, which every later conversation is shown. Like any change
/// of a file it can be undone.
public final class RememberTool implements Tool<RememberTool.Arguments> {
  /// Longest line, in characters.
  public static final int MAX_LINE = 500;

  /// Largest memory file, in bytes.
  public static final int MAX_BYTES = 64 << 10;

  private static final String NAME = "MEMORY.md";

  private final FileChanges changes;

  public RememberTool(FileChanges changes) {
    this.changes = changes;
  }

  public record Arguments(@Doc(value = "one fact, in one line", longest = MAX_LINE) String text) {}

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        "remember", "Save a lasting fact or wish of the owner to memory.", false, true, false);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    line(arguments);
    var access = new Access(Capability.MEMORY_WRITE, NAME, Tier.SAFE, "adding a line to memory");
    return new Plan(List.of(access), "remember: " + line(arguments), Map.of());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    Path file = file(context);
    Optional<Before> before = FileChanges.before(file, NAME);
    String text = before.map(old -> new String(old.content(), StandardCharsets.UTF_8)).orElse("");
    String line = "- " + line(arguments);
    if (text.lines().anyMatch(line::equalsIgnoreCase)) {
      return ToolResult.ok("That is remembered already.", Labels.NONE);
    }
    String joined = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    byte[] after = (joined + line + "\n").getBytes(StandardCharsets.UTF_8);
    if (after.length > MAX_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The memory is full: " + MAX_BYTES + " bytes.",
          "The owner can shorten " + NAME + ".");
    }
    Optional<Sha256> expected = before.map(Before::hash);
    var author =
        new Author(
            Actor.job(context.run()),
            context.session(),
            context.run(),
            context.callId(),
            "remember",
            labels(file, context));
    changes.apply(file, NAME, expected, after, Optional.of("rw-------"), author);
    return ToolResult.ok("Remembered.", Labels.NONE);
  }

  /// A line that the owner was shown and agreed to is the owner's from then on. One that only a
  /// grant let through stays what it was, and so does the memory.
  private Labels labels(Path file, ToolContext context) {
    Labels known = changes.known(file);
    return context.agreed() ? known : known.and(context.labels());
  }

  private static String line(Arguments arguments) {
    String line = arguments.text().strip();
    if (line.isEmpty() || line.chars().anyMatch(Character::isISOControl)) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "What is remembered is one line of text.");
    }
    return line;
  }

  private static Path file(ToolContext context) {
    try {
      return PrivateFiles.directory(context.home().memories()).toRealPath().resolve(NAME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
