package alpi.daemon.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads server-sent events (HTML Standard, section 9.2.6) from bytes, whatever the borders at
/// which they arrive. Lines end with CR, LF or both; comments and unknown fields are skipped; a
/// last event without its blank line is still given, marked as [#torn].
final class SseReader {
  /// Most bytes of one event.
  static final int MAX_EVENT_BYTES = 8 << 20;

  private static final int BUFFER_BYTES = 16 << 10;

  private final InputStream in;
  private final int maxEventBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int end;
  private boolean skipLf;
  private boolean first = true;
  private boolean torn;

  /// The part of a line that an earlier read brought.
  private byte[] carry = new byte[256];

  private int carried;
  private byte[] data = new byte[1024];
  private int size;
  private boolean hasData;
  private String name = "";

  SseReader(InputStream in, int maxEventBytes) {
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  /// Moves to the next event that has data.
  ///
  /// @return false at the end of the stream
  /// @throws EventTooLong when the data of one, or a line of any kind, is longer than allowed
  boolean next() throws IOException {
    size = 0;
    hasData = false;
    name = "";
    while (start < end || fill()) {
      if (line() && hasData) {
        return true;
      }
    }
    if (carried > 0) {
      torn = true;
      field(carry, 0, carried);
      carried = 0;
    }
    torn |= hasData;
    return hasData;
  }

  /// Name of the event; empty when it has none.
  String name() {
    return name;
  }

  /// Bytes of the event's data: the first [#size] of an array that the next event overwrites.
  byte[] data() {
    return data;
  }

  int size() {
    return size;
  }

  /// Whether the stream ended in the middle of this event.
  boolean torn() {
    return torn;
  }

  boolean is(String text) {
    return size == text.length()
        && new String(data, 0, size, StandardCharsets.ISO_8859_1).equals(text);
  }

  /// Thrown when one event is longer than allowed.
  static final class EventTooLong extends IOException {
    private static final long serialVersionUID = 1L;

    EventTooLong(int limit) {
      super("an event of more than " + limit + " bytes");
    }
  }

  private boolean fill() throws IOException {
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    start = 0;
    return end > 0;
  }

  /// Takes one line from the buffer, or what there is of it.
  ///
  /// @return whether a blank line ended the event
  private boolean line() throws EventTooLong {
    if (skipLf) {
      skipLf = false;
      if (buffer[start] == '\n') {
        start++;
        return false;
      }
    }
    int at = start;
    while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
      at++;
    }
    if (at == end) {
      carry(at);
      start = end;
      return false;
    }
    skipLf = buffer[at] == '\r';
    boolean blank;
    if (carried == 0) {
      // What is carried is checked as a whole line; one that came at once is no other.
      check(at - start);
      blank = field(buffer, start, at);
    } else {
      carry(at);
      blank = field(carry, 0, carried);
      carried = 0;
    }
    start = at + 1;
    return blank;
  }

  private void carry(int to) throws EventTooLong {
    int more = to - start;
    check(carried + more);
    carry = room(carry, carried, more);
    System.arraycopy(buffer, start, carry, carried, more);
    carried += more;
  }

  /// @return whether the line is blank
  private boolean field(byte[] bytes, int from, int to) throws EventTooLong {
    int begin = from;
    if (first) {
      first = false;
      if (startsWith(bytes, from, to, "\u00ef\u00bb\u00bf")) {
        begin += 3;
      }
    }
    if (begin == to) {
      if (!hasData) {
        name = "";
      }
      return true;
    }
    if (startsWith(bytes, begin, to, "data:")) {
      append(bytes, value(bytes, begin + 5, to), to);
    } else if (startsWith(bytes, begin, to, "event:")) {
      int at = value(bytes, begin + 6, to);
      name = new String(bytes, at, to - at, StandardCharsets.UTF_8);
    } else if (to - begin == 4 && startsWith(bytes, begin, to, "data")) {
      append(bytes, to, to);
    }
    return false;
  }

  private void append(byte[] bytes, int from, int to) throws EventTooLong {
    int more = to - from + (hasData ? 1 : 0);
    check(size + more);
    data = room(data, size, more);
    if (hasData) {
      data[size++] = '\n';
    }
    System.arraycopy(bytes, from, data, size, to - from);
    size += to - from;
    hasData = true;
  }

  private void check(int bytes) throws EventTooLong {
    if (bytes > maxEventBytes) {
      throw new EventTooLong(maxEventBytes);
    }
  }

  private static int value(byte[] bytes, int at, int to) {
    return at < to && bytes[at] == ' ' ? at + 1 : at;
  }

  private static boolean startsWith(byte[] bytes, int from, int to, String prefix) {
    if (to - from < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if ((bytes[from + i] & 0xff) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] room(byte[] array, int used, int more) {
    return used + more <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(2 * array.length, used + more));
  }
}
