package alpi.bench;

import alpi.alp.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One client of the host plane for a short while: connects, asks for some of everything, leaves.
final class SoakClient implements AutoCloseable {
  private static final List<String> PROFILES = List.of("default", "work", "family");

  private final SocketChannel channel;
  private final BufferedReader lines;
  private final Path workspace;
  private final String modelUrl;
  private final Random random;
  private final ObjectNode profile;
  private int id;
  private String session = "";

  SoakClient(Path home, Path workspace, String modelUrl, Random random) throws IOException {
    this.workspace = workspace;
    this.modelUrl = modelUrl;
    this.random = random;
    this.profile = Json.object().put("profile", PROFILES.get(random.nextInt(PROFILES.size())));
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(home.resolve("host/host.sock")));
    lines =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
  }

  /// A new conversation, turns of every kind in it, and what an app does around them.
  ///
  /// @return how many turns ended well
  int visit() throws IOException {
    int done = 0;
    for (int turn = 2 + random.nextInt(4); turn > 0; turn--) {
      done += turn() ? 1 : 0;
    }
    call("host.session.list", profile.deepCopy().put("limit", 20));
    call("host.session.search", profile.deepCopy().put("query", "pong"));
    call("host.events.read", profile.deepCopy().put("after", 0).put("limit", 50));
    call("host.daemon.status", Json.object());
    if (!session.isEmpty() && random.nextInt(4) == 0) {
      call("host.session.delete", profile.deepCopy().put("session", session));
    }
    return done;
  }

  private boolean turn() throws IOException {
    ObjectNode params = profile.deepCopy();
    params.put("cwd", workspace.toString());
    params
        .putObject("environment")
        .put("OPENAI_BASE_URL", modelUrl)
        .put("OPENAI_API_KEY", "x")
        .put("ALPI_MODEL", "openai/mock-model");
    switch (random.nextInt(5)) {
      case 0 -> params.put("text", "TOOLCALL please run the shell command");
      case 1 -> params.put("text", "BIGREPLY=2000");
      case 2 -> {
        params.put("text", "what is in these");
        params
            .putArray("attachments")
            .addObject()
            .put("path", workspace.resolve("note-" + random.nextInt(8) + ".txt").toString());
      }
      case 3 -> {
        String piped = ("line " + random.nextLong() + "\n").repeat(400);
        params.put("text", "what is this");
        params.putObject("stdin").put("text", piped).put("bytes", piped.length());
      }
      default -> params.put("text", "say hi " + random.nextInt(1000));
    }
    if (!session.isEmpty()) {
      params.put("session", session);
    }
    JsonNode result = call("host.chat.send", params).path("result");
    session = result.path("session").asString(session);
    return result.path("state").asString("").equals("done");
  }

  private JsonNode call(String method, ObjectNode params) throws IOException {
    int mine = ++id;
    ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", mine).put("method", method);
    request.set("params", params);
    ByteBuffer bytes =
        ByteBuffer.wrap((Json.text(request) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    while (true) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("the daemon closed the connection");
      }
      JsonNode message = Json.parse(line);
      if (!message.has("method") && message.path("id").asInt(-1) == mine) {
        return message;
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
