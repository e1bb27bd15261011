package alpi.daemon.profile;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets one daemon at a time use a home: a lock of the operating system, which goes with the
/// process however it ends. The pid file beside it only tells people who holds it; a stale one does
/// no harm.
public final class MachineLock implements AutoCloseable {
  private static final int MAX_PID_FILE = 200;

  private final Home home;
  private final FileChannel channel;
  private final FileLock lock;

  private MachineLock(Home home, FileChannel channel, FileLock lock) {
    this.home = home;
    this.channel = channel;
    this.lock = lock;
  }

  /// Takes the lock for this process.
  ///
  /// @throws Problem `conflict`, naming the other daemon's pid when it is known, or `storage`
  public static MachineLock acquire(Home home) {
    MachineLock[] taken = new MachineLock[1];
    HomeFailure.guard(home.root(), () -> taken[0] = take(home));
    return taken[0];
  }

  private static MachineLock take(Home home) throws IOException {
    PrivateFiles.directory(home.root());
    FileChannel channel =
        FileChannel.open(
            home.lock(),
            Set.<OpenOption>of(
                StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PrivateFiles.fileMode());
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw held(home);
      }
      PrivateFiles.tighten(home.lock());
      writePid(home);
      return new MachineLock(home, channel, lock);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  private static void writePid(Home home) {
    ProcessHandle self = ProcessHandle.current();
    String text = self.pid() + "\n" + startMillis(self) + "\n";
    PrivateFiles.replace(home.pid(), text.getBytes(StandardCharsets.UTF_8));
  }

  private static Problem held(Home home) {
    String who = holder(home).map(pid -> " (pid " + pid + ")").orElse("");
    return Problem.of(
        ErrorCode.CONFLICT,
        "An alpi daemon is running already" + who + ".",
        "Talk to it, or end it with `alpi daemon stop`; another ALPI_HOME may have its own.");
  }

  /// The pid in the file, if a process of that number runs since the moment that the file names:
  /// numbers are used again.
  private static Optional<Long> holder(Home home) {
    try {
      if (!Files.isRegularFile(home.pid()) || Files.size(home.pid()) > MAX_PID_FILE) {
        return Optional.empty();
      }
      List<String> lines = Files.readString(home.pid()).lines().toList();
      long pid = Long.parseLong(lines.getFirst());
      return ProcessHandle.of(pid)
          .filter(process -> lines.size() > 1)
          .filter(process -> String.valueOf(startMillis(process)).equals(lines.get(1)))
          .map(ProcessHandle::pid);
    } catch (IOException | NumberFormatException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /// Gives the home free for the next daemon.
  @Override
  public void close() {
    try {
      Files.deleteIfExists(home.pid());
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
