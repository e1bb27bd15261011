package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One connection to a browser: calls by number, their answers, and events. Calls may come from any
/// thread; events are handed on by the one that reads.
final class CdpConnection implements AutoCloseable {
  /// Takes events on the reading thread: it must not call and wait.
  @FunctionalInterface
  interface Listener {
    void event(String session, String method, JsonNode params);
  }

  /// The session of the browser itself.
  static final String BROWSER = "";

  /// The event that is none of the browser's: it hung up.
  static final String HUNG_UP = "alpi.hungUp";

  private record Waiting(String session, CompletableFuture<Reply> reply) {}

  private final Transport transport;
  private final Listener listener;
  private final AtomicLong last = new AtomicLong();
  private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private volatile boolean over;

  CdpConnection(Transport transport, Listener listener) {
    this.transport = transport;
    this.listener = listener;
  }

  /// Begins to read.
  void start() {
    Thread.ofVirtual().name("browser-cdp").start(this::read);
  }

  boolean over() {
    return over;
  }

  /// Calls and waits for a good answer.
  JsonNode call(String session, String method, ObjectNode params, Deadline deadline)
      throws EngineFault {
    return result(ask(session, method, params, deadline), method);
  }

  /// What a good answer brought.
  static JsonNode result(Reply reply, String method) throws EngineFault {
    return switch (reply) {
      case Reply.Result result -> result.value();
      case Reply.Refusal refusal ->
          throw new EngineFault(
              new Fault.Invalid("The browser refused " + method + ": " + refusal.message()));
      case Reply.Detached _ ->
          throw new EngineFault(new Fault.Invalid("The tab was closed meanwhile."));
      case Reply.Crashed _ -> throw new EngineFault(new Fault.PageCrashed());
      case Reply.HungUp _ -> throw new EngineFault(new Fault.EngineGone("it hung up"));
    };
  }

  /// Calls and waits for any answer.
  Reply ask(String session, String method, ObjectNode params, Deadline deadline)
      throws EngineFault {
    var waits = new Waiting(session, new CompletableFuture<>());
    long id = last.incrementAndGet();
    waiting.put(id, waits);
    try {
      send(id, session, method, params);
      return waits.reply().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new EngineFault(new Fault.TimedOut("the browser worked on " + method), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineFault(new Fault.TimedOut("waiting for the browser, which was called off"), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("answers are values", e);
    } finally {
      waiting.remove(id);
    }
  }

  /// Calls without waiting; nobody learns what came of it. For the reading thread too.
  void post(String session, String method, ObjectNode params) {
    try {
      send(last.incrementAndGet(), session, method, params);
    } catch (EngineFault e) {
      end();
    }
  }

  private void send(long id, String session, String method, ObjectNode params) throws EngineFault {
    ObjectNode message = Json.object().put("id", id).put("method", method);
    message.set("params", params);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    try {
      if (over) {
        throw new IOException("the browser has hung up");
      }
      transport.send(Json.text(message));
    } catch (IOException e) {
      throw new EngineFault(new Fault.EngineGone("it hung up"), e);
    }
  }

  private void read() {
    try {
      for (Optional<String> next = transport.receive();
          next.isPresent();
          next = transport.receive()) {
        take(Json.parse(next.get()));
      }
    } catch (IOException | JacksonException e) {
      // Whatever broke, the connection is of no use any more: everybody who waits is told.
      over = true;
    } finally {
      end();
    }
  }

  private void take(JsonNode message) {
    String session = message.path("sessionId").asString("");
    if (message.has("id")) {
      Waiting waits = waiting.get(message.path("id").asLong(0));
      if (waits != null) {
        waits.reply().complete(reply(message));
      }
      return;
    }
    String method = message.path("method").asString("");
    JsonNode params = message.path("params");
    listener.event(session, method, params);
    switch (method) {
      case "Target.detachedFromTarget" ->
          answer(params.path("sessionId").asString(""), new Reply.Detached());
      case "Inspector.targetCrashed" -> answer(session, new Reply.Crashed());
      default -> {}
    }
  }

  /// Answers whoever waits for a page that will not.
  private void answer(String session, Reply reply) {
    waiting.values().stream()
        .filter(each -> each.session().equals(session))
        .forEach(each -> each.reply().complete(reply));
  }

  private static Reply reply(JsonNode message) {
    JsonNode error = message.path("error");
    return error.isMissingNode()
        ? new Reply.Result(message.path("result"))
        : new Reply.Refusal(error.path("message").asString("no reason given"));
  }

  private void end() {
    over = true;
    waiting.values().forEach(each -> each.reply().complete(new Reply.HungUp()));
    listener.event(BROWSER, HUNG_UP, Json.object());
  }

  @Override
  public void close() {
    over = true;
    transport.close();
    end();
  }
}
