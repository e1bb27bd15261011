package alpi.daemon.tool.file;

import alpi.daemon.base.Cancel;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.PlainPipeline;
import alpi.daemon.policy.shell.PlainPipeline.Errors;
import alpi.daemon.policy.shell.PlainPipeline.Stage;
import alpi.daemon.policy.shell.PlainPipeline.Step;
import alpi.daemon.policy.shell.ShellNode.Joint;
import alpi.daemon.sandbox.Execution;
import alpi.daemon.sandbox.Finished;
import alpi.daemon.sandbox.Finished.End;
import alpi.daemon.sandbox.HostSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The same search done by ripgrep, where it is installed: many times faster on large trees. It is
/// told our limits and given no settings of its own; each file it names is judged like any other
/// before a line of it is shown. What it does not understand is left to our own walk.
public final class RipGrep {
  private static final int KEEP_BYTES = 1 << 20;
  private static final int SHOWN_LINE = 300;

  private final HostSandbox sandbox;
  private final SensitivePaths sensitive;

  public RipGrep(HostSandbox sandbox, SensitivePaths sensitive) {
    this.sandbox = sandbox;
    this.sensitive = sensitive;
  }

  /// What was found; empty when ripgrep is not there or cannot do it.
  ///
  /// @param prefix goes before each path that is shown
  /// @param spill takes output that is too long, until this returns
  Optional<String> search(
      String pattern, Optional<String> glob, Path root, String prefix, Path spill, Cancel cancel)
      throws InterruptedException {
    if (sandbox.programs().locate("rg", root).isEmpty()) {
      return Optional.empty();
    }
    var stage =
        new Stage(
            arguments(pattern, glob),
            Map.of(),
            Optional.of("/dev/null"),
            Optional.empty(),
            new Errors.Apart());
    var pipeline = new PlainPipeline(List.of(new Step(Joint.ALWAYS, false, List.of(stage))));
    var execution =
        new Execution(
            new CommandPlan.Plain(pipeline),
            root,
            Map.of(),
            SearchTool.MAX_TIME,
            KEEP_BYTES,
            spill);
    Finished finished = sandbox.run(execution, cancel);
    discard(finished.out().file());
    discard(finished.err().file());
    cancel.check();
    boolean understood = finished.end() == End.TIMED_OUT || finished.exit() <= 1;
    return understood ? Optional.of(report(finished, root, prefix)) : Optional.empty();
  }

  private static List<String> arguments(String pattern, Optional<String> glob) {
    var words =
        new ArrayList<>(
            List.of(
                "rg",
                "--no-config",
                "--color=never",
                "--no-heading",
                "--with-filename",
                "--line-number",
                "--null",
                "--no-messages",
                "--hidden",
                "--no-require-git",
                "--no-ignore-global",
                "--no-ignore-parent",
                "--no-follow",
                "--crlf",
                "--sort=path",
                "--max-depth=" + Search.MAX_DEPTH,
                "--max-filesize=" + Search.MAX_FILE_BYTES,
                "--max-columns=" + SHOWN_LINE,
                "--max-columns-preview"));
    glob.ifPresent(each -> words.add("--glob=" + each));
    for (String name : IgnoreRules.ALWAYS.stream().sorted().toList()) {
      words.add("--glob=!**/" + name + "/**");
    }
    words.addAll(List.of("-e", pattern, "--", "."));
    return words;
  }

  /// Lines come as `path NUL number:text`; whatever has another form is ours or a cut, and skipped.
  private String report(Finished finished, Path root, String prefix) {
    var out = new StringBuilder();
    Set<String> offLimits = new HashSet<>();
    int hits = 0;
    for (String line : finished.out().text().split("\n", -1)) {
      int end = line.indexOf('\0');
      if (end <= 0) {
        continue;
      }
      String path = line.startsWith("./") ? line.substring(2, end) : line.substring(0, end);
      if (hidden(root, path)) {
        offLimits.add(path);
      } else if (hits < SearchTool.MAX_HITS) {
        String text = line.substring(end + 1).replaceFirst(":", ": ");
        out.append(prefix).append(path).append(':').append(text.stripTrailing()).append('\n');
        hits++;
      } else {
        hits++;
        break;
      }
    }
    return notes(out, finished, hits, offLimits.size());
  }

  private static String notes(StringBuilder out, Finished finished, int hits, int offLimits) {
    if (hits == 0) {
      out.append("[no match]\n");
    }
    String stopped =
        hits > SearchTool.MAX_HITS
            ? "more than " + SearchTool.MAX_HITS + " hits"
            : finished.end() == End.TIMED_OUT ? "the time for one search was up" : "";
    if (!stopped.isEmpty()) {
      out.append("[stopped: ").append(stopped).append("; narrow it by path, glob or pattern]\n");
    }
    if (offLimits > 0) {
      out.append(Search.offLimits(offLimits));
    }
    return out.toString();
  }

  private boolean hidden(Path root, String path) {
    try {
      return sensitive.read(root.resolve(path)).isPresent();
    } catch (InvalidPathException e) {
      return true;
    }
  }

  private static void discard(Optional<Path> file) {
    if (file.isEmpty()) {
      return;
    }
    try {
      Files.deleteIfExists(file.get());
    } catch (IOException e) {
      throw Causes.writing("the folder for long outputs", e);
    }
  }
}
