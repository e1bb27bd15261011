package alpi.cli;

import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import alpi.cli.json.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The other end of `alpi mcp` or `alpi acp`, as a program that started it as its helper: writes
/// lines, reads lines.
final class PipedPartner implements AutoCloseable {
  private final Client client;
  private final OutputStream to;
  private final BufferedReader from;

  PipedPartner(Path home, String... args) throws IOException {
    client = Client.talking(home, args);
    to = client.process().getOutputStream();
    from =
        new BufferedReader(
            new InputStreamReader(client.process().getInputStream(), StandardCharsets.UTF_8));
  }

  void raw(String line) throws IOException {
    to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    to.flush();
  }

  void request(long id, String method, String params) throws IOException {
    raw(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
  }

  void tell(String method, String params) throws IOException {
    raw("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  JsonObject next() throws IOException {
    byte[] line =
        Objects.requireNonNull(from.readLine(), () -> "the helper ended: " + client.err())
            .getBytes(StandardCharsets.UTF_8);
    return JsonReader.readObject(line, 0, line.length);
  }

  /// Everything up to the answer with this id, that one last.
  List<JsonObject> until(long id) throws IOException {
    List<JsonObject> seen = new ArrayList<>();
    do {
      seen.add(next());
    } while (seen.getLast().has("method") || seen.getLast().number("id") != id);
    return seen;
  }

  /// Asks and gives the whole answer.
  JsonObject ask(long id, String method, String params) throws IOException {
    request(id, method, params);
    return until(id).getLast();
  }

  /// Closes its input and gives the status it ends with.
  int end() throws IOException, InterruptedException {
    to.close();
    return client.exit();
  }

  static String text(List<JsonObject> messages) {
    StringBuilder all = new StringBuilder();
    messages.forEach(message -> all.append(JsonWriter.text(message)).append('\n'));
    return all.toString();
  }

  @Override
  public void close() {
    client.close();
  }
}
