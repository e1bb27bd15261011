package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Vector;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Errand;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.HttpCall;
import alpi.daemon.egress.HttpHeaders;
import alpi.daemon.egress.HttpResponse;
import alpi.daemon.egress.Reach;
import alpi.daemon.egress.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Has vectors made of texts by an endpoint that speaks OpenAI's embeddings API. It is asked once
/// and never followed elsewhere; an answer that is not whole is no answer.
public final class Embedder {
  /// Most bytes of an answer.
  static final int MAX_BYTES = 32 << 20;

  private final Http http;

  public Embedder(Http http) {
    this.http = http;
  }

  /// What came of it.
  public sealed interface Answer {
    /// One for each text, in their order, all of one dimension.
    record Vectors(List<Vector> all) implements Answer {
      public Vectors {
        all = List.copyOf(all);
      }
    }

    /// The endpoint is well and does not want one of these texts.
    record Declined(Problem why) implements Answer {}
  }

  /// @param texts at least one
  /// @param patience for all of it
  /// @throws Problem `model_unreachable`, `model_auth`, `rate_limited` or `model_broken`
  public Answer embed(
      EmbeddingEndpoint at,
      List<String> texts,
      Optional<Errand> errand,
      Duration patience,
      Cancel cancel) {
    try (HttpResponse response = http.exchange(call(at, texts, patience).on(errand), cancel)) {
      return switch (response.status()) {
        case 200 -> new Answer.Vectors(vectors(at, texts.size(), response.firstBytes(MAX_BYTES)));
        case 400, 413, 422 ->
            new Answer.Declined(broken(at, "declines a text" + status(response.status())));
        case 401, 403 -> throw unauthorized(at, response.status());
        case 429 ->
            throw Problem.of(
                ErrorCode.RATE_LIMITED, who(at) + " limits how often it may be asked (HTTP 429).");
        default -> throw broken(at, "failed" + status(response.status()));
      };
    } catch (EgressException e) {
      throw Problem.of(ErrorCode.MODEL_UNREACHABLE, who(at) + " gave no answer: " + e.sentence())
          .because(e);
    } catch (IOException | JacksonException e) {
      throw broken(at, "sent an answer that is no JSON").because(e);
    }
  }

  private static HttpCall call(EmbeddingEndpoint at, List<String> texts, Duration patience) {
    ObjectNode body = Json.object().put("model", at.model());
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    body.put("encoding_format", "float");
    HttpHeaders headers =
        HttpHeaders.NONE.with("User-Agent", "alpi").with("Accept", "application/json");
    return new HttpCall(
            "POST",
            at.url(),
            authorized(at, headers),
            Optional.empty(),
            Reach.pinned(at.url().host(), at.url().port()),
            new Timeouts(patience, patience, patience, patience),
            EgressRecord.Kind.RECALL,
            MAX_BYTES,
            Optional.empty())
        .posting("application/json", Json.mapper().writeValueAsBytes(body));
  }

  private static HttpHeaders authorized(EmbeddingEndpoint at, HttpHeaders headers) {
    try {
      return at.key()
          .filter(key -> !key.isEmpty())
          .map(key -> headers.with("Authorization", "Bearer " + key.reveal()))
          .orElse(headers);
    } catch (IllegalArgumentException _) {
      throw Problem.of(
          ErrorCode.MODEL_AUTH,
          "The key in " + at.keyVariable() + " has characters that no key has.",
          "Copy it again, without quotes and line ends.");
    }
  }

  private static List<Vector> vectors(EmbeddingEndpoint at, int count, byte[] body) {
    JsonNode data = Json.mapper().readTree(body).path("data");
    if (!data.isArray() || data.size() != count) {
      throw broken(at, "did not answer with one vector for each text");
    }
    Vector[] all = new Vector[count];
    int position = 0;
    for (JsonNode each : data) {
      int index = each.path("index").asInt(position++);
      if (index < 0 || index >= count || all[index] != null) {
        throw broken(at, "did not answer with one vector for each text");
      }
      all[index] =
          vector(each.path("embedding"))
              .orElseThrow(() -> broken(at, "answered with something that is no vector"));
    }
    List<Vector> vectors = new ArrayList<>(Arrays.asList(all));
    if (vectors.stream().mapToInt(Vector::dimension).distinct().count() > 1) {
      throw broken(at, "answered with vectors of different dimensions");
    }
    return vectors;
  }

  private static Optional<Vector> vector(JsonNode numbers) {
    if (!numbers.isArray() || numbers.size() > Vector.MAX_DIMENSION) {
      return Optional.empty();
    }
    double[] all = new double[numbers.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = numbers.get(i).isNumber() ? numbers.get(i).asDouble() : Double.NaN;
    }
    return Vector.of(all);
  }

  private static Problem unauthorized(EmbeddingEndpoint at, int status) {
    String key =
        at.key().isPresent()
            ? " does not accept the key in " + at.keyVariable()
            : " wants a key, and none is set";
    return Problem.of(
        ErrorCode.MODEL_AUTH,
        who(at) + key + status(status) + ".",
        "Name it in recall.embeddings.key and set it with `alpi secret set`.");
  }

  private static Problem broken(EmbeddingEndpoint at, String what) {
    return Problem.of(
        ErrorCode.MODEL_BROKEN,
        who(at) + " " + what + ".",
        "Check recall.embeddings.url and recall.embeddings.model.");
  }

  private static String who(EmbeddingEndpoint at) {
    return "The embeddings endpoint " + at.url().origin();
  }

  private static String status(int status) {
    return " (HTTP " + status + ")";
  }
}
