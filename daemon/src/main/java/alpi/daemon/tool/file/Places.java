package alpi.daemon.tool.file;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Turns what a model calls a file into the one real path that is judged and used: absolute, links
/// followed, without `.` and `..`.
public final class Places {
  /// Longest path, in characters: it must fit into the body of an event.
  public static final int MAX_CHARS = 1000;

  private Places() {}

  /// The real path that `given` names, whether or not something is there. Links are followed by the
  /// rules of the system, so `link/..` is the parent of what the link points at.
  ///
  /// @throws Problem when it cannot be a path, or leads through what is no folder
  public static Path real(String given, Path workspace) {
    Path path = absolute(given, workspace);
    Path missing = Path.of("");
    Path at = path;
    while (at != null) {
      Optional<Path> real = existing(at);
      if (real.isPresent()) {
        return checked(real.get().resolve(missing), given);
      }
      if (Files.isSymbolicLink(at)) {
        throw Problem.of(ErrorCode.NOT_FOUND, given + " goes through a link that leads nowhere.");
      }
      Path name = at.getFileName();
      missing = name == null ? missing : name.resolve(missing);
      at = at.getParent();
    }
    throw Problem.of(ErrorCode.NOT_FOUND, given + " does not exist.");
  }

  /// `path` as the model would write it: relative inside the workspace, else absolute.
  public static String shown(Path path, Path workspace) {
    Path root = existing(workspace).orElse(workspace);
    if (path.equals(root)) {
      return ".";
    }
    return path.startsWith(root) ? root.relativize(path).toString() : path.toString();
  }

  private static Path absolute(String given, Path workspace) {
    if (given.isBlank()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The path is empty.");
    }
    boolean control = given.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    if (control || given.length() > MAX_CHARS) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A path has at most " + MAX_CHARS + " characters and no control characters.");
    }
    try {
      if (given.equals("~") || given.startsWith("~/")) {
        return Path.of(System.getProperty("user.home", "/"), given.substring(1));
      }
      return workspace.toAbsolutePath().resolve(given);
    } catch (InvalidPathException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "That is not a path.").because(e);
    }
  }

  private static Optional<Path> existing(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      throw Problem.of(ErrorCode.NOT_FOUND, path + " cannot be reached: " + Causes.of(e) + ".")
          .because(e);
    }
  }

  private static Path checked(Path path, String given) {
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw Problem.of(ErrorCode.NOT_FOUND, given + " leads through a folder that is not there.");
      }
    }
    Path clean = path.normalize();
    if (clean.toString().length() > MAX_CHARS) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The path is too long once links are followed.");
    }
    return clean;
  }
}
