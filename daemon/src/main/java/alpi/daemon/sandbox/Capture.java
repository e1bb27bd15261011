package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes a program's output in bounded memory: its start and its end stay, all of it goes to a file
/// once it is longer than that.
final class Capture implements Sink {
  /// Most that one output may fill on disk; more is counted and dropped.
  static final long MAX_SPILL_BYTES = 64L << 20;

  private static final int FIRST_BYTES = 8 << 10;

  private final Path spill;
  private final int headBytes;
  private final int tailBytes;

  /// Guards everything below: two programs may write to one output.
  private final ReentrantLock lock = new ReentrantLock();

  /// Both grow with the output, up to their limits.
  private byte[] head = new byte[0];

  private byte[] tail = new byte[0];
  private long total;
  private @Nullable FileChannel file;
  private final Optional<Consumer<byte[]>> watcher;

  /// @param spill a file that does not exist yet, in a folder that does
  Capture(int keepBytes, Path spill) {
    this(keepBytes, spill, Optional.empty());
  }

  /// @param spill a file that does not exist yet, in a folder that does
  /// @param watcher is told everything as it comes
  Capture(int keepBytes, Path spill, Optional<Consumer<byte[]>> watcher) {
    this.spill = spill;
    this.watcher = watcher;
    this.headBytes = keepBytes / 2;
    this.tailBytes = keepBytes - keepBytes / 2;
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    if (watcher.isPresent()) {
      watcher.get().accept(Arrays.copyOf(bytes, length));
    }
    lock.lock();
    try {
      long room = (long) headBytes + tailBytes;
      if (total + length > room) {
        toFile(bytes, length);
      }
      for (int i = 0; i < length; ) {
        i += keep(bytes, i, length - i);
      }
    } finally {
      lock.unlock();
    }
  }

  private int keep(byte[] bytes, int from, int length) {
    boolean first = total < headBytes;
    int at = first ? (int) total : (int) ((total - headBytes) % tailBytes);
    int count = Math.min(length, (first ? headBytes : tailBytes) - at);
    if (first) {
      head = grown(head, at + count, headBytes);
    } else {
      tail = grown(tail, at + count, tailBytes);
    }
    System.arraycopy(bytes, from, first ? head : tail, at, count);
    total += count;
    return count;
  }

  private static byte[] grown(byte[] array, int needed, int limit) {
    if (needed <= array.length) {
      return array;
    }
    int size = Math.max(needed, Math.max(FIRST_BYTES, 2 * array.length));
    return Arrays.copyOf(array, Math.min(size, limit));
  }

  private void toFile(byte[] bytes, int length) throws IOException {
    FileChannel to = file;
    if (to == null) {
      to =
          FileChannel.open(
              spill,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PrivateFiles.fileMode());
      file = to;
      put(to, head, 0, (int) Math.min(total, headBytes));
      put(to, tail, 0, (int) Math.max(0, total - headBytes));
    }
    long left = MAX_SPILL_BYTES - to.position();
    if (left > 0) {
      put(to, bytes, 0, (int) Math.min(left, length));
    }
  }

  private static void put(FileChannel to, byte[] bytes, int from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
    while (buffer.hasRemaining()) {
      to.write(buffer);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      FileChannel open = file;
      if (open != null && open.isOpen()) {
        open.close();
      }
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The output could not be kept.").because(e);
    } finally {
      lock.unlock();
    }
  }

  /// How many bytes came so far.
  long total() {
    lock.lock();
    try {
      return total;
    } finally {
      lock.unlock();
    }
  }

  Finished.Output output() {
    lock.lock();
    try {
      Optional<Path> kept = file == null ? Optional.empty() : Optional.of(spill);
      return new Finished.Output(text(), total, kept);
    } finally {
      lock.unlock();
    }
  }

  /// The last `chars` characters or fewer.
  String last(int chars) {
    String text = output().text();
    return text.length() <= chars ? text : text.substring(text.length() - chars);
  }

  private String text() {
    int kept = (int) Math.min(total, headBytes);
    long after = total - kept;
    if (after <= tailBytes) {
      byte[] all = new byte[kept + (int) after];
      System.arraycopy(head, 0, all, 0, kept);
      System.arraycopy(tail, 0, all, kept, (int) after);
      return new String(all, StandardCharsets.UTF_8);
    }
    int start = (int) (after % tailBytes);
    byte[] end = new byte[tailBytes];
    System.arraycopy(tail, start, end, 0, tailBytes - start);
    System.arraycopy(tail, 0, end, tailBytes - start, start);
    return new String(head, 0, kept, StandardCharsets.UTF_8)
        + "\n… "
        + (after - tailBytes)
        + " bytes left out …\n"
        + new String(end, StandardCharsets.UTF_8);
  }
}
