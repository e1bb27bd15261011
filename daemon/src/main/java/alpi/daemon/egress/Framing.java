package alpi.daemon.egress;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/// The body of an answer as its head delimits it: chunked, counted, or until the server hangs up.
final class Framing extends InputStream {
  private static final int MAX_CHUNK_LINE = 1024;
  private static final int MAX_TRAILER_BYTES = 8192;

  private enum Mode {
    CHUNKED,
    COUNTED,
    UNTIL_CLOSE
  }

  private final WireInput in;
  private final Mode mode;
  private long left;
  private boolean firstChunk = true;
  private boolean ended;

  Framing(WireInput in, Head head, String method) throws EgressException {
    this.in = in;
    OptionalLong length = head.length();
    if (head.bodiless(method)) {
      mode = Mode.COUNTED;
    } else if (head.chunked()) {
      mode = Mode.CHUNKED;
    } else if (length.isPresent()) {
      mode = Mode.COUNTED;
      left = length.getAsLong();
    } else {
      mode = Mode.UNTIL_CLOSE;
    }
    ended = mode == Mode.COUNTED && left == 0;
  }

  boolean ended() {
    return ended;
  }

  /// Whether the end was marked, so that the connection can be used again.
  boolean delimited() {
    return mode != Mode.UNTIL_CLOSE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    if (mode == Mode.CHUNKED && left == 0 && !nextChunk()) {
      return -1;
    }
    int most = mode == Mode.UNTIL_CLOSE ? length : (int) Math.min(length, left);
    int size = in.read(into, offset, most);
    if (size < 0) {
      return atEnd();
    }
    left -= size;
    ended = mode == Mode.COUNTED && left == 0;
    return size;
  }

  private int atEnd() throws EgressException {
    if (mode != Mode.UNTIL_CLOSE) {
      throw new EgressException(Fault.CUT, "The server hung up in the middle of its answer.");
    }
    ended = true;
    return -1;
  }

  private boolean nextChunk() throws IOException {
    if (!firstChunk && !in.line(2).isEmpty()) {
      throw Head.malformed("a chunk that is longer than it says");
    }
    firstChunk = false;
    String line = in.line(MAX_CHUNK_LINE);
    int semicolon = line.indexOf(';');
    String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    if (size.isEmpty() || size.length() > 15) {
      throw Head.malformed("a chunk without a size");
    }
    try {
      left = Long.parseLong(size, 16);
    } catch (NumberFormatException e) {
      throw Head.malformed("a chunk without a size");
    }
    if (left < 0) {
      throw Head.malformed("a chunk of negative size");
    }
    if (left == 0) {
      trailers();
      ended = true;
    }
    return left > 0;
  }

  private void trailers() throws IOException {
    int budget = MAX_TRAILER_BYTES;
    for (String line = in.line(budget); !line.isEmpty(); line = in.line(Math.max(0, budget))) {
      budget -= line.length();
    }
  }
}
