package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.StorageState;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Cookies and local storage of one Obscura. What a site stored in its pages is learnt when a page
/// is left or everything is asked for, and put back when an address of it is opened: no page is
/// ever shown what another site stored, since all run in one world.
final class ObscuraStorage {
  /// What sites stored, by origin.
  private final Map<String, JsonNode> kept = new LinkedHashMap<>();

  /// What has not been put back yet.
  private final Map<String, JsonNode> owed = new LinkedHashMap<>();

  void restore(StorageState state, CdpTab tab, Deadline deadline) throws EngineFault {
    JsonNode tree = state.tree();
    if (!tree.path("cookies").isEmpty()) {
      ObjectNode params = Json.object();
      ArrayNode cookies = params.putArray("cookies");
      tree.path("cookies").forEach(cookie -> cookies.add(CdpStorage.toBrowser(cookie)));
      tab.call("Storage.setCookies", params, deadline);
    }
    for (JsonNode each :
        tree.path("origins").valueStream().limit(CdpStorage.MAX_ORIGINS).toList()) {
      String origin = each.path("origin").asString("");
      kept.put(origin, each.path("localStorage"));
      owed.put(origin, each.path("localStorage"));
    }
  }

  /// A script that puts back what the site of this address stored, if that is still owed.
  Optional<String> owed(URI url) {
    JsonNode items = owed.remove(origin(url));
    if (items == null || items.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode what = Json.object().put("origin", origin(url));
    what.set("items", items);
    return Optional.of(
        "((s) => { if (location.origin === s.origin)"
            + " for (const i of s.items) localStorage.setItem(i.name, i.value); })("
            + Json.text(what)
            + ");");
  }

  /// Learns what the site of a tab's page stored.
  void learn(CdpTab tab, Deadline deadline) throws EngineFault {
    if (!tab.url().startsWith("http")) {
      return;
    }
    JsonNode stored = tab.ask("storage", Json.object(), deadline);
    String origin = stored.path("origin").asString("");
    if (origin.startsWith("http")
        && (kept.containsKey(origin) || kept.size() < CdpStorage.MAX_ORIGINS)) {
      kept.put(origin, stored.path("items"));
    }
  }

  StorageState export(CdpTab tab, Deadline deadline) throws EngineFault {
    ObjectNode state = Json.object();
    ArrayNode cookies = state.putArray("cookies");
    tab.call("Storage.getCookies", Json.object(), deadline)
        .path("cookies")
        .forEach(cookie -> cookies.add(CdpStorage.fromBrowser(cookie)));
    ArrayNode origins = state.putArray("origins");
    kept.forEach((origin, items) -> {
      if (!items.isEmpty()) {
        origins.addObject().put("origin", origin).set("localStorage", items);
      }
    });
    String json = Json.text(state);
    if (json.length() > StorageState.MAX_CHARS) {
      throw new EngineFault(
          new Fault.TooLarge("What sites stored", StorageState.MAX_CHARS, "characters"));
    }
    return new StorageState(json);
  }

  private static String origin(URI url) {
    int port = url.getPort();
    boolean usual = port < 0 || port == ("https".equals(url.getScheme()) ? 443 : 80);
    return url.getScheme() + "://" + url.getHost() + (usual ? "" : ":" + port);
  }
}
