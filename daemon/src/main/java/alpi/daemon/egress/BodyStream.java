package alpi.daemon.egress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// The body that callers read: decompressed, bounded, watched, and tied to the exchange that it
/// ends. Readable by one thread; the exchange may be cut from any.
final class BodyStream extends InputStream {
  private final Exchange exchange;
  private final Framing framing;
  private final InputStream decoded;
  private final Duration gap;
  private final long limit;
  private final boolean persistent;
  private long read;
  private boolean begun;
  private boolean closed;

  BodyStream(
      Exchange exchange, Framing framing, Head head, Duration gap, long limit, boolean persistent)
      throws IOException {
    this.exchange = exchange;
    this.framing = framing;
    this.gap = gap;
    this.limit = limit;
    this.persistent = persistent;
    this.decoded = decoder(framing, head);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (closed) {
      throw new EgressException(Fault.CANCELLED, "The answer was closed while it was read.");
    }
    try {
      int size = decoded.read(into, offset, length);
      if (size > 0) {
        begin();
        count(size);
      }
      return size;
    } catch (ZipException | EOFException e) {
      throw new EgressException(Fault.MALFORMED, "The server's compressed answer is broken.", e);
    } catch (IOException e) {
      throw exchange.explain(e, begun ? Fault.SILENT : Fault.NO_ANSWER);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      // The last event of a stream is often followed only by the mark of its end: whoever uses
      // the connection next reads that first, so nobody waits for it now.
      exchange.end(persistent && framing.delimited() && (framing.ended() || begun), framing);
    }
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      exchange.patience(gap);
    }
  }

  private void count(int size) throws EgressException {
    read += size;
    if (read > limit) {
      throw new EgressException(Fault.TOO_LARGE, "The answer is longer than " + limit + " bytes.");
    }
  }

  private static InputStream decoder(Framing framing, Head head) throws IOException {
    String coding = head.headers().first("Content-Encoding").orElse("identity").strip();
    if (framing.ended()) {
      return framing;
    }
    return switch (coding.toLowerCase(Locale.ROOT)) {
      case "identity", "" -> framing;
      case "gzip", "x-gzip" -> new GZIPInputStream(framing);
      case "deflate" -> new InflaterInputStream(framing);
      default -> throw Head.malformed("the coding " + coding + " was not asked for");
    };
  }
}
