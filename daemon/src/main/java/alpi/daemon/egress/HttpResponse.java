package alpi.daemon.egress;

import java.io.IOException;
import java.io.InputStream;

/// An answer whose head was read and whose body is still arriving. Close it: an unread rest costs
/// the connection, a finished body gives it back.
public final class HttpResponse implements AutoCloseable {
  private final int status;
  private final HttpHeaders headers;
  private final BodyStream body;

  HttpResponse(int status, HttpHeaders headers, BodyStream body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public HttpHeaders headers() {
    return headers;
  }

  /// The body, decompressed. Its failures are [EgressException]s.
  public InputStream body() {
    return body;
  }

  /// The first `limit` bytes of the body.
  public byte[] firstBytes(int limit) throws IOException {
    return body.readNBytes(limit);
  }

  @Override
  public void close() {
    body.close();
  }
}
