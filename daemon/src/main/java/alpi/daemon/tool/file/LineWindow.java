package alpi.daemon.tool.file;

import alpi.daemon.base.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;

/// Some consecutive lines of a text of any size, read in one pass that keeps nothing else.
///
/// @param first number of the first line shown, from 1
/// @param last number of the last line shown; less than `first` when none is
/// @param total lines of the whole text; empty when the end was too far away to look for
/// @param strayBytes whether some bytes were not valid in the text's charset
record LineWindow(String text, long first, long last, OptionalLong total, boolean strayBytes) {
  /// Most bytes that are shown.
  static final int MAX_BYTES = 192 << 10;

  /// Most bytes of one line that are shown.
  static final int MAX_LINE_BYTES = 8 << 10;

  /// How far behind the window the end is looked for, in bytes.
  static final long MAX_COUNTED = 64L << 20;

  /// How long may be spent on finding the window.
  static final Duration MAX_TIME = Duration.ofSeconds(4);

  /// Reads lines `offset` to `offset + limit - 1`.
  ///
  /// @throws IOException when reading fails, or the window lies too far in
  static LineWindow read(InputStream in, Charset charset, long offset, int limit, Time time)
      throws IOException {
    return new Scan(in, charset, offset, limit, time).run();
  }

  /// What the model is told beneath the text; empty when it saw everything.
  String footer() {
    if (last < first) {
      return total.isPresent() && total.getAsLong() == 0
          ? "[the file is empty]"
          : "[there is no line " + first + of() + "]";
    }
    boolean toTheEnd = total.isPresent() && last >= total.getAsLong();
    if (first == 1 && toTheEnd) {
      return "";
    }
    String more = toTheEnd ? "" : "; continue with offset " + (last + 1);
    return "[lines " + first + "-" + last + of() + more + "]";
  }

  private String of() {
    return total.isPresent() ? " of " + total.getAsLong() : " of many";
  }

  /// One pass over the bytes.
  private static final class Scan {
    private final InputStream in;
    private final Charset charset;
    private final long offset;
    private final int limit;
    private final Time time;
    private final int unit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long line = 1;
    private int inLine;
    private long behind;
    private boolean full;
    private boolean any;
    private long lastWhole = Long.MAX_VALUE;

    Scan(InputStream in, Charset charset, long offset, int limit, Time time) {
      this.in = in;
      this.charset = charset;
      this.offset = offset;
      this.limit = limit;
      this.time = time;
      this.unit = charset.equals(StandardCharsets.UTF_8) ? 1 : 2;
    }

    LineWindow run() throws IOException {
      long end = time.nanos() + MAX_TIME.toNanos();
      byte[] buffer = new byte[64 << 10];
      boolean ended = false;
      while (!ended && behind <= MAX_COUNTED) {
        int read = in.readNBytes(buffer, 0, buffer.length);
        ended = read < buffer.length;
        take(buffer, read);
        if (!ended && time.nanos() > end) {
          break;
        }
      }
      if (!ended && line < offset) {
        throw new IOException("line " + offset + " lies too far inside it to be found in time");
      }
      return result(ended);
    }

    private void take(byte[] buffer, int read) {
      for (int i = 0; i + unit <= read; i += unit) {
        boolean feed = unit == 1 ? buffer[i] == '\n' : wideFeed(buffer, i);
        any = true;
        if (inWindow()) {
          keep(buffer, i, feed);
        } else if (line >= offset) {
          behind += unit;
        }
        if (feed) {
          line++;
          inLine = 0;
          any = false;
        }
      }
    }

    private boolean wideFeed(byte[] buffer, int i) {
      boolean little = charset.equals(StandardCharsets.UTF_16LE);
      return buffer[little ? i : i + 1] == '\n' && buffer[little ? i + 1 : i] == 0;
    }

    private boolean inWindow() {
      return !full && line >= offset && line < offset + limit;
    }

    private void keep(byte[] buffer, int i, boolean feed) {
      inLine += unit;
      if (feed || inLine <= MAX_LINE_BYTES) {
        if (inLine > MAX_LINE_BYTES) {
          byte[] cut = " [line cut]".getBytes(charset);
          kept.write(cut, 0, cut.length);
        }
        kept.write(buffer, i, unit);
      }
      full = feed && kept.size() > MAX_BYTES;
      if (full) {
        lastWhole = line;
      }
    }

    private LineWindow result(boolean ended) {
      long lines = any ? line : line - 1;
      long last = Math.min(Math.min(lines, offset + limit - 1), lastWhole);
      OptionalLong total = ended ? OptionalLong.of(lines) : OptionalLong.empty();
      byte[] bytes = kept.toByteArray();
      try {
        String exact =
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return new LineWindow(exact, offset, last, total, false);
      } catch (CharacterCodingException e) {
        return new LineWindow(lenient(bytes), offset, last, total, true);
      }
    }

    /// As an edit would see it: every byte one character, unless the line was cut inside one.
    private String lenient(byte[] bytes) {
      return unit == 1 && !new String(bytes, charset).endsWith("[line cut]\n")
          ? new String(bytes, StandardCharsets.ISO_8859_1)
          : new String(bytes, charset);
    }
  }
}
