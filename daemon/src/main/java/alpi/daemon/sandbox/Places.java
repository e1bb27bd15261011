package alpi.daemon.sandbox;

import alpi.daemon.base.PrivateFiles;
import alpi.daemon.sandbox.wall.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps names in workspaces taken while commands run there, so that no command can create them:
/// nothing can be laid over a name that does not exist. The place is an empty file or folder, there
/// for as long as any run needs it. There is one of this in a process.
public final class Places {
  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  /// Settings of editors, agents and ourselves.
  private static final List<String> FOLDERS =
      List.of(".vscode", ".idea", ".cursor", ".claude", ".codex", ".alpi");

  private static final List<String> FILES = List.of(".mcp.json", ".env", ".envrc");

  /// In a home folder besides.
  private static final List<String> HOME_FILES =
      List.of(
          ".bashrc",
          ".bash_profile",
          ".bash_login",
          ".bash_logout",
          ".profile",
          ".zshrc",
          ".zshenv",
          ".zprofile",
          ".zlogin",
          ".gitconfig",
          ".inputrc",
          ".vimrc");

  private static final List<String> HOME_FOLDERS = List.of(".ssh");

  /// Guards the map.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Path, Integer> kept = new HashMap<>();

  /// Names of files that are kept, for whoever must not take them for the owner's.
  static List<String> fileNames() {
    return FILES;
  }

  /// Takes the names that are free, or taken by us already.
  ///
  /// @param home whether it is the owner's home folder
  /// @return what must be given back
  List<Path> take(Path workspace, boolean home) {
    List<Path> taken = new ArrayList<>();
    lock.lock();
    try {
      FOLDERS.forEach(name -> take(workspace.resolve(name), true, taken));
      FILES.forEach(name -> take(workspace.resolve(name), false, taken));
      if (home) {
        HOME_FOLDERS.forEach(name -> take(workspace.resolve(name), true, taken));
        HOME_FILES.forEach(name -> take(workspace.resolve(name), false, taken));
      }
      Path git = workspace.resolve(".git");
      if (Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
        take(git.resolve("hooks"), true, taken);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void take(Path place, boolean folder, List<Path> taken) {
    int holders = kept.getOrDefault(place, 0);
    if (holders == 0) {
      try {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          return;
        }
        if (folder) {
          Files.createDirectory(place);
        } else {
          Files.createFile(place, PrivateFiles.fileMode());
        }
      } catch (IOException notWritable) {
        // Where we cannot make it, a command cannot either.
        return;
      }
    }
    kept.put(place, holders + 1);
    taken.add(place);
  }

  /// Whether it is one of ours now.
  boolean holds(Path place) {
    lock.lock();
    try {
      return kept.containsKey(place);
    } finally {
      lock.unlock();
    }
  }

  void giveBack(List<Path> taken) {
    lock.lock();
    try {
      for (Path place : taken) {
        Optional<Integer> left = Optional.ofNullable(kept.merge(place, -1, Integer::sum));
        if (left.orElse(0) <= 0) {
          kept.remove(place);
          remove(place);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// What is laid over a place.
  ///
  /// @param empty a file that may be read
  static Mount mount(Path place, Path empty) {
    return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
        ? new Mount.Blank(place, "0555")
        : new Mount.Shown(empty, place);
  }

  /// Only what is still empty: whoever wrote into it meanwhile, from outside, keeps it.
  static void remove(Path place) {
    try {
      boolean folder = Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
      boolean empty =
          folder
              || (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) && Files.size(place) == 0);
      if (empty) {
        Files.deleteIfExists(place);
      }
    } catch (IOException e) {
      LOG.info("event=sandbox.place_kept path={}", place);
    }
  }
}
