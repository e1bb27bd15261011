package alpi.daemon.egress.gate;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// What a client sends, with a look ahead: the gate reads the first bytes before it knows what they
/// are, and hands on exactly what it read.
final class PeekInput extends InputStream {
  private static final int SMALL = 2 << 10;

  private final InputStream in;
  private byte[] buffer = new byte[SMALL];
  private int start;
  private int end;

  PeekInput(InputStream in) {
    this.in = in;
  }

  /// The next byte, which stays; -1 at the end.
  int peek() throws IOException {
    return start < end || fill() ? buffer[start] & 0xff : -1;
  }

  /// All bytes at hand, which stay, after waiting for more than `known` of them.
  ///
  /// @return no more than `known` at the end of the stream
  byte[] peekBeyond(int known) throws IOException {
    while (end - start <= known) {
      if (!fill()) {
        break;
      }
    }
    return Arrays.copyOfRange(buffer, start, end);
  }

  @Override
  public int read() throws IOException {
    return start < end || fill() ? buffer[start++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (start >= end) {
      return in.read(into, offset, length);
    }
    int size = Math.min(length, end - start);
    System.arraycopy(buffer, start, into, offset, size);
    start += size;
    return size;
  }

  /// A byte that has to come.
  int must() throws IOException {
    int next = read();
    if (next < 0) {
      throw new EOFException("the client hung up");
    }
    return next;
  }

  byte[] must(int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) must();
    }
    return bytes;
  }

  /// A line that ends in CR LF and holds neither elsewhere, in ISO 8859-1, without its end.
  String line(int limit) throws IOException {
    var line = new StringBuilder();
    for (int c = must(); c != '\r'; c = must()) {
      if (c == '\n' || c == 0) {
        throw GateRefusal.malformed("a line does not end in CR LF");
      }
      if (line.length() >= limit) {
        throw GateRefusal.malformed("a line is longer than " + limit + " bytes");
      }
      line.append((char) c);
    }
    if (must() != '\n') {
      throw GateRefusal.malformed("a line does not end in CR LF");
    }
    return line.toString();
  }

  private boolean fill() throws IOException {
    if (start == end) {
      start = 0;
      end = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int size = in.read(buffer, end, buffer.length - end);
    end += Math.max(0, size);
    return size > 0;
  }
}
