package alpi.daemon.model;

import alpi.alp.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An embeddings endpoint on loopback: a vector is the sum of those of the words, and words of one
/// meaning, as the test names them, have the same one. It fails in each way that one can.
public final class ScriptedEmbeddings implements AutoCloseable {
  /// How it behaves.
  public enum Mood {
    WELL,
    BROKEN,
    SILENT,
    GARBAGE,
    TOO_FEW,
    ZEROS,
    UNAUTHORIZED,
    DECLINES_ALL
  }

  private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  private final ScriptedModelServer server = ScriptedModelServer.start(this::answer);
  private final Map<String, String> meanings;
  private volatile Mood mood = Mood.WELL;
  private volatile int dimension = 64;
  private volatile String declined = "";

  /// @param meanings what words mean, where it is not themselves
  public ScriptedEmbeddings(Map<String, String> meanings) {
    this.meanings = Map.copyOf(meanings);
  }

  public void mood(Mood now) {
    mood = now;
  }

  public void dimension(int now) {
    dimension = now;
  }

  /// Refuses every request with this word in it.
  public void decline(String word) {
    declined = word;
  }

  public String url() {
    return server.url("/v1");
  }

  public List<ScriptedModelServer.Request> requests() {
    return server.requests();
  }

  /// All that was ever sent there.
  public String sent() {
    return String.join("\n", requests().stream().map(ScriptedModelServer.Request::body).toList());
  }

  private void answer(ScriptedModelServer.Request request, int nth, ScriptedModelServer.Reply reply)
      throws IOException {
    JsonNode input = Json.parse(request.body()).path("input");
    boolean declines = !declined.isEmpty() && input.toString().contains(declined);
    Mood now = declines ? Mood.DECLINES_ALL : mood;
    switch (now) {
      case WELL -> reply.whole(200, "application/json", vectors(input, input.size(), dimension));
      case TOO_FEW ->
          reply.whole(200, "application/json", vectors(input, input.size() - 1, dimension));
      case ZEROS -> reply.whole(200, "application/json", zeros(input.size()));
      case BROKEN -> reply.whole(503, "text/plain", "in trouble");
      case SILENT -> reply.silence();
      case GARBAGE -> reply.whole(200, "text/html", "<html>welcome</html>");
      case UNAUTHORIZED -> reply.whole(401, "application/json", "{\"error\":\"who?\"}");
      case DECLINES_ALL -> reply.whole(400, "application/json", "{\"error\":\"no\"}");
    }
  }

  private String vectors(JsonNode input, int count, int dimension) {
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    for (int i = count - 1; i >= 0; i--) {
      ArrayNode numbers = data.addObject().put("index", i).putArray("embedding");
      for (double part : vector(input.get(i).stringValue(), dimension)) {
        numbers.add(part);
      }
    }
    return Json.text(answer);
  }

  private static String zeros(int count) {
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    for (int i = 0; i < count; i++) {
      data.addObject().put("index", i).putArray("embedding").add(0).add(0);
    }
    return Json.text(answer);
  }

  private double[] vector(String text, int dimension) {
    double[] sum = new double[dimension];
    for (String word : WORDS.split(text.toLowerCase(Locale.ROOT), -1)) {
      var own = new Random(meanings.getOrDefault(word, word).hashCode());
      for (int i = 0; i < dimension && !word.isEmpty(); i++) {
        sum[i] += own.nextGaussian();
      }
    }
    return sum;
  }

  @Override
  public void close() {
    server.close();
  }
}
