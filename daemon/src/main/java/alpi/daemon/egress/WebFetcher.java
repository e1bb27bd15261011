package alpi.daemon.egress;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Fetches pages for tools: the public internet alone, each hop of a redirect judged like the
/// first, never from https down to http.
public final class WebFetcher {
  /// Most redirects that are followed.
  public static final int MAX_HOPS = 5;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final Http http;
  private final Timeouts timeouts;
  private final Function<HttpUrl, Reach> reach;

  public WebFetcher(Http http, Timeouts timeouts) {
    this(http, timeouts, _ -> Reach.PUBLIC);
  }

  /// @param reach what each hop may reach
  public WebFetcher(Http http, Timeouts timeouts, Function<HttpUrl, Reach> reach) {
    this.http = http;
    this.timeouts = timeouts;
    this.reach = reach;
  }

  /// What a page answered.
  public static final class Page {
    private final HttpUrl url;
    private final int status;
    private final String contentType;
    private final byte[] bytes;
    private final boolean truncated;

    Page(HttpUrl url, int status, String contentType, byte[] bytes, boolean truncated) {
      this.url = url;
      this.status = status;
      this.contentType = contentType;
      this.bytes = bytes;
      this.truncated = truncated;
    }

    /// Where the page was found after all redirects.
    public HttpUrl url() {
      return url;
    }

    public int status() {
      return status;
    }

    /// The Content-Type header; empty when there is none.
    public String contentType() {
      return contentType;
    }

    /// The body, decompressed. Not copied.
    public byte[] bytes() {
      return bytes;
    }

    /// Whether the page is longer than what was read.
    public boolean truncated() {
      return truncated;
    }
  }

  /// Fetches `address`.
  ///
  /// @param maxBytes most bytes of the body that are read
  /// @param gate asked about each redirect before its host is looked up or dialled
  /// @param errand on whose behalf
  /// @throws Problem `invalid_params` for what is no web address, `egress_denied` for one that is
  ///   out of reach, and what `gate` throws
  public Page fetch(String address, int maxBytes, Gate gate, Optional<Errand> errand, Cancel cancel)
      throws IOException, InterruptedException {
    return fetch(address, maxBytes, gate, _ -> HttpHeaders.NONE, errand, cancel);
  }

  /// The same with headers of its own for each hop.
  ///
  /// @param headers what a hop is sent besides; asked before it is dialled
  public Page fetch(
      String address,
      int maxBytes,
      Gate gate,
      Function<HttpUrl, HttpHeaders> headers,
      Optional<Errand> errand,
      Cancel cancel)
      throws IOException, InterruptedException {
    HttpUrl url =
        HttpUrl.parse(address)
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    "That is not an http or https address that can be read in one way."));
    for (int hop = 0; hop <= MAX_HOPS; hop++) {
      HttpUrl next;
      try (HttpResponse response =
          http.exchange(call(url, headers.apply(url)).on(errand), cancel)) {
        String location = response.headers().first("Location").orElse("");
        if (!REDIRECTS.contains(response.status()) || location.isEmpty()) {
          return page(url, response, maxBytes);
        }
        next = next(url, location);
      }
      if (hop < MAX_HOPS) {
        gate.pass(url, next);
      }
      url = next;
    }
    throw new EgressException(
        Fault.TOO_LARGE, "The page redirects more than " + MAX_HOPS + " times.");
  }

  /// Decides whether a redirect may be followed.
  @FunctionalInterface
  public interface Gate {
    /// Comes back when `there` may be asked.
    ///
    /// @throws Problem when it may not
    void pass(HttpUrl here, HttpUrl there) throws InterruptedException;
  }

  private HttpCall call(HttpUrl url, HttpHeaders headers) {
    HttpCall call = HttpCall.get(url, reach.apply(url), timeouts, EgressRecord.Kind.TOOL);
    for (HttpHeaders.Field field : headers.fields()) {
      call = call.header(field.name(), field.value());
    }
    return call.header("User-Agent", "alpi (+personal agent; fetches on its owner's behalf)")
        .header("Accept", "text/html,text/plain,application/json;q=0.9,*/*;q=0.5")
        .header("Accept-Encoding", "gzip, deflate");
  }

  private static HttpUrl next(HttpUrl here, String location) {
    HttpUrl next =
        here.resolve(location)
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.EGRESS_DENIED,
                    here.host() + " redirects to what is no http or https address."));
    if (here.tls() && !next.tls()) {
      throw Problem.of(
          ErrorCode.EGRESS_DENIED,
          here.host() + " redirects from https down to http, which is not followed.");
    }
    return next;
  }

  private static Page page(HttpUrl url, HttpResponse response, int maxBytes) throws IOException {
    byte[] bytes = response.firstBytes(maxBytes);
    boolean truncated = bytes.length == maxBytes && response.body().read() >= 0;
    String type = response.headers().first("Content-Type").orElse("");
    return new Page(url, response.status(), type, bytes, truncated);
  }
}
