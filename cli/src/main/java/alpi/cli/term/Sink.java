package alpi.cli.term;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Buffered UTF-8 output to one standard stream. A surrogate pair may be split over two writes.
public final class Sink {
  private static final int CAPACITY = 16 << 10;

  private final FileOutputStream out;
  private final byte[] buffer = new byte[CAPACITY];
  private int length;
  private char pending;
  private char last = '\n';

  private Sink(FileDescriptor descriptor) {
    out = new FileOutputStream(descriptor);
  }

  public static Sink stdout() {
    return new Sink(FileDescriptor.out);
  }

  public static Sink stderr() {
    return new Sink(FileDescriptor.err);
  }

  /// Writes to a file or pipe opened by the caller.
  public static Sink of(FileDescriptor descriptor) {
    return new Sink(descriptor);
  }

  /// Adds text to the buffer.
  ///
  /// @throws IOException when the reader of the stream is gone
  public void print(String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    String whole = pending == 0 ? text : pending + text;
    pending = 0;
    last = whole.charAt(whole.length() - 1);
    if (Character.isHighSurrogate(last)) {
      pending = last;
      whole = whole.substring(0, whole.length() - 1);
    }
    write(whole.getBytes(StandardCharsets.UTF_8));
  }

  public void println(String text) throws IOException {
    print(text);
    print("\n");
  }

  public void write(byte[] bytes) throws IOException {
    if (bytes.length > buffer.length - length) {
      flush();
      if (bytes.length > buffer.length) {
        out.write(bytes);
        return;
      }
    }
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  /// Whether the next character starts a line.
  public boolean isAtLineStart() {
    return last == '\n';
  }

  public void flush() throws IOException {
    if (length > 0) {
      byte[] pieces = length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
      length = 0;
      out.write(pieces);
    }
  }
}
