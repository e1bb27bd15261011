package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import alpi.daemon.model.ScriptedModelServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebFetcherTest {
  private static final WebFetcher.Gate ANYWHERE = (_, _) -> {};

  private final Http http =
      new Http(
          new Dialer(Resolver.system(), Time.system()),
          Tls.system(),
          ProxySettings.NONE,
          Time.system(),
          _ -> {});

  @AfterEach
  void close() {
    http.close();
  }

  /// A server whose page `/n` redirects to `/n-1`, and whose page `/0` is the end.
  private static ScriptedModelServer countdown() {
    return ScriptedModelServer.start((request, _, reply) -> {
      int left = Integer.parseInt(request.path().substring(1));
      if (left == 0) {
        reply.whole(200, "text/plain", "the end");
      } else {
        reply.whole(302, "text/plain", "", "Location: " + (left - 1));
      }
    });
  }

  private WebFetcher reaching(ScriptedModelServer server) {
    HttpUrl allowed = HttpUrl.parse(server.url("/")).orElseThrow();
    Reach pin = Reach.pinned(allowed.host(), allowed.port());
    return new WebFetcher(
        http, Timeouts.TOOL, url -> url.port() == allowed.port() ? pin : Reach.PUBLIC);
  }

  @Test
  void followsAFewRedirectsAndNoMore() throws Exception {
    try (var server = countdown()) {
      WebFetcher.Page page =
          reaching(server)
              .fetch(
                  server.url("/" + WebFetcher.MAX_HOPS),
                  100,
                  ANYWHERE,
                  Optional.empty(),
                  new Cancel());
      assertEquals("the end", new String(page.bytes(), StandardCharsets.UTF_8));
      assertEquals("/0", page.url().path());
      String oneMore = server.url("/" + (WebFetcher.MAX_HOPS + 1));
      assertThrows(
          EgressException.class,
          () -> reaching(server).fetch(oneMore, 100, ANYWHERE, Optional.empty(), new Cancel()));
    }
  }

  @Test
  void judgesEachHopAnew() {
    for (String target :
        List.of(
            "http://127.0.0.1:1/",
            "http://169.254.169.254/latest",
            "http://[::1]:1/",
            "//10.0.0.1/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "http://u@127.0.0.1/")) {
      try (var server =
          ScriptedModelServer.start(
              (_, _, reply) -> reply.whole(307, "text/plain", "", "Location: " + target))) {
        Problem problem =
            assertThrows(
                Problem.class,
                () ->
                    reaching(server)
                        .fetch(server.url("/"), 100, ANYWHERE, Optional.empty(), new Cancel()),
                target);
        assertEquals(ErrorCode.EGRESS_DENIED, problem.code(), target);
        assertEquals(1, server.requests().size(), target);
      }
    }
  }

  @Test
  void saysWhenAPageIsLongerThanWhatWasRead() throws Exception {
    try (var server =
        ScriptedModelServer.start((_, _, reply) -> reply.whole(200, "text/plain", "12345"))) {
      assertFalse(
          reaching(server)
              .fetch(server.url("/"), 6, ANYWHERE, Optional.empty(), new Cancel())
              .truncated());
      assertFalse(
          reaching(server)
              .fetch(server.url("/"), 5, ANYWHERE, Optional.empty(), new Cancel())
              .truncated());
      WebFetcher.Page page =
          reaching(server).fetch(server.url("/"), 4, ANYWHERE, Optional.empty(), new Cancel());
      assertTrue(page.truncated());
      assertEquals(4, page.bytes().length);
    }
  }

  @Test
  void asksAtTheGateBeforeEachHopAndGoesNoFurtherWhenRefused() {
    var passed = new ArrayList<String>();
    WebFetcher.Gate gate =
        (here, there) -> {
          passed.add(here.path() + " to " + there.path());
          if (there.path().equals("/1")) {
            throw Problem.of(ErrorCode.NEED_GRANT, "Not there.");
          }
        };
    try (var server = countdown()) {
      Problem refused =
          assertThrows(
              Problem.class,
              () ->
                  reaching(server)
                      .fetch(server.url("/3"), 100, gate, Optional.empty(), new Cancel()));
      assertEquals(ErrorCode.NEED_GRANT, refused.code());
      assertEquals(List.of("/3 to /2", "/2 to /1"), passed);
      assertEquals(2, server.requests().size(), "what was refused was never asked for");
    }
  }
}
