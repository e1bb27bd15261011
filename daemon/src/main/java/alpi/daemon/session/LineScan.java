package alpi.daemon.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Reads a session file line by line, from any line's start, without holding more than one line.
/// Others may append meanwhile: what is not yet a whole line is handed back as the tail.
final class LineScan {
  private static final int CHUNK = 64 << 10;
  private static final byte NEWLINE = '\n';

  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private final Predicate<Line> sink;
  private long number;
  private long end;
  private long position;
  private boolean tooLong;
  private boolean enough;

  private LineScan(long from, long lines, Predicate<Line> sink) {
    this.end = from;
    this.position = from;
    this.number = lines;
    this.sink = sink;
  }

  /// @param from where a line starts
  /// @param lines how many lines lie before it
  static Scanned read(Path file, long from, long lines, Consumer<Line> sink) throws IOException {
    return readWhile(
        file,
        from,
        lines,
        line -> {
          sink.accept(line);
          return true;
        });
  }

  /// The same, no further than the line after which `sink` wants no more.
  static Scanned readWhile(Path file, long from, long lines, Predicate<Line> sink)
      throws IOException {
    var scan = new LineScan(from, lines, sink);
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        InputStream in = Channels.newInputStream(channel.position(from))) {
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0 && !scan.enough; read = in.read(chunk)) {
        scan.take(chunk, read);
      }
    }
    return new Scanned(
        scan.end, scan.number, scan.position, scan.line.toByteArray(), scan.tooLong, scan.enough);
  }

  private void take(byte[] chunk, int length) {
    int start = 0;
    for (int i = 0; i < length && !enough; i++) {
      if (chunk[i] == NEWLINE) {
        keep(chunk, start, i - start);
        position += i + 1 - start;
        finish();
        start = i + 1;
      }
    }
    if (!enough) {
      keep(chunk, start, length - start);
      position += length - start;
    }
  }

  private void keep(byte[] chunk, int start, int length) {
    if (line.size() + length > SessionFile.MAX_LINE_BYTES) {
      tooLong = true;
      line.reset();
    }
    if (!tooLong) {
      line.write(chunk, start, length);
    }
  }

  private void finish() {
    number++;
    end = position;
    enough = !sink.test(new Line(number, end, line.toByteArray(), tooLong));
    line.reset();
    tooLong = false;
  }

  /// @param end the offset after its newline
  /// @param tooLong the line exceeds the limit; its bytes were not kept
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Line(long number, long end, byte[] bytes, boolean tooLong) {}

  /// @param end the offset after the last whole line
  /// @param lines how many whole lines there are up to `end`
  /// @param size the offset where reading stopped
  /// @param tail what follows the last newline
  /// @param stopped whether there may be more behind `end`, which nobody wanted
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Scanned(
      long end, long lines, long size, byte[] tail, boolean tailTooLong, boolean stopped) {}
}
