package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.ProxyAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers the proxy that asks who we are. Once is enough for a whole session: the browser
/// remembers the answer for all its pages, so requests are held up only until then.
final class CdpProxyAuth {
  private final CdpConnection connection;
  private final Optional<ProxyAddress> proxy;
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final Set<String> holding = ConcurrentHashMap.newKeySet();
  private volatile boolean known;

  CdpProxyAuth(CdpConnection connection, Optional<ProxyAddress> proxy) {
    this.connection = connection;
    this.proxy = proxy;
  }

  /// Has the tab's requests held up, unless the proxy knows us by now.
  void begin(CdpTab tab, Deadline deadline) throws EngineFault {
    if (proxy.isEmpty() || known) {
      return;
    }
    holding.add(tab.session());
    tab.call("Fetch.enable", Json.object().put("handleAuthRequests", true), deadline);
  }

  /// Told by the reading thread: neither calls nor waits.
  void event(String session, String method, JsonNode params) {
    switch (method) {
      case "Fetch.requestPaused" -> connection.post(session, "Fetch.continueRequest", of(params));
      case "Fetch.authRequired" -> answer(session, params);
      case "Page.frameNavigated" -> {
        if (known && holding.remove(session)) {
          connection.post(session, "Fetch.disable", Json.object());
        }
      }
      default -> {}
    }
  }

  private void answer(String session, JsonNode params) {
    boolean ours =
        params.path("authChallenge").path("source").asString("").equals("Proxy")
            && answered.add(params.path("requestId").asString(""));
    ObjectNode answer = of(params);
    ObjectNode how = answer.putObject("authChallengeResponse");
    if (ours && proxy.isPresent()) {
      how.put("response", "ProvideCredentials")
          .put("username", proxy.get().user())
          .put("password", proxy.get().password());
      known = true;
    } else {
      how.put("response", "CancelAuth");
    }
    connection.post(session, "Fetch.continueWithAuth", answer);
  }

  private static ObjectNode of(JsonNode params) {
    return Json.object().put("requestId", params.path("requestId").asString(""));
  }
}
