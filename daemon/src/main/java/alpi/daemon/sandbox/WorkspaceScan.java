package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.sandbox.FolderReader.Entry;
import alpi.daemon.sandbox.FolderReader.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds everything in a workspace that commands may not change. What that is, the policy says: the
/// very rules that its own tools obey.
final class WorkspaceScan {
  /// Most entries that are looked at.
  static final int MAX_ENTRIES = 1_000_000;

  /// Folders deeper than this are not looked into.
  static final int MAX_DEPTH = 32;

  private final SensitivePaths sensitive;
  private final FolderReader reader;
  private final Path ownHome;
  private final int maxEntries;

  /// @param ownHome of this program, hidden as a whole
  WorkspaceScan(SensitivePaths sensitive, FolderReader reader, Path ownHome) {
    this(sensitive, reader, ownHome, MAX_ENTRIES);
  }

  WorkspaceScan(SensitivePaths sensitive, FolderReader reader, Path ownHome, int maxEntries) {
    this.sensitive = sensitive;
    this.reader = reader;
    this.ownHome = ownHome;
    this.maxEntries = maxEntries;
  }

  /// @param workspace a real path
  /// @throws Problem `too_large` past [#MAX_ENTRIES]
  List<Guarded> look(Path workspace) {
    var walk = new Walk();
    walk.folder(workspace, MAX_DEPTH, false);
    return List.copyOf(walk.found);
  }

  private final class Walk {
    private final List<Guarded> found = new ArrayList<>();
    private int entries;

    /// @param closed whether nothing in it can be changed anyway
    void folder(Path folder, int depth, boolean closed) {
      SensitivePaths.Inside inside = sensitive.inside(folder);
      for (Entry entry : reader.entries(folder)) {
        if (++entries > maxEntries) {
          throw Problem.of(
              ErrorCode.TOO_LARGE,
              "The workspace holds more than "
                  + maxEntries
                  + " files, too many to guard before a command is run in the sandbox.",
              "Work in a smaller folder.");
        }
        switch (entry.kind()) {
          case FOLDER -> folder(entry, inside, depth, closed);
          case LINK, OTHER -> file(entry, inside, closed);
          case SOCKET -> add(entry.path(), Guarded.How.SOCKET);
        }
      }
    }

    private void folder(Entry entry, SensitivePaths.Inside inside, int depth, boolean closed) {
      Path path = entry.path();
      boolean shut = closed;
      if (path.equals(ownHome) || (!inside.harmless(entry.name()) && secretFolder(path))) {
        add(path, Guarded.How.HIDDEN_FOLDER);
        return;
      }
      if (entry.name().toLowerCase(Locale.ROOT).equals(".git")) {
        add(path, Guarded.How.PINNED);
      } else if (!shut && !inside.harmless(entry.name()) && closedFolder(path)) {
        add(path, Guarded.How.READ_ONLY_FOLDER);
        shut = true;
      }
      if (depth > 1) {
        folder(path, depth - 1, shut);
      }
    }

    private boolean secretFolder(Path path) {
      return sensitive.read(path.resolve("x")).isPresent();
    }

    private boolean closedFolder(Path path) {
      return sensitive.write(path.resolve("x")).isPresent();
    }

    private void file(Entry entry, SensitivePaths.Inside inside, boolean closed) {
      if (inside.harmless(entry.name())) {
        return;
      }
      boolean link = entry.kind() == Kind.LINK;
      if (sensitive.read(entry.path()).isPresent()) {
        add(entry.path(), link ? Guarded.How.LINK : Guarded.How.HIDDEN);
      } else if (!closed && sensitive.write(entry.path()).isPresent()) {
        add(entry.path(), link ? Guarded.How.LINK : Guarded.How.READ_ONLY);
      }
    }

    private void add(Path path, Guarded.How how) {
      Optional<Path> target = how == Guarded.How.LINK ? target(path) : Optional.empty();
      identity(path).ifPresent(id -> found.add(new Guarded(path, how, id, target)));
    }
  }

  private static Optional<Path> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /// Empty when it is gone.
  static Optional<String> identity(Path path) {
    try {
      BasicFileAttributes facts =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      char kind = facts.isDirectory() ? 'd' : facts.isSymbolicLink() ? 'l' : 'f';
      return Optional.of(kind + String.valueOf(facts.fileKey()));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
