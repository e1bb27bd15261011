package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The files that no tool reads and the files that no tool writes, whatever was granted. It judges
/// the object that is opened: links are resolved first, and what is opened is what was judged even
/// while someone swaps the names.
public final class SensitivePaths {
  /// What tools may read of a profile. Conversations and kept results are not among it: read as
  /// files they would come back without their labels, and without the question whose they are.
  private static final Set<String> OPEN = Set.of("memories", "skills");

  private final Path root;
  private final String foldedRoot;
  private final Path own;
  private final boolean ownIsRoot;

  /// The rules for one profile.
  public SensitivePaths(Home home, ProfileName profile) {
    this.root = resolve(home.root());
    this.foldedRoot = PathRules.folded(root.toString());
    ProfileHome mine = home.profile(profile);
    this.own = resolve(mine.dir());
    this.ownIsRoot = profile.isDefault();
  }

  /// Why a file must not be read or written.
  public enum Kind {
    /// Keys, tokens and passwords.
    SECRET,
    /// The machine's own settings and state.
    SYSTEM,
    /// This daemon's own state, or another profile's.
    OWN,
    /// A file that makes another program run something.
    SETTINGS
  }

  /// @param reason one clause, without the path
  public record Finding(Kind kind, String reason) {}

  /// What is protected, for people.
  public static List<String> described() {
    return PathRules.described();
  }

  /// Why the file at `path` must not be read; empty when it may be.
  ///
  /// @param path a real path; see [#resolve]
  public Optional<Finding> read(Path path) {
    Path plain = path.toAbsolutePath().normalize();
    List<String> names = PathRules.names(plain);
    if (PathRules.secret(names)) {
      return Optional.of(new Finding(Kind.SECRET, "it may hold keys or passwords"));
    }
    if (PathRules.shellFile(names)) {
      return Optional.of(new Finding(Kind.SETTINGS, "it is a start-up file of a shell"));
    }
    if (PathRules.system(PathRules.folded(plain.toString()))) {
      return Optional.of(new Finding(Kind.SYSTEM, "it belongs to the system"));
    }
    return ours(plain) ? ownState(plain) : Optional.empty();
  }

  /// Whether the name alone stands for keys or passwords, wherever it lies.
  public static boolean secret(Path path) {
    return PathRules.secret(PathRules.names(path));
  }

  /// Why the file at `path` must not be created, changed or removed; empty when it may be. It need
  /// not exist: what is absent now may be created later.
  ///
  /// @param path a real path; see [#resolve]
  public Optional<Finding> write(Path path) {
    Optional<Finding> secret = read(path);
    if (secret.isPresent()) {
      return secret;
    }
    Path plain = path.toAbsolutePath().normalize();
    List<String> names = PathRules.names(plain);
    if (PathRules.systemWrite(PathRules.folded(plain.toString()))) {
      return Optional.of(new Finding(Kind.SYSTEM, "it belongs to the system"));
    }
    if (ours(plain) && !plain.startsWith(own.resolve("memories"))) {
      return Optional.of(new Finding(Kind.OWN, "it is this program's own state"));
    }
    if (PathRules.starting(ours(plain) ? PathRules.names(root.relativize(plain)) : names)) {
      return Optional.of(
          new Finding(Kind.SETTINGS, "it can make another program run or trust something"));
    }
    return Optional.empty();
  }

  /// The judgement for what lies directly in one folder, for whoever walks through many.
  ///
  /// @param folder a real path
  public Inside inside(Path folder) {
    return new Inside(folder);
  }

  /// One folder, judged once for all names in it.
  public final class Inside {
    private final Path folder;
    private final boolean common;

    private Inside(Path folder) {
      this.folder = folder;
      String text = PathRules.folded(folder.toString());
      boolean apart = !PathRules.nearSystem(text) && !ours(folder) && !aboveOwn(folder);
      this.common = apart && PathRules.common(PathRules.names(folder));
    }

    /// Whether [#read] and [#write] have nothing against the file of that name. May say no where
    /// they have nothing either, never yes where they have.
    public boolean harmless(String name) {
      return common && !PathRules.special(PathRules.folded(name));
    }

    public Path folder() {
      return folder;
    }
  }

  /// Whether a change at `path` is refused: see [#write].
  public boolean protectedFromWrite(Path path) {
    return write(resolve(path)).isPresent();
  }

  /// Whether the folder at `path` is, or holds, the home of this program.
  ///
  /// @param path a real path; see [#resolve]
  public boolean aboveOwn(Path path) {
    return Scope.covers(PathRules.folded(path.toString()), foldedRoot);
  }

  private boolean ours(Path path) {
    return Scope.covers(foldedRoot, PathRules.folded(path.toString()));
  }

  private Optional<Finding> ownState(Path path) {
    boolean mine =
        Scope.covers(PathRules.folded(own.toString()), PathRules.folded(path.toString()));
    List<String> names =
        mine ? PathRules.names(path).subList(own.getNameCount(), path.getNameCount()) : List.of();
    if (!mine || (ownIsRoot && !names.isEmpty() && names.getFirst().equals("profiles"))) {
      return Optional.of(new Finding(Kind.OWN, "it belongs to another profile or to the daemon"));
    }
    boolean open = names.isEmpty() || OPEN.contains(names.getFirst());
    return open
        ? Optional.empty()
        : Optional.of(new Finding(Kind.OWN, "it is this program's own state"));
  }

  /// Opens a regular file for reading. The path is resolved and judged, and then every step to it
  /// is opened without following links, so a name swapped in between is refused.
  ///
  /// @throws Problem `denied`, `not_found`, `invalid_params` for what is no regular file,
  ///   `conflict` when the file was swapped while it was opened, `storage`
  public SeekableByteChannel openForRead(Path path) {
    refuse(read(path.toAbsolutePath()));
    Path real = existing(path);
    refuse(read(real));
    return Openings.regular(real);
  }

  /// The real path of something that exists, judged fit for reading.
  ///
  /// @throws Problem `denied`, `not_found`
  public Path readable(Path path) {
    refuse(read(path.toAbsolutePath()));
    Path real = existing(path);
    refuse(read(real));
    return real;
  }

  /// The real path that a write to `path` would land on, judged fit for writing.
  ///
  /// @throws Problem `denied`
  public Path writable(Path path) {
    refuse(write(path.toAbsolutePath()));
    Path real = resolve(path);
    refuse(write(real));
    return real;
  }

  private static void refuse(Optional<Finding> finding) {
    if (finding.isPresent()) {
      throw Problem.of(
          ErrorCode.DENIED,
          "That file is off limits: " + finding.get().reason() + ".",
          "No approval lifts this. Open it yourself if you need what is in it.");
    }
  }

  private static Path existing(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no such file, or it cannot be reached.")
          .because(e);
    }
  }

  /// The path with every link in it resolved, as far as it exists; what does not exist yet is kept
  /// as written beneath the last folder that does. A link to something absent is followed.
  public static Path resolve(Path path) {
    return resolve(path.toAbsolutePath(), 40);
  }

  private static Path resolve(Path path, int links) {
    Path at = path.getRoot();
    for (Path name : path) {
      String text = name.toString();
      if (text.equals(".") || at == null) {
        continue;
      }
      if (text.equals("..")) {
        Path parent = at.getParent();
        at = parent == null ? at : parent;
        continue;
      }
      Path next = at.resolve(name);
      if (Files.isSymbolicLink(next)) {
        if (links == 0) {
          throw Problem.of(ErrorCode.INVALID_PARAMS, "That path runs in circles.");
        }
        next = follow(at, next, links - 1);
      }
      at = next;
    }
    return at == null ? path : at;
  }

  private static Path follow(Path folder, Path link, int links) {
    try {
      return resolve(folder.resolve(Files.readSymbolicLink(link)), links);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A link in that path cannot be read.").because(e);
    }
  }
}
