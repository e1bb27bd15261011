package alpi.daemon.sandbox;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.shell.ProgramLookup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Finds the file behind a program's name, and says which bytes it is.
public final class BinaryLookup implements ProgramLookup {
  private final List<Path> folders;

  /// @param path the search path, folders joined by colons; relative ones are left out
  public BinaryLookup(String path) {
    this.folders =
        Arrays.stream(path.split(":", -1))
            .filter(folder -> folder.startsWith("/"))
            .map(Path::of)
            .toList();
  }

  /// A program as it was when consent to it was asked for: a swapped file is another one.
  ///
  /// @param path as it will be started
  /// @param real with every link resolved
  /// @param inode device and inode, as the system writes them
  public record Binary(Path path, Path real, String inode, Sha256 hash) {}

  @Override
  public Optional<Path> find(String name, Path cwd) {
    return locate(name, cwd).flatMap(BinaryLookup::real);
  }

  /// The absolute path under which `name` is started; links in it are kept, because some programs
  /// go by the name they are called.
  public Optional<Path> locate(String name, Path cwd) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    if (name.contains("/")) {
      return Optional.of(cwd.resolve(name).toAbsolutePath()).filter(BinaryLookup::runnable);
    }
    return folders.stream().map(f -> f.resolve(name)).filter(BinaryLookup::runnable).findFirst();
  }

  /// The program and its bytes, for the binding of an approval.
  ///
  /// @throws Problem `storage` when the file cannot be read
  public Optional<Binary> identify(String name, Path cwd) {
    Optional<Path> path = locate(name, cwd);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path real = path.get().toRealPath();
      String inode = Objects.toString(Files.readAttributes(real, "unix:dev,ino"));
      return Optional.of(new Binary(path.get(), real, inode, hash(real)));
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The program " + name + " cannot be read.").because(e);
    }
  }

  private static Sha256 hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return Sha256.ofDigest(digest.digest());
  }

  private static boolean runnable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static Optional<Path> real(Path file) {
    try {
      return Optional.of(file.toRealPath());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
