package alpi.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A model provider whose answers cost nothing, for timing what surrounds it. Speaks chat
/// completions and Responses on loopback. `BIGREPLY=N` in a request asks for N deltas of 20
/// characters; `TOOLCALL` for one shell call before the answer; anything else is answered in three
/// deltas.
final class ScriptedProvider implements AutoCloseable {
  private static final Pattern BIG = Pattern.compile("BIGREPLY=(\\d+)");
  private static final Pattern SHELL =
      Pattern.compile("\"name\":\"(exec_command|shell_command|shell|bash)\"");

  private final HttpServer server;

  /// @param port 0 for any free one
  ScriptedProvider(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", ScriptedProvider::answer);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    boolean chat = path.endsWith("/chat/completions");
    if (!chat && !path.endsWith("/responses")) {
      byte[] models =
          "{\"object\":\"list\",\"data\":[{\"id\":\"mock-model\"}]}"
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, models.length);
      exchange.getResponseBody().write(models);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 14)) {
      if (chat) {
        chat(out, body);
      } else {
        responses(out, body);
      }
    }
  }

  private static boolean wantsTool(String body) {
    return body.contains("TOOLCALL")
        && !body.contains("\"role\":\"tool\"")
        && !body.contains("function_call_output");
  }

  private static String shell(String body) {
    Matcher name = SHELL.matcher(body);
    return name.find() ? name.group(1) : "shell";
  }

  private static String arguments(String tool) {
    String field = tool.equals("exec_command") ? "cmd" : "command";
    return "{\\\"" + field + "\\\":\\\"echo hello-from-tool\\\"}";
  }

  private static int deltas(String body) {
    Matcher big = BIG.matcher(body);
    return big.find() ? Integer.parseInt(big.group(1)) : 3;
  }

  private static String delta(int at, int of) {
    return of == 3 ? "PONG from mock.".substring(5 * at, 5 * at + 5) : "chunk " + at + " .........";
  }

  private static void chat(OutputStream out, String body) throws IOException {
    if (wantsTool(body)) {
      String tool = shell(body);
      data(
          out,
          "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\","
              + "\"type\":\"function\",\"function\":{\"name\":\""
              + tool
              + "\",\"arguments\":\""
              + arguments(tool)
              + "\"}}]}}]}");
      data(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");
    } else {
      int of = deltas(body);
      for (int at = 0; at < of; at++) {
        data(
            out, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + delta(at, of) + "\"}}]}");
      }
      data(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    }
    data(out, "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}");
    data(out, "[DONE]");
  }

  private static void responses(OutputStream out, String body) throws IOException {
    typed(out, "response.created", "\"response\":{\"id\":\"r1\",\"status\":\"in_progress\"}");
    String item;
    if (wantsTool(body)) {
      String tool = shell(body);
      item =
          "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\""
              + tool
              + "\",\"arguments\":\""
              + arguments(tool)
              + "\",\"status\":\"completed\"}";
      typed(out, "response.output_item.added", "\"output_index\":0,\"item\":" + item);
    } else {
      int of = deltas(body);
      StringBuilder text = new StringBuilder();
      typed(
          out,
          "response.output_item.added",
          "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"m1\",\"role\":\"assistant\","
              + "\"content\":[]}");
      for (int at = 0; at < of; at++) {
        text.append(delta(at, of));
        typed(
            out,
            "response.output_text.delta",
            "\"item_id\":\"m1\",\"output_index\":0,\"content_index\":0,\"delta\":\""
                + delta(at, of)
                + "\"");
      }
      item =
          "{\"type\":\"message\",\"id\":\"m1\",\"role\":\"assistant\",\"status\":\"completed\","
              + "\"content\":[{\"type\":\"output_text\",\"text\":\""
              + text
              + "\",\"annotations\":[]}]}";
    }
    typed(out, "response.output_item.done", "\"output_index\":0,\"item\":" + item);
    typed(
        out,
        "response.completed",
        "\"response\":{\"id\":\"r1\",\"status\":\"completed\",\"output\":["
            + item
            + "],\"usage\":{\"input_tokens\":10,\"output_tokens\":5,\"total_tokens\":15}}");
  }

  private static void typed(OutputStream out, String type, String fields) throws IOException {
    out.write(("event: " + type + "\n").getBytes(StandardCharsets.UTF_8));
    data(out, "{\"type\":\"" + type + "\"," + fields + "}");
  }

  private static void data(OutputStream out, String json) throws IOException {
    out.write(("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
