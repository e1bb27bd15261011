package alpi.accept;

import alpi.alp.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One tab of a browser as its developer tools see it: scripts in the page, its keys, its size and
/// colours. A browser of its own, apart from the engines that are tested elsewhere.
public final class DevTools implements AutoCloseable, WebSocket.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");

  /// What keys are called, and what they type; the numbers are those that browsers give them.
  private static final Map<String, String> KEYS =
      Map.of("Enter", "\r", "Tab", "\t", "Escape", "", "ArrowDown", "", "ArrowUp", "", "End", "");

  private static final Map<String, Integer> CODES =
      Map.of("Enter", 13, "Tab", 9, "Escape", 27, "ArrowDown", 40, "ArrowUp", 38, "End", 35);

  private final Process process;
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;
  private final String session;

  private DevTools(Process process, URI address) throws IOException {
    this.process = process;
    socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, this).join();
    ObjectNode tab = Json.object().put("url", "about:blank");
    String target = call("", "Target.createTarget", tab).path("targetId").asString("");
    ObjectNode attach = Json.object().put("targetId", target).put("flatten", true);
    session = call("", "Target.attachToTarget", attach).path("sessionId").asString("");
    call("Page.enable", Json.object());
  }

  /// @param home where the browser keeps what it keeps
  public static DevTools start(Path browser, Path home) throws IOException {
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--user-data-dir=" + home)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BlockingQueue<String> found = new LinkedBlockingQueue<>();
    Thread.ofVirtual().start(() -> drain(process.errorReader(StandardCharsets.UTF_8), found));
    try {
      String address = found.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (address == null) {
        throw new IOException("the browser does not say where it listens");
      }
      return new DevTools(process, URI.create(address));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void drain(BufferedReader errors, BlockingQueue<String> found) {
    errors
        .lines()
        .forEach(line -> {
          Matcher matcher = ADDRESS.matcher(line);
          if (matcher.find()) {
            found.add(matcher.group(1));
          }
        });
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      JsonNode message = Json.mapper().readTree(partial.toString());
      partial.setLength(0);
      CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt(0));
      if (call != null) {
        call.complete(message);
      }
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private JsonNode call(String method, ObjectNode params) throws IOException {
    return call(session, method, params);
  }

  private JsonNode call(String of, String method, ObjectNode params) throws IOException {
    int id = next.incrementAndGet();
    ObjectNode message = Json.object().put("id", id).put("method", method);
    message.set("params", params);
    if (!of.isEmpty()) {
      message.put("sessionId", of);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    calls.put(id, answer);
    socket.sendText(message.toString(), true).join();
    try {
      JsonNode told = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (told.has("error")) {
        throw new IOException(method + ": " + told.path("error").path("message").asString(""));
      }
      return told.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new IOException(method, e);
    }
  }

  public void open(String url) throws IOException {
    call("Page.navigate", Json.object().put("url", url));
  }

  /// How the window is and what its owner likes, for example `dark`.
  public void look(int width, int height, String colours) throws IOException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Json.object()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    ObjectNode media = Json.object();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", colours);
    call("Emulation.setEmulatedMedia", media);
  }

  /// Runs a script and tells what it, or the promise that it makes, comes to.
  public JsonNode run(String script) throws IOException {
    JsonNode told =
        call(
            "Runtime.evaluate",
            Json.object()
                .put("expression", script)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (told.has("exceptionDetails")) {
      throw new IOException(told.path("exceptionDetails").toString());
    }
    return told.path("result").path("value");
  }

  /// Waits until an expression is true in the page.
  public void await(String expression) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(expression)) {
      if (System.nanoTime() > end) {
        String seen = run("document.body.innerText").asString("");
        throw new AssertionError("never so: " + expression + "\nthe page says:\n" + seen);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }

  private boolean holds(String expression) throws IOException {
    try {
      return run("!!(" + expression + ")").asBoolean(false);
    } catch (IOException e) {
      // A page that is just being left has no context to ask.
      return false;
    }
  }

  /// Presses one key, for example `Tab`, or a letter with Control.
  public void press(String key, boolean control) throws IOException {
    String text = KEYS.getOrDefault(key, control ? "" : key);
    ObjectNode down =
        Json.object()
            .put("type", text.isEmpty() ? "rawKeyDown" : "keyDown")
            .put("key", key)
            .put("code", key)
            .put("modifiers", control ? 2 : 0)
            .put("windowsVirtualKeyCode", CODES.getOrDefault(key, (int) key.charAt(0)));
    if (!text.isEmpty()) {
      down.put("text", text);
    }
    call("Input.dispatchKeyEvent", down);
    ObjectNode up = down.deepCopy().put("type", "keyUp");
    up.remove("text");
    call("Input.dispatchKeyEvent", up);
  }

  /// Types where the focus is.
  public void type(String text) throws IOException {
    call("Input.insertText", Json.object().put("text", text));
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
