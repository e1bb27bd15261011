package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/// The home of a product on a disk of its own: a file with a file system in it, mounted. What the
/// system has not written to the file is what a power cut takes. Closing it ends the daemon.
record Disk(Product product, Path image) implements AutoCloseable {
  private static final long BYTES = 64L << 20;
  private static final int MOST_COPIES = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /// An empty one, or the test is skipped where nothing can be mounted.
  static Disk under(Product product) throws IOException {
    Path image = product.workspace().resolveSibling("disk");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    orSkip(List.of("mkfs.ext4", "-q", "-F", image.toString()));
    Disk disk = mounted(product, image);
    Files.delete(product.home().resolve("lost+found"));
    return disk;
  }

  /// What a power cut left.
  static Disk under(Product product, Path image) throws IOException {
    return mounted(product, image);
  }

  private static Disk mounted(Product product, Path image) throws IOException {
    Files.createDirectory(product.home());
    orSkip(List.of("mount", "-o", "loop", image.toString(), product.home().toString()));
    return new Disk(product, image);
  }

  private static void orSkip(List<String> command) {
    if (exit(command) != 0) {
      System.err.println("SKIPPED: a power cut is tried where file systems can be mounted");
      Assumptions.abort("cannot " + command.getFirst());
    }
  }

  /// The disk as it is at this moment, without what was not written yet.
  Path cut(ProcessHandle daemon) throws IOException {
    String pid = String.valueOf(daemon.pid());
    assertTrue(exit(List.of("kill", "-STOP", pid)) == 0);
    try {
      while (!stopped(pid)) {
        LockSupport.parkNanos(1_000_000);
      }
      return copy();
    } finally {
      var _ = exit(List.of("kill", "-CONT", pid));
    }
  }

  /// The system may write meanwhile: a copy counts when the original is still the same after it.
  private Path copy() throws IOException {
    Path copy = image.resolveSibling("cut");
    for (int i = 0; i < MOST_COPIES; i++) {
      Files.copy(image, copy, StandardCopyOption.REPLACE_EXISTING);
      if (Files.mismatch(image, copy) == -1) {
        return copy;
      }
    }
    throw new AssertionError("the disk does not come to rest");
  }

  private static boolean stopped(String pid) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static int exit(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /// What watches over a daemon outlives it by a moment, and holds the disk until then.
  @Override
  public void close() {
    product.kill();
    long begin = System.nanoTime();
    while (exit(List.of("umount", product.home().toString())) != 0) {
      assertTrue(System.nanoTime() - begin < PATIENCE_NANOS, "still mounted");
      LockSupport.parkNanos(10_000_000);
    }
  }
}
