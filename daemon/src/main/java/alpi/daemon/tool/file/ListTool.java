package alpi.daemon.tool.file;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.DisplayText;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lists a folder and, if wanted, what lies beneath. Links are shown and not followed.
public final class ListTool implements Tool<ListTool.Arguments> {
  /// Most entries that are shown.
  public static final int MAX_SHOWN = 500;

  /// Most entries of one folder that are looked at.
  public static final int MAX_IN_FOLDER = 100_000;

  /// Deepest level.
  public static final int MAX_DEPTH = 8;

  private static final Labels LABELS = Labels.of(Source.WORKSPACE, true);

  private final Origins origins;

  public ListTool(Origins origins) {
    this.origins = origins;
  }

  public record Arguments(
      @Doc(value = "folder; default: workspace", longest = Places.MAX_CHARS) Optional<String> path,
      @Doc(value = "levels; default 1", min = 1, max = MAX_DEPTH) Optional<Integer> depth) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "list", "List a folder.", ToolTrait.CORE, ToolTrait.IDEMPOTENT, ToolTrait.PARALLEL);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    Path path = Places.real(arguments.path().orElse("."), context.workspace());
    String shown = Places.shown(path, context.workspace());
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          ? Problem.of(ErrorCode.INVALID_PARAMS, shown + " is not a folder.", "Use read.")
          : Problem.of(
              ErrorCode.NOT_FOUND,
              "The folder " + shown + " does not exist.",
              SimilarNames.hint(path));
    }
    var access = new Access(Capability.FS_READ, path.toString(), Tier.SAFE, "listing a folder");
    return new Plan(List.of(access), "list " + shown, Map.of("path", path.toString()));
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    Path root = Path.of(plan.accesses().getFirst().target());
    var listing = new Listing(context);
    listing.folder(root, "", arguments.depth().orElse(1));
    String text = listing.text();
    // A name may be a stranger's words as well.
    Labels carried = origins.in(root, context.labels(), path -> Origins.named(path, text));
    return ToolResult.ok(text, LABELS.and(carried));
  }

  /// One walk, breadth within a folder and depth between them.
  private static final class Listing {
    private final ToolContext context;
    private final StringBuilder out = new StringBuilder();
    private int shown;
    private long left;

    Listing(ToolContext context) {
      this.context = context;
    }

    void folder(Path folder, String indent, int depth) {
      List<Path> entries = entries(folder, indent);
      for (Path entry : entries) {
        context.cancel().check();
        if (shown >= MAX_SHOWN) {
          left++;
          continue;
        }
        shown++;
        boolean descend = line(entry, indent) && depth > 1;
        if (descend) {
          folder(entry, indent + "  ", depth - 1);
        }
      }
    }

    String text() {
      if (shown == 0) {
        return out.isEmpty() ? "[the folder is empty]\n" : out.toString();
      }
      if (left > 0) {
        out.append("[and ").append(left).append(" more; list a folder beneath, or use search]\n");
      }
      return out.toString();
    }

    private List<Path> entries(Path folder, String indent) {
      var entries = new ArrayList<Path>();
      try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
        for (Path each : names) {
          if (entries.size() == MAX_IN_FOLDER) {
            out.append(indent).append("[more than ").append(MAX_IN_FOLDER).append(" entries]\n");
            break;
          }
          entries.add(each);
        }
      } catch (IOException e) {
        out.append(indent).append("[cannot be listed: ").append(Causes.of(e)).append("]\n");
      } catch (DirectoryIteratorException e) {
        out.append(indent).append("[the rest cannot be listed]\n");
      }
      entries.sort(null);
      return entries;
    }

    /// Whether it is a folder worth looking into.
    private boolean line(Path entry, String indent) {
      String name = String.valueOf(entry.getFileName());
      out.append(indent).append(oneLine(name));
      try {
        BasicFileAttributes is =
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (is.isDirectory()) {
          out.append("/\n");
          return !IgnoreRules.ALWAYS.contains(name);
        }
        if (is.isSymbolicLink()) {
          out.append(" -> ").append(oneLine(Files.readSymbolicLink(entry).toString()));
        } else if (is.isRegularFile()) {
          out.append("  ").append(is.size());
        } else {
          out.append("  (pipe, socket or device)");
        }
      } catch (IOException e) {
        out.append("  (").append(Causes.of(e)).append(')');
      }
      out.append('\n');
      return false;
    }

    private static String oneLine(String name) {
      return name.chars().anyMatch(Character::isISOControl) ? DisplayText.escape(name) : name;
    }
  }
}
