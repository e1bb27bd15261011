package alpi.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// A folder for one run of a benchmark; closing it removes it with all that is in it.
record Scratch(Path path) implements AutoCloseable {
  /// A fresh folder below `parent`, which is made if need be.
  static Scratch below(Path parent, String prefix) throws IOException {
    return new Scratch(Files.createTempDirectory(Files.createDirectories(parent), prefix));
  }

  /// A fresh folder whose path is short: the name of a Unix socket has room for some hundred bytes.
  static Scratch shortNamed(String prefix) throws IOException {
    return new Scratch(Files.createTempDirectory(prefix));
  }

  /// A file of bytes that depend on its name alone.
  Path filled(String name, long size) throws IOException {
    var random = new Random(name.hashCode());
    byte[] piece = new byte[1 << 16];
    Path file = path.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = size; left > 0; left -= piece.length) {
        random.nextBytes(piece);
        out.write(piece, 0, (int) Math.min(left, piece.length));
      }
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(path)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
