package alpi.daemon.egress;

import java.util.Optional;

/// One request that is about to be sent.
///
/// @param body absent for a request without one
/// @param maxBodyBytes most bytes of the answer's body, after decompression
/// @param errand on whose behalf, for the ledger
public record HttpCall(
    String method,
    HttpUrl url,
    HttpHeaders headers,
    Optional<Body> body,
    Reach reach,
    Timeouts timeouts,
    EgressRecord.Kind kind,
    long maxBodyBytes,
    Optional<Errand> errand) {
  /// Default bound of an answer.
  public static final long MAX_BODY_BYTES = 64L << 20;

  public HttpCall {
    if (!method.matches("[A-Z]{3,10}")) {
      throw new IllegalArgumentException("not a method: " + method);
    }
  }

  public static HttpCall get(HttpUrl url, Reach reach, Timeouts timeouts, EgressRecord.Kind kind) {
    return new HttpCall(
        "GET",
        url,
        HttpHeaders.NONE,
        Optional.empty(),
        reach,
        timeouts,
        kind,
        MAX_BODY_BYTES,
        Optional.empty());
  }

  public HttpCall header(String name, String value) {
    return new HttpCall(
        method, url, headers.with(name, value), body, reach, timeouts, kind, maxBodyBytes, errand);
  }

  /// The same, on somebody's behalf.
  public HttpCall on(Optional<Errand> whose) {
    return new HttpCall(method, url, headers, body, reach, timeouts, kind, maxBodyBytes, whose);
  }

  /// The same as a POST of `bytes`.
  public HttpCall posting(String contentType, byte[] bytes) {
    return new HttpCall(
        "POST",
        url,
        headers.with("Content-Type", contentType),
        Optional.of(new Body(bytes)),
        reach,
        timeouts,
        kind,
        maxBodyBytes,
        errand);
  }

  public HttpCall atMost(long bytes) {
    return new HttpCall(method, url, headers, body, reach, timeouts, kind, bytes, errand);
  }

  /// Bytes to send. Not copied: the caller leaves them alone.
  public static final class Body {
    private final byte[] bytes;

    public Body(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }
}
