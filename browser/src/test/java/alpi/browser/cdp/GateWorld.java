package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One line to the gate, in a world of its own: takes what an Obscura takes, in the order that it
/// takes it, and answers as it does, with a Chromium doing the work.
final class GateWorld {
  private static final int METHOD = -32601;
  private static final int NAVIGATION = -32000;

  /// For a click to turn out to be the beginning of a navigation.
  private static final int BEGINS_MILLIS = 30;

  private static final Duration BEHIND = Duration.ofSeconds(30);

  /// What goes wrong in answering.
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;
    private final int code;

    Wrong(int code, String text) {
      super(text);
      this.code = code;
    }
  }

  private final CdpConnection chromium;
  private final GateTable table;
  private final Consumer<ObjectNode> out;
  private final GateLimits limits;
  private final CdpProxyAuth auth;
  private final List<GatePage> pages = new CopyOnWriteArrayList<>();
  private String context = "";
  private int made;
  private volatile boolean over;

  GateWorld(CdpConnection chromium, GateTable table, GateLimits limits, Consumer<ObjectNode> out) {
    this.chromium = chromium;
    this.table = table;
    this.limits = limits;
    this.out = out;
    this.auth = new CdpProxyAuth(chromium, limits.proxy());
  }

  void begin() throws EngineFault {
    ObjectNode alone = Json.object().put("disposeOnDetach", true);
    limits
        .proxy()
        .ifPresent(at -> alone.put("proxyServer", at.url()).put("proxyBypassList", "<-loopback>"));
    context = behind("", "Target.createBrowserContext", alone).path("browserContextId").asString();
    ObjectNode deny = Json.object().put("behavior", "deny").put("browserContextId", context);
    behind("", "Browser.setDownloadBehavior", deny);
  }

  void end() {
    over = true;
    chromium.post(
        "", "Target.disposeBrowserContext", Json.object().put("browserContextId", context));
  }

  private JsonNode behind(String session, String method, ObjectNode params) throws EngineFault {
    return chromium.call(session, method, params, Deadline.in(BEHIND));
  }

  /// Answers one message.
  void take(JsonNode message) {
    ObjectNode reply = Json.object();
    reply.set("id", message.path("id"));
    String session = message.path("sessionId").asString("");
    if (!session.isEmpty()) {
      reply.put("sessionId", session);
    }
    Optional<GatePage> page = pages.stream().filter(each -> each.answersTo(session)).findFirst();
    try {
      String method = message.path("method").asString("");
      ObjectNode params =
          message.path("params") instanceof ObjectNode given ? given : Json.object();
      reply.set("result", answer(method, params, page));
    } catch (Wrong e) {
      reply.putObject("error").put("code", e.code).put("message", e.getMessage());
    } catch (EngineFault e) {
      reply.putObject("error").put("code", METHOD).put("message", e.fault().sentence());
    }
    out.accept(reply);
    page.ifPresent(each -> each.release(out));
  }

  private JsonNode answer(String method, ObjectNode params, Optional<GatePage> page)
      throws Wrong, EngineFault {
    String domain = method.substring(0, Math.max(0, method.indexOf('.')));
    String verb = method.substring(method.indexOf('.') + 1);
    return switch (table.of(method)) {
      case NOTHING -> Json.object();
      case UNKNOWN_DOMAIN -> throw new Wrong(METHOD, "Unknown domain: " + domain);
      case UNKNOWN_METHOD -> throw new Wrong(METHOD, "Unknown " + domain + " method: " + verb);
      case ANSWERED ->
          domain.equals("Target") || domain.equals("Browser")
              ? ofBrowser(verb, params)
              : ofPage(method, params, page.orElseThrow(() -> new Wrong(METHOD, "No page")));
    };
  }

  private JsonNode ofBrowser(String verb, ObjectNode params) throws Wrong, EngineFault {
    String target = params.path("targetId").asString("");
    return switch (verb) {
      case "getVersion" ->
          Json.object().put("product", table.product()).put("userAgent", table.userAgent());
      case "createTarget" -> create();
      case "attachToTarget" -> {
        GatePage page = named(target);
        String session = page.attach();
        tell("Target.attachedToTarget", Json.object().put("sessionId", session));
        yield Json.object().put("sessionId", session);
      }
      case "closeTarget" -> {
        GatePage page = named(target);
        pages.remove(page);
        behind("", "Target.closeTarget", Json.object().put("targetId", page.target));
        tell("Target.detachedFromTarget", Json.object().put("sessionId", page.attached()));
        tell("Target.targetDestroyed", Json.object().put("targetId", target));
        yield Json.object().put("success", true);
      }
      default -> Json.object();
    };
  }

  private GatePage named(String target) throws Wrong {
    return pages.stream()
        .filter(each -> each.name.equals(target))
        .findFirst()
        .orElseThrow(() -> new Wrong(METHOD, "Target not found"));
  }

  private void tell(String event, ObjectNode params) {
    ObjectNode message = Json.object().put("method", event);
    message.set("params", params);
    out.accept(message);
  }

  private JsonNode create() throws EngineFault {
    ObjectNode blank = Json.object().put("url", "about:blank").put("browserContextId", context);
    String target = behind("", "Target.createTarget", blank).path("targetId").asString("");
    ObjectNode whom = Json.object().put("targetId", target).put("flatten", true);
    String session = behind("", "Target.attachToTarget", whom).path("sessionId").asString("");
    var page = new GatePage("page-" + ++made, target, session);
    pages.add(page);
    behind(session, "Page.enable", Json.object());
    behind(session, "Runtime.enable", Json.object());
    behind(session, "Network.enable", Json.object());
    behind(session, "Page.setLifecycleEventsEnabled", Json.object().put("enabled", true));
    ObjectNode agent = Json.object().put("userAgent", table.userAgent());
    behind(session, "Network.setUserAgentOverride", agent);
    if (limits.proxy().isPresent()) {
      behind(session, "Fetch.enable", Json.object().put("handleAuthRequests", true));
    }
    String pretends = GateTable.resource("obscura-pretends.js");
    behind(session, "Page.addScriptToEvaluateOnNewDocument", Json.object().put("source", pretends));
    behind(session, "Runtime.evaluate", Json.object().put("expression", pretends));
    JsonNode tree = behind(session, "Page.getFrameTree", Json.object());
    page.frame(tree.path("frameTree").path("frame").path("id").asString(""));
    tell("Target.attachedToTarget", Json.object().put("sessionId", page.name + "-session"));
    return Json.object().put("targetId", page.name);
  }

  private JsonNode ofPage(String method, ObjectNode params, GatePage page)
      throws Wrong, EngineFault {
    return switch (method) {
      case "Page.navigate" -> navigate(params, page);
      case "Page.createIsolatedWorld" -> Json.object().put("executionContextId", page.world());
      case "Page.captureScreenshot" -> {
        if (!limits.draws()) {
          throw new Wrong(
              METHOD, "Page.captureScreenshot requires a build with the render feature");
        }
        yield behind(page.session, method, params);
      }
      case "Page.reload", "Page.navigateToHistoryEntry" -> {
        JsonNode answer = behind(page.session, method, params);
        rest(page);
        yield answer;
      }
      case "Runtime.evaluate", "Runtime.callFunctionOn" -> run(method, params, page);
      case "Input.dispatchMouseEvent" -> {
        if (!params.path("type").asString("").equals("mouseMoved")) {
          script(page, method, params);
          rest(page);
        }
        yield Json.object();
      }
      case "Input.dispatchKeyEvent" -> {
        script(page, method, params);
        rest(page);
        yield Json.object();
      }
      case "Storage.getCookies", "Storage.setCookies", "Storage.clearCookies" ->
          behind("", method, params.put("browserContextId", context));
      default -> behind(page.session, method, params);
    };
  }

  /// What it set off by itself is over when it is answered.
  private void rest(GatePage page) {
    if (page.await(page::loading, BEGINS_MILLIS)) {
      page.await(() -> !page.loading(), limits.navigationMillis());
    }
  }

  /// The answer comes before the events, and the events come also when it failed.
  private JsonNode navigate(ObjectNode params, GatePage page) throws Wrong, EngineFault {
    page.hold();
    Reply reply;
    try {
      Deadline deadline = Deadline.in(Duration.ofMillis(limits.navigationMillis()));
      reply = chromium.ask(page.session, "Page.navigate", params, deadline);
    } catch (EngineFault e) {
      throw new Wrong(NAVIGATION, "Navigation timed out");
    }
    if (!(reply instanceof Reply.Result result)) {
      throw new Wrong(NAVIGATION, "Navigation failed: " + reply);
    }
    String error = result.value().path("errorText").asString("");
    if (!error.isEmpty()) {
      throw new Wrong(NAVIGATION, "Navigation failed: " + error);
    }
    String loader = result.value().path("loaderId").asString("");
    if (!loader.isEmpty()) {
      page.await(() -> page.isReadable(loader), limits.navigationMillis());
    }
    return result.value();
  }

  private Reply script(GatePage page, String method, ObjectNode params) throws Wrong, EngineFault {
    try {
      Deadline deadline = Deadline.in(Duration.ofMillis(limits.scriptMillis()));
      return chromium.ask(page.session, method, params, deadline);
    } catch (EngineFault e) {
      chromium.post(page.session, "Runtime.terminateExecution", Json.object());
      throw new Wrong(METHOD, method + " exceeded " + limits.scriptMillis() + "ms timeout");
    }
  }

  private JsonNode run(String method, ObjectNode params, GatePage page) throws Wrong, EngineFault {
    for (String of : List.of("contextId", "executionContextId")) {
      if (params.has(of)) {
        long world = params.path(of).asLong(0);
        if (!page.has(world)) {
          throw new Wrong(METHOD, "Cannot find context with specified id: " + world);
        }
        params.remove(of);
      }
    }
    Reply reply = script(page, method, params);
    if (reply instanceof Reply.Refusal && params.has("objectId")) {
      reply = script(page, "Runtime.evaluate", onNothing(params));
    }
    if (!(reply instanceof Reply.Result result)) {
      throw new Wrong(METHOD, "JS error: " + reply);
    }
    if (page.loading()) {
      page.await(() -> !page.loading(), limits.navigationMillis());
    }
    return thrown(result.value(), params);
  }

  /// A handle of an earlier document stands for nothing.
  private static ObjectNode onNothing(ObjectNode params) {
    var arguments = new StringBuilder();
    params
        .path("arguments")
        .forEach(each -> arguments.append(", ").append(Json.text(each.path("value"))));
    return Json.object()
        .put(
            "expression",
            "("
                + params.path("functionDeclaration").asString("")
                + ").call(undefined"
                + arguments
                + ")")
        .put("returnByValue", params.path("returnByValue").asBoolean(false))
        .put("awaitPromise", params.path("awaitPromise").asBoolean(false));
  }

  private static JsonNode thrown(JsonNode value, ObjectNode params) throws Wrong {
    JsonNode details = value.path("exceptionDetails");
    if (details.isMissingNode()) {
      return value;
    }
    String why = details.path("exception").path("description").asString("");
    if (params.path("awaitPromise").asBoolean(false)) {
      throw new Wrong(METHOD, "Promise rejected: " + why);
    }
    if (params.path("returnByValue").asBoolean(false)) {
      throw new Wrong(METHOD, "JS error: Uncaught " + why);
    }
    ObjectNode nothing = Json.object();
    nothing.putObject("result").put("type", "undefined");
    return nothing;
  }

  /// Told by the thread that reads from the browser behind: neither calls nor waits.
  void event(String session, String method, JsonNode params) {
    pages.stream()
        .filter(each -> each.session.equals(session) && !over)
        .findFirst()
        .ifPresent(page -> event(page, method, params));
  }

  private void event(GatePage page, String method, JsonNode params) {
    if (limits.proxy().isPresent() && method.startsWith("Fetch.")) {
      auth.event(page.session, method, params);
      return;
    }
    boolean whole = params.path("frameId").asString("").equals(page.frame());
    switch (method) {
      case "Page.javascriptDialogOpening" ->
          chromium.post(
              page.session, "Page.handleJavaScriptDialog", Json.object().put("accept", true));
      case "Page.frameStartedLoading", "Page.frameStartedNavigating" -> {
        if (whole) {
          page.loading(true);
        }
      }
      case "Page.frameStoppedLoading" -> {
        if (whole) {
          page.loading(false);
        }
      }
      case "Runtime.executionContextsCleared" -> page.newDocument();
      case "Page.lifecycleEvent" -> {
        if (params.path("name").asString("").equals("DOMContentLoaded")) {
          page.readable(params.path("loaderId").asString(""));
        }
      }
      default -> {}
    }
    if (table.tells(method)) {
      ObjectNode message = Json.object().put("method", method).put("sessionId", page.attached());
      message.set("params", params);
      page.tell(message, out);
    }
  }
}
