package alpi.daemon.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What a crash left at the end of a write-ahead log: pages of a transaction that never committed.
/// SQLite drops them by itself; this says that they were there, because a torn tail is no
/// tampering.
///
/// Source: "WAL-mode File Format" of the SQLite documentation. Only frames of the current
/// generation (same salt) count: older ones are left-overs of a log that was copied back.
///
/// @param frames pages after the last commit
record WalTail(long frames) {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int SALT_AT = 16;
  private static final int MAX_PAGE = 1 << 16;
  private static final WalTail NONE = new WalTail(0);

  /// Looks at the log beside `database`, before SQLite opens and repairs it.
  static WalTail inspect(Path database) {
    Path log = database.resolveSibling(database.getFileName() + "-wal");
    if (!Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
      return NONE;
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      return scan(channel);
    } catch (IOException e) {
      // Only a report depends on this; opening the file says what is wrong with the disk.
      return NONE;
    }
  }

  boolean torn() {
    return frames > 0;
  }

  String sentence() {
    return "a crash cut off an unfinished transaction of "
        + frames
        + " pages, which nobody was told of.";
  }

  private static WalTail scan(FileChannel channel) throws IOException {
    ByteBuffer header = read(channel, 0, HEADER);
    if (header.remaining() < HEADER) {
      return NONE;
    }
    int page = header.getInt(8);
    if (page < 512 || page > MAX_PAGE) {
      return NONE;
    }
    long salt = header.getLong(SALT_AT);
    long step = (long) FRAME_HEADER + page;
    long pending = 0;
    for (long at = HEADER; at < channel.size(); at += step) {
      ByteBuffer frame = read(channel, at, FRAME_HEADER);
      if (frame.remaining() < FRAME_HEADER || frame.getLong(8) != salt) {
        break;
      }
      boolean whole = at + step <= channel.size();
      boolean commit = frame.getInt(4) != 0;
      pending = whole && commit ? 0 : pending + 1;
    }
    return new WalTail(pending);
  }

  private static ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.BIG_ENDIAN);
    long from = at;
    while (buffer.hasRemaining()) {
      int got = channel.read(buffer, from);
      if (got < 0) {
        break;
      }
      from += got;
    }
    return buffer.flip();
  }
}
