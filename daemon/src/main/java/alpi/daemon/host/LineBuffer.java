package alpi.daemon.host;

import java.util.Arrays;

/// Gathers the lines of one answer batch before they are queued together.
final class LineBuffer {
  private static final int FIRST_BYTES = 512;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  void line(byte[] content) {
    int needed = length + content.length + 1;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
    System.arraycopy(content, 0, bytes, length, content.length);
    length = needed;
    bytes[length - 1] = '\n';
  }

  static byte[] ended(byte[] content) {
    byte[] line = Arrays.copyOf(content, content.length + 1);
    line[content.length] = '\n';
    return line;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }
}
