package alpi.daemon.tool.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The folders that a run made for its files, deepest first. They go when they are empty.
final class MadeFolders {
  private final List<Path> folders;

  private MadeFolders(List<Path> folders) {
    this.folders = folders;
  }

  static MadeFolders of(Collection<PathHistory> files) {
    var all =
        new TreeSet<Path>(
            Comparator.comparingInt(Path::getNameCount)
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
    for (PathHistory file : files) {
      Path at = Path.of(file.path()).getParent();
      for (int i = 0; i < file.made() && at != null; i++) {
        all.add(at);
        at = at.getParent();
      }
    }
    return new MadeFolders(List.copyOf(all));
  }

  /// Removes those that are empty.
  ///
  /// @param dryRun only says which would be, once `gone` are gone
  /// @return their paths
  List<String> remove(boolean dryRun, Set<String> gone) {
    var removed = new ArrayList<String>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (dryRun ? wouldBeEmpty(folder, gone, removed) : removeIfEmpty(folder)) {
        removed.add(folder.toString());
      }
    }
    return removed;
  }

  private static boolean wouldBeEmpty(Path folder, Set<String> gone, List<String> removed) {
    try (var names = Files.newDirectoryStream(folder)) {
      for (Path each : names) {
        if (!gone.contains(each.toString()) && !removed.contains(each.toString())) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean removeIfEmpty(Path folder) {
    Path name = folder.getFileName();
    Path parent = folder.getParent();
    if (name == null || parent == null) {
      return false;
    }
    try (HeldFolder held = HeldFolder.open(parent)) {
      held.deleteFolder(name);
      return true;
    } catch (IOException e) {
      // Not empty, or no longer ours to remove: then it stays, and is not listed as removed.
      return false;
    }
  }
}
