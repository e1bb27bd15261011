package alpi.daemon.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after a run for what could not be kept from being made: protected names that are new, and
/// protected links that are gone. What is new is given a harmless name beside the old one, so that
/// nothing is lost whoever made it; a link is put back.
final class Disarm {
  private static final Logger LOG = LoggerFactory.getLogger(Disarm.class);

  private final Path workspace;
  private final String run;
  private final List<Path> done = new ArrayList<>();

  /// @param run goes into the new names
  Disarm(Path workspace, String run) {
    this.workspace = workspace;
    this.run = run;
  }

  /// @param ours tells the places that we keep ourselves
  /// @return what was disarmed, relative to the workspace
  List<Path> settle(List<Guarded> before, List<Guarded> after, Predicate<Path> ours) {
    Set<String> known = new HashSet<>();
    before.forEach(each -> known.add(each.identity()));
    for (Guarded now : after) {
      boolean strange = !known.contains(now.identity()) && now.how() != Guarded.How.SOCKET;
      boolean inside = done.stream().anyMatch(path -> now.path().startsWith(path));
      if (strange && !inside && !ours.test(now.path()) && rename(now.path())) {
        done.add(now.path());
      }
    }
    before.forEach(this::restore);
    return done.stream().map(workspace::relativize).toList();
  }

  private boolean rename(Path path) {
    Path name = path.getFileName();
    Path folder = path.getParent();
    if (name == null || folder == null) {
      return false;
    }
    String plain = name.toString().replaceFirst("^\\.+", "");
    Path harmless = Path.of("disarmed-" + run + "-" + plain);
    try {
      return within(folder, held -> held.move(name, held, harmless));
    } catch (IOException e) {
      LOG.warn("event=sandbox.not_disarmed path={}", path, e);
      return false;
    }
  }

  private void restore(Guarded before) {
    Optional<Path> target = before.target();
    Optional<String> now = WorkspaceScan.identity(before.path());
    if (target.isEmpty() || now.isPresent()) {
      return;
    }
    try {
      Path folder = before.path().getParent();
      // Its folder may have been moved: then the link moved with it, or is not where it matters.
      if (folder != null && Files.isDirectory(folder) && folder.toRealPath().equals(folder)) {
        Files.createSymbolicLink(before.path(), target.get());
        done.add(before.path());
      }
    } catch (IOException e) {
      LOG.warn("event=sandbox.link_not_restored path={}", before.path(), e);
    }
  }

  private interface Deed {
    void in(SecureDirectoryStream<Path> folder) throws IOException;
  }

  /// Goes to the folder one name at a time, following no link: whoever swaps one of them now leads
  /// us nowhere.
  private boolean within(Path folder, Deed deed) throws IOException {
    try (DirectoryStream<Path> root = Files.newDirectoryStream(workspace)) {
      if (!(root instanceof SecureDirectoryStream<Path> held)) {
        return false;
      }
      descend(held, workspace.relativize(folder), 0, deed);
      return true;
    }
  }

  private static void descend(SecureDirectoryStream<Path> at, Path names, int index, Deed deed)
      throws IOException {
    if (index == names.getNameCount() || names.toString().isEmpty()) {
      deed.in(at);
      return;
    }
    try (SecureDirectoryStream<Path> next =
        at.newDirectoryStream(names.getName(index), LinkOption.NOFOLLOW_LINKS)) {
      descend(next, names, index + 1, deed);
    }
  }
}
