package alpi.bench;

import alpi.cli.host.HostClient;
import alpi.cli.json.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// How long the first word of an answer takes in one profile while thousands of turns of another
/// wait and run; and how long it takes alone. The others ask a model that takes half a minute for
/// each answer, so that they stay.
///
/// Usage: `QueueBench LAUNCHER [turns] [rounds]`
public final class QueueBench {
  private static final int TURNS = 9_900;
  private static final int ROUNDS = 40;
  private static final int WARM = 200;

  /// Unanswered calls that one connection may have.
  private static final int ABREAST = 60;

  private static final Duration SLOW = Duration.ofSeconds(30);
  private static final String ANSWER =
      """
      data: {"choices":[{"index":0,"delta":{"content":"done"},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private QueueBench() {}

  public static void main(String[] arguments) throws Exception {
    String launcher = arguments[0];
    int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : TURNS;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : ROUNDS;
    try (Scratch scratch = Scratch.shortNamed("alpi-queue")) {
      Path home = scratch.path().resolve("home");
      Path work = Files.createDirectories(scratch.path().resolve("work"));
      run(launcher, home, work, "daemon", "start");
      run(launcher, home, work, "profile", "create", "crowd");
      List<HostClient> crowd = new ArrayList<>();
      HttpServer model = slowModel();
      try (HostClient one = connect(home)) {
        measured(one, work, WARM);
        System.out.printf(
            "%-12s %10s %10s %10s %10s%n", "first word", "p50 ms", "p90", "p99", "max");
        report("alone", measured(one, work, rounds));
        fill(home, work, turns, crowd, model);
        report("beside", measured(one, work, rounds));
        System.out.println("still waiting: " + waiting(one) + ", 500 counted at most");
      } finally {
        for (HostClient each : crowd) {
          each.close();
        }
        run(launcher, home, work, "daemon", "stop");
        model.stop(0);
      }
    }
  }

  private static HttpServer slowModel() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", QueueBench::slowly);
    server.start();
    return server;
  }

  private static void slowly(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    LockSupport.parkNanos(SLOW.toNanos());
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static HostClient connect(Path home) throws IOException {
    return HostClient.connect(home.resolve("host/host.sock"));
  }

  private static void run(String launcher, Path home, Path work, String... words)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(launcher);
    builder.command().addAll(List.of(words));
    builder.environment().put("ALPI_HOME", home.toString());
    builder.directory(work.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true);
    builder.start().waitFor();
  }

  private static JsonObject turn(String profile, Path work) {
    return new JsonObject()
        .put("profile", profile)
        .put("text", "what is 2 + 2")
        .put("model", "builtin")
        .put("cwd", work.toString())
        .put("newSession", true);
  }

  /// Puts the turns of the crowd into its queue, over as many connections as it takes, and waits
  /// until all of them are there.
  private static void fill(
      Path home, Path work, int turns, List<HostClient> crowd, HttpServer model)
      throws IOException {
    JsonObject environment =
        new JsonObject()
            .put("OPENAI_BASE_URL", "http://127.0.0.1:" + model.getAddress().getPort() + "/v1")
            .put("OPENAI_API_KEY", "x");
    for (int left = turns; left > 0; left -= ABREAST) {
      HostClient client = connect(home);
      crowd.add(client);
      int many = Math.min(left, ABREAST);
      for (int at = 0; at < many; at++) {
        JsonObject turn =
            turn("crowd", work).put("model", "openai/slow").put("environment", environment);
        client.send("host.chat.send", turn);
      }
      for (int accepted = 0; accepted < many; ) {
        accepted += kind(client.next()).equals("accepted") ? 1 : 0;
      }
    }
  }

  /// Of the event that a message brings; empty for an answer.
  private static String kind(@Nullable JsonObject message) throws IOException {
    if (message == null) {
      throw new IOException("the daemon closed the connection");
    }
    return message.has("method") ? message.object("params").object("event").text("kind") : "";
  }

  /// Nanoseconds from the question to the first word, in order.
  private static long[] measured(HostClient client, Path work, int rounds) throws IOException {
    long[] nanos = new long[rounds];
    for (int round = 0; round < rounds; round++) {
      long asked = System.nanoTime();
      long id = client.send("host.chat.send", turn("default", work));
      nanos[round] = answered(client, id) - asked;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  /// When the first word came; comes back after the last.
  private static long answered(HostClient client, long id) throws IOException {
    long first = 0;
    while (true) {
      JsonObject message = client.next();
      if (kind(message).equals("text") && first == 0) {
        first = System.nanoTime();
      }
      if (message != null && !message.has("method") && message.number("id") == id) {
        return first == 0 ? System.nanoTime() : first;
      }
    }
  }

  private static int waiting(HostClient client) throws IOException {
    JsonObject wanted =
        new JsonObject().put("profile", "crowd").put("state", "queued").put("limit", 500);
    return client.call("host.job.list", wanted).array("jobs").size();
  }

  private static void report(String what, long[] sorted) {
    System.out.printf("%-12s", what);
    for (double share : new double[] {0.5, 0.9, 0.99, 1}) {
      int at = Math.min(sorted.length - 1, (int) (share * sorted.length));
      System.out.printf(Locale.ROOT, " %10.1f", sorted[at] / 1e6);
    }
    System.out.println();
  }
}
