package alpi.daemon.tool.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a walk leaves out: folders that hold nothing of the owner's making, and what the ignore
/// files of the folders on the way say, the deeper ones first.
public final class Ignores {
  /// Before anything was walked into.
  public static final Ignores NONE = new Ignores(List.of());

  private static final int MAX_BYTES = 1 << 20;

  private final List<Scoped> rules;

  private Ignores(List<Scoped> rules) {
    this.rules = rules;
  }

  /// @param from how much of a path lies before what the rules are about
  private record Scoped(IgnoreRules rules, int from) {}

  /// The same, with the ignore file of one more folder.
  ///
  /// @param inner its path within the walk: empty, or with a `/` at its end
  public Ignores with(Path folder, String inner) {
    Path file = folder.resolve(".gitignore");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return this;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      var text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      List<Scoped> more = new ArrayList<>(rules);
      more.add(new Scoped(IgnoreRules.parse(text), inner.length()));
      return new Ignores(List.copyOf(more));
    } catch (IOException e) {
      return this;
    }
  }

  /// @param path within the walk, with `/` between names
  public boolean ignores(String path, boolean folder) {
    if (folder && IgnoreRules.ALWAYS.contains(path.substring(path.lastIndexOf('/') + 1))) {
      return true;
    }
    for (int i = rules.size() - 1; i >= 0; i--) {
      Scoped each = rules.get(i);
      Optional<Boolean> says = each.rules().ignores(path.substring(each.from()), folder);
      if (says.isPresent()) {
        return says.get();
      }
    }
    return false;
  }
}
