package alpi.daemon.host;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Consumer;

/// Cuts a stream of bytes into lines. Looks at each byte once and holds at most one unfinished line
/// of the largest size, whatever arrives.
final class LineReader {
  private static final byte[] NOTHING = {};

  private final int maxBytes;
  private byte[] partial = NOTHING;
  private int length;

  LineReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Takes all of `in`; hands on each line that it completes, without its newline. Empty lines are
  /// skipped.
  ///
  /// @return false when a line is longer than allowed; nothing more can be read then
  boolean read(ByteBuf in, Consumer<byte[]> lines) {
    while (in.isReadable()) {
      int found = in.bytesBefore((byte) '\n');
      int take = found < 0 ? in.readableBytes() : found;
      if (length + (long) take > maxBytes) {
        partial = NOTHING;
        return false;
      }
      if (found < 0) {
        keep(in, take);
        return true;
      }
      byte[] line = finish(in, take);
      in.skipBytes(1);
      if (line.length > 0) {
        lines.accept(line);
      }
    }
    return true;
  }

  /// Forgets an unfinished line.
  void clear() {
    partial = NOTHING;
    length = 0;
  }

  /// Bytes of memory held for an unfinished line.
  int held() {
    return partial.length;
  }

  private void keep(ByteBuf in, int count) {
    int needed = length + count;
    if (needed > partial.length) {
      long grown = Math.min(maxBytes, Math.max(needed, 2L * partial.length));
      partial = Arrays.copyOf(partial, (int) grown);
    }
    in.readBytes(partial, length, count);
    length = needed;
  }

  private byte[] finish(ByteBuf in, int count) {
    byte[] line = Arrays.copyOf(partial, length + count);
    in.readBytes(line, length, count);
    partial = NOTHING;
    length = 0;
    return line;
  }
}
