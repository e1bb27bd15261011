package alpi.cli.aot;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A model provider on loopback with two answers: a call of the shell to whoever asks for one, else
/// a few words. Speaks just enough of chat completions for a rehearsal of the daemon's own client.
final class RehearsedModel implements AutoCloseable {
  private static final String WORDS =
      """
      data: {"choices":[{"index":0,"delta":{"content":"A few "}}]}

      data: {"choices":[{"index":0,"delta":{"content":"words."}}]}

      data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      """;

  private static final String CALL =
      """
      data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1",\
      "type":"function","function":{"name":"shell",\
      "arguments":"{\\"command\\":\\"echo rehearsed\\"}"}}]}}]}

      data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

      """;

  private static final String END =
      """
      data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}

      data: [DONE]

      """;

  private final ServerSocket server;

  private RehearsedModel(ServerSocket server) {
    this.server = server;
  }

  static RehearsedModel start() throws IOException {
    var model = new RehearsedModel(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("rehearsed-model").start(model::accept);
    return model;
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // The rehearsal is over: the server was closed under this thread.
      return;
    }
  }

  private static void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      int length = contentLength(in);
      while (length >= 0) {
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        boolean asks = body.contains("Run: ") && !body.contains("\"role\":\"tool\"");
        answer(asks ? CALL : WORDS, out);
        length = contentLength(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the head of a request; -1 at the end of the connection.
  private static int contentLength(InputStream in) throws IOException {
    int length = 0;
    String line = line(in);
    if (line.isEmpty()) {
      return -1;
    }
    while (!line.isEmpty()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
      line = line(in);
    }
    return length;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (next != '\r') {
        line.append((char) next);
      }
      next = in.read();
    }
    return line.toString();
  }

  private static void answer(String events, OutputStream out) throws IOException {
    var head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    for (String event : (events + END).split("(?<=\n\n)", -1)) {
      if (!event.isEmpty()) {
        String chunk = Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
        out.write(chunk.getBytes(StandardCharsets.US_ASCII));
      }
    }
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
