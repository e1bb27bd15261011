package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.ReaderScript;
import alpi.browser.TabId;
import alpi.browser.Waits;
import alpi.browser.chromium.Tab;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One page: where it is in loading, and the reader that lives in it. Events come from the reading
/// thread, everything else from the engine's.
final class CdpTab implements Tab {
  /// Whether the page can be read, and whether it has finished.
  private enum Stage {
    COMMITTED,
    READABLE,
    LOADED
  }

  private static final String CRASHED = "Inspector.targetCrashed";
  private static final String WORLD = "alpi";

  /// Asks the reader for one of its verbs. Where the document was replaced meanwhile, `this` is
  /// something else.
  private static final String CALL =
      """
      async function(verb, given) {
        if (!this || this.alpi !== 'reader') return { gone: true };
        try { return { ok: await this[verb](given) }; }
        catch (e) { return { wrong: String(e) }; }
      }
      """;

  /// Between two looks for a document to read.
  private static final Duration AGAIN = Duration.ofMillis(20);

  private final CdpConnection connection;
  private final TabId id;
  private final String target;
  private final String session;

  /// Guards what the events tell.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private String frame = "";
  private String loader = "";
  private Stage stage = Stage.LOADED;
  private boolean loading;
  private boolean crashed;
  private boolean gone;
  private long documents;
  private volatile String url = "";
  private Optional<String> reader = Optional.empty();

  CdpTab(CdpConnection connection, TabId id, String target, String session) {
    this.connection = connection;
    this.id = id;
    this.target = target;
    this.session = session;
  }

  @Override
  public TabId id() {
    return id;
  }

  String target() {
    return target;
  }

  String session() {
    return session;
  }

  /// Of the page as a whole, among its frames.
  String frame() {
    return told(() -> frame);
  }

  /// Where the document that is there came from; empty before the first.
  String url() {
    return url;
  }

  void begin(int width, int height, Deadline deadline) throws EngineFault {
    call("Page.enable", Json.object(), deadline);
    call("Inspector.enable", Json.object(), deadline);
    call("Page.setLifecycleEventsEnabled", Json.object().put("enabled", true), deadline);
    call(
        "Emulation.setDeviceMetricsOverride",
        Json.object()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false),
        deadline);
    JsonNode tree = call("Page.getFrameTree", Json.object(), deadline);
    locked(() -> frame = tree.path("frameTree").path("frame").path("id").asString(""));
  }

  JsonNode call(String method, ObjectNode params, Deadline deadline) throws EngineFault {
    if (crashed()) {
      throw new EngineFault(new Fault.PageCrashed());
    }
    return connection.call(session, method, params, deadline);
  }

  @Override
  public boolean crashed() {
    return told(() -> crashed);
  }

  boolean gone() {
    return told(() -> gone);
  }

  boolean loading() {
    return told(() -> loading);
  }

  long documents() {
    return told(() -> documents);
  }

  /// What the events told so far.
  private <T> T told(Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Told by the reading thread.
  ///
  /// @return whether the page crashed by it
  boolean event(String method, JsonNode params) {
    switch (method) {
      case "Page.lifecycleEvent" -> lifecycle(params);
      case "Page.frameNavigated" -> navigated(params.path("frame"));
      case "Page.frameStartedLoading", "Page.frameStartedNavigating" -> loading(params, true);
      case "Page.frameStoppedLoading" -> loading(params, false);
      case CRASHED -> locked(() -> crashed = true);
      default -> {}
    }
    return method.equals(CRASHED);
  }

  /// Told by the reading thread: the page is no more.
  void left() {
    locked(() -> gone = true);
  }

  private void lifecycle(JsonNode params) {
    if (!params.path("frameId").asString("").equals(frame)) {
      return;
    }
    String of = params.path("loaderId").asString("");
    locked(() -> {
      if (of.equals(loader)) {
        switch (params.path("name").asString("")) {
          case "DOMContentLoaded" -> stage = stage == Stage.LOADED ? stage : Stage.READABLE;
          case "load" -> stage = Stage.LOADED;
          default -> {}
        }
      }
    });
  }

  private void navigated(JsonNode of) {
    if (of.has("parentId") || !of.path("id").asString("").equals(frame)) {
      return;
    }
    url = of.path("url").asString("");
    locked(() -> {
      loader = of.path("loaderId").asString("");
      stage = Stage.COMMITTED;
      documents++;
      crashed = false;
      reader = Optional.empty();
    });
  }

  private void loading(JsonNode params, boolean now) {
    if (params.path("frameId").asString("").equals(frame)) {
      locked(() -> loading = now);
    }
  }

  /// Waits until it is so, or the page is no more.
  ///
  /// @return whether it is so
  boolean await(BooleanSupplier so, Deadline deadline) throws EngineFault {
    lock.lock();
    try {
      while (!so.getAsBoolean()) {
        if (crashed && !gone) {
          throw new EngineFault(new Fault.PageCrashed());
        }
        if (connection.over()) {
          throw new EngineFault(new Fault.EngineGone("it hung up"));
        }
        long left = deadline.left().toNanos();
        if (gone || left <= 0 || changed.awaitNanos(left) <= 0) {
          return so.getAsBoolean();
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineFault(new Fault.TimedOut("waiting for the page, which was called off"), e);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a document to be readable, and a while for it to finish.
  ///
  /// @param wanted the loader of the document; empty for whichever is there
  /// @return whether it finished
  boolean awaitLoad(String wanted, Deadline deadline) throws EngineFault {
    boolean readable = await(() -> here(wanted) && stage != Stage.COMMITTED, deadline);
    if (!readable && !gone()) {
      throw new EngineFault(new Fault.TimedOut("the page was loading"));
    }
    return await(() -> stage == Stage.LOADED, deadline.within(Waits.LOAD));
  }

  private boolean here(String wanted) {
    return wanted.isEmpty() || loader.equals(wanted);
  }

  /// Waits for a navigation that has begun by itself, if there is one.
  void awaitRest(Deadline deadline) throws EngineFault {
    await(() -> !loading, deadline);
  }

  /// Asks the reader. Where the document is replaced meanwhile, the new one is asked.
  @Override
  public JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault {
    while (true) {
      deadline.check("the page was being read");
      Optional<String> object = reader(deadline);
      if (object.isEmpty()) {
        await(() -> false, deadline.within(AGAIN));
        continue;
      }
      switch (on(object.get(), verb, arguments, deadline)) {
        case Reply.Result result -> {
          JsonNode said = value(verb, result.value());
          if (said.has("ok")) {
            return said.path("ok");
          }
          if (said.has("wrong")) {
            throw new EngineFault(unread(verb, said.path("wrong").asString("")));
          }
          forget(object.get());
          await(() -> false, deadline.within(AGAIN));
        }
        case Reply.Refusal refusal when refusal.documentGone() -> forget(object.get());
        case Reply.Refusal refusal ->
            throw new EngineFault(new Fault.Invalid("The page was not read: " + refusal.message()));
        case Reply.Detached _ ->
            throw new EngineFault(new Fault.Invalid("The tab was closed meanwhile."));
        case Reply.Crashed _ -> throw new EngineFault(new Fault.PageCrashed());
        case Reply.HungUp _ -> throw new EngineFault(new Fault.EngineGone("it hung up"));
      }
    }
  }

  private Reply on(String object, String verb, ObjectNode arguments, Deadline deadline)
      throws EngineFault {
    ObjectNode params =
        Json.object()
            .put("objectId", object)
            .put("functionDeclaration", CALL)
            .put("returnByValue", true)
            .put("awaitPromise", true);
    params.putArray("arguments").addObject().put("value", verb);
    params.withArray("arguments").addObject().set("value", arguments);
    try {
      if (crashed()) {
        throw new EngineFault(new Fault.PageCrashed());
      }
      return connection.ask(session, "Runtime.callFunctionOn", params, deadline);
    } catch (EngineFault e) {
      if (e.fault() instanceof Fault.TimedOut) {
        connection.post(session, "Runtime.terminateExecution", Json.object());
        throw new EngineFault(new Fault.TimedOut("the page was busy with a script of its own"), e);
      }
      throw e;
    }
  }

  private JsonNode value(String verb, JsonNode result) throws EngineFault {
    JsonNode wrong = result.path("exceptionDetails");
    if (!wrong.isMissingNode()) {
      String why = wrong.path("exception").path("description").asString("");
      throw new EngineFault(unread(verb, why));
    }
    return result.path("result").path("value");
  }

  private static Fault unread(String verb, String why) {
    return new Fault.Invalid(
        "The page was not read (" + verb + "): " + why.lines().findFirst().orElse("?"));
  }

  /// The element of a reference as the browser's own handle; empty when it is stale.
  Optional<String> handle(long ref, Deadline deadline) throws EngineFault {
    Optional<String> object = reader(deadline);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode params =
        Json.object()
            .put("objectId", object.get())
            .put("functionDeclaration", "function(n) { return this.element(n); }");
    params.putArray("arguments").addObject().put("value", ref);
    JsonNode found = call("Runtime.callFunctionOn", params, deadline).path("result");
    String handle = found.path("objectId").asString("");
    return handle.isEmpty() ? Optional.empty() : Optional.of(handle);
  }

  /// The reader of the document that is there now; empty while there is none to live in.
  private Optional<String> reader(Deadline deadline) throws EngineFault {
    lock.lock();
    try {
      if (reader.isPresent()) {
        return reader;
      }
    } finally {
      lock.unlock();
    }
    long document = documents();
    Optional<String> made = settleIn(deadline);
    locked(() -> {
      if (documents == document) {
        reader = made;
      }
    });
    return made;
  }

  private Optional<String> settleIn(Deadline deadline) throws EngineFault {
    ObjectNode where = Json.object().put("frameId", frame).put("worldName", WORLD);
    if (crashed()) {
      throw new EngineFault(new Fault.PageCrashed());
    }
    Reply world = connection.ask(session, "Page.createIsolatedWorld", where, deadline);
    if (!(world instanceof Reply.Result result)) {
      return Optional.empty();
    }
    ObjectNode script =
        Json.object()
            .put("expression", "(" + ReaderScript.text() + ")()")
            .put("contextId", result.value().path("executionContextId").asLong(0));
    Reply made = connection.ask(session, "Runtime.evaluate", script, deadline);
    if (!(made instanceof Reply.Result reader)) {
      return Optional.empty();
    }
    value("start", reader.value());
    return Optional.of(reader.value().path("result").path("objectId").asString(""))
        .filter(object -> !object.isEmpty());
  }

  private void forget(String object) {
    locked(() -> {
      if (reader.equals(Optional.of(object))) {
        reader = Optional.empty();
      }
    });
  }
}
