package alpi.daemon.egress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A counted, buffered reader of one connection: lines while a head is read, bytes after it.
final class WireInput {
  private static final int BUFFER_BYTES = 16 << 10;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int end;
  private long count;

  WireInput(InputStream in) {
    this.in = in;
  }

  /// Bytes that came over the connection so far.
  long count() {
    return count;
  }

  /// One byte, or -1 at the end.
  int read() throws IOException {
    return start < end || fill() ? buffer[start++] & 0xff : -1;
  }

  /// Up to `length` bytes, as many as are at hand; -1 at the end.
  int read(byte[] into, int offset, int length) throws IOException {
    if (start >= end && !fill()) {
      return -1;
    }
    int size = Math.min(length, end - start);
    System.arraycopy(buffer, start, into, offset, size);
    start += size;
    return size;
  }

  int available() {
    return end - start;
  }

  /// A line without its end, in ISO 8859-1.
  ///
  /// @param limit most bytes of the line
  String line(int limit) throws IOException {
    byte[] line = new byte[128];
    int size = 0;
    for (int c = read(); c != '\n'; c = read()) {
      if (c < 0) {
        throw new EgressException(Fault.CUT, "The server hung up in the middle of its answer.");
      }
      if (size >= limit) {
        throw new EgressException(Fault.TOO_LARGE, "The server's headers are too long.");
      }
      if (size == line.length) {
        line = Arrays.copyOf(line, 2 * size);
      }
      line[size++] = (byte) c;
    }
    int length = size > 0 && line[size - 1] == '\r' ? size - 1 : size;
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }

  private boolean fill() throws IOException {
    int size = in.read(buffer, 0, buffer.length);
    start = 0;
    end = Math.max(0, size);
    count += end;
    return size > 0;
  }
}
