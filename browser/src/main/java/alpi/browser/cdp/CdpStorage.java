package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.SessionSpec;
import alpi.browser.StorageState;
import alpi.browser.TabId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Cookies and local storage of one context, out and in. Local storage can only be reached from a
/// page of its origin, so an empty page is put where that origin's own would come from: nothing is
/// fetched for it.
final class CdpStorage {
  /// Origins whose local storage is kept; sites visited beyond are not.
  static final int MAX_ORIGINS = 50;

  /// An empty page, as the protocol wants bodies.
  private static final String NOTHING = "PGh0bWw+PC9odG1sPg==";

  private final CdpConnection connection;
  private final String context;
  private final Set<String> origins = ConcurrentHashMap.newKeySet();
  private volatile String room = "";
  private volatile @Nullable CdpTab inside;
  private volatile boolean making;

  CdpStorage(CdpConnection connection, String context) {
    this.connection = connection;
    this.context = context;
  }

  /// Whether a page is this one's own and no tab.
  boolean owns(String target) {
    return making || room.equals(target);
  }

  /// Remembers where pages came from. For the reading thread.
  void seen(String method, JsonNode params) {
    String origin = params.path("frame").path("securityOrigin").asString("");
    if (method.equals("Page.frameNavigated")
        && origin.startsWith("http")
        && origins.size() < MAX_ORIGINS) {
      origins.add(origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin);
    }
  }

  void restore(StorageState state, Deadline deadline) throws EngineFault {
    JsonNode tree = state.tree();
    if (!tree.path("cookies").isEmpty()) {
      ObjectNode params = Json.object().put("browserContextId", context);
      ArrayNode cookies = params.putArray("cookies");
      tree.path("cookies").forEach(cookie -> cookies.add(toBrowser(cookie)));
      connection.call(CdpConnection.BROWSER, "Storage.setCookies", params, deadline);
    }
    List<JsonNode> stored = tree.path("origins").valueStream().limit(MAX_ORIGINS).toList();
    if (!stored.isEmpty()) {
      try (var empty = new EmptyRoom(deadline)) {
        for (JsonNode each : stored) {
          String origin = each.path("origin").asString("");
          origins.add(origin);
          ObjectNode items = Json.object();
          items.set("items", each.path("localStorage"));
          empty.at(origin, "restore", items);
        }
      }
    }
  }

  StorageState export(Deadline deadline) throws EngineFault {
    JsonNode answer =
        connection.call(
            CdpConnection.BROWSER,
            "Storage.getCookies",
            Json.object().put("browserContextId", context),
            deadline);
    ObjectNode state = Json.object();
    ArrayNode cookies = state.putArray("cookies");
    answer.path("cookies").forEach(cookie -> cookies.add(fromBrowser(cookie)));
    ArrayNode stored = state.putArray("origins");
    Set<String> known = new LinkedHashSet<>(origins);
    if (!known.isEmpty()) {
      try (var empty = new EmptyRoom(deadline)) {
        for (String origin : known) {
          JsonNode items = empty.at(origin, "storage", Json.object()).path("items");
          if (!items.isEmpty()) {
            ObjectNode entry = stored.addObject().put("origin", origin);
            entry.set("localStorage", items);
          }
        }
      }
    }
    String json = Json.text(state);
    if (json.length() > StorageState.MAX_CHARS) {
      throw new EngineFault(
          new Fault.TooLarge("What sites stored", StorageState.MAX_CHARS, "characters"));
    }
    return new StorageState(json);
  }

  static ObjectNode toBrowser(JsonNode cookie) {
    ObjectNode out =
        Json.object()
            .put("name", cookie.path("name").asString(""))
            .put("value", cookie.path("value").asString(""))
            .put("domain", cookie.path("domain").asString(""))
            .put("path", cookie.path("path").asString("/"))
            .put("httpOnly", cookie.path("httpOnly").asBoolean(false))
            .put("secure", cookie.path("secure").asBoolean(false));
    double expires = cookie.path("expires").asDouble(-1);
    if (expires > 0) {
      out.put("expires", expires);
    }
    String site = cookie.path("sameSite").asString("");
    return site.isEmpty() ? out : out.put("sameSite", site);
  }

  static ObjectNode fromBrowser(JsonNode cookie) {
    return Json.object()
        .put("name", cookie.path("name").asString(""))
        .put("value", cookie.path("value").asString(""))
        .put("domain", cookie.path("domain").asString(""))
        .put("path", cookie.path("path").asString("/"))
        .put("expires", cookie.path("expires").asDouble(-1))
        .put("httpOnly", cookie.path("httpOnly").asBoolean(false))
        .put("secure", cookie.path("secure").asBoolean(false))
        .put("sameSite", cookie.path("sameSite").asString("Lax"));
  }

  /// Told by the reading thread of what happens in pages that are no tabs.
  void event(String session, String method, JsonNode params) {
    CdpTab page = inside;
    if (page == null || !page.session().equals(session)) {
      return;
    }
    if (method.equals("Fetch.requestPaused")) {
      ObjectNode answer =
          Json.object()
              .put("requestId", params.path("requestId").asString(""))
              .put("responseCode", 200)
              .put("body", NOTHING);
      answer
          .putArray("responseHeaders")
          .addObject()
          .put("name", "Content-Type")
          .put("value", "text/html");
      connection.post(session, "Fetch.fulfillRequest", answer);
    } else {
      page.event(method, params);
    }
  }

  /// A page that is nobody's tab: whatever it asks for, it is given nothing.
  private final class EmptyRoom implements AutoCloseable {
    private final Deadline deadline;
    private final CdpTab page;

    EmptyRoom(Deadline deadline) throws EngineFault {
      this.deadline = deadline;
      making = true;
      try {
        ObjectNode blank = Json.object().put("url", "about:blank").put("browserContextId", context);
        room =
            connection
                .call(CdpConnection.BROWSER, "Target.createTarget", blank, deadline)
                .path("targetId")
                .asString("");
      } finally {
        making = false;
      }
      ObjectNode whom = Json.object().put("targetId", room).put("flatten", true);
      String session =
          connection
              .call(CdpConnection.BROWSER, "Target.attachToTarget", whom, deadline)
              .path("sessionId")
              .asString("");
      page = new CdpTab(connection, new TabId(1), room, session);
      inside = page;
      page.begin(SessionSpec.MIN_SIDE, SessionSpec.MIN_SIDE, deadline);
      page.call("Fetch.enable", Json.object(), deadline);
    }

    JsonNode at(String origin, String verb, ObjectNode arguments) throws EngineFault {
      JsonNode answer =
          page.call("Page.navigate", Json.object().put("url", origin + "/"), deadline);
      page.awaitLoad(answer.path("loaderId").asString(""), deadline);
      return page.ask(verb, arguments, deadline);
    }

    @Override
    public void close() {
      connection.post(
          CdpConnection.BROWSER, "Target.closeTarget", Json.object().put("targetId", room));
    }
  }
}
