package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.base.Cancel;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.HttpCall;
import alpi.daemon.egress.HttpHeaders;
import alpi.daemon.egress.HttpResponse;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.Reach;
import alpi.daemon.egress.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Asks a server which models it has.
final class ModelListing {
  private static final Logger LOG = LoggerFactory.getLogger(ModelListing.class);
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_MODELS = 1000;

  private final Http http;

  ModelListing(Http http) {
    this.http = http;
  }

  /// @param models in its own order
  /// @param why there are none, as half a sentence; empty when there are
  record Answer(List<String> models, String why) {}

  /// Names of its models in its order; empty when it does not answer within `patience`.
  List<String> of(Endpoint endpoint, Duration patience) {
    return ask(endpoint, patience).models();
  }

  /// The names of its models, or why it gave none within `patience`.
  Answer ask(Endpoint endpoint, Duration patience) {
    HttpUrl base = endpoint.base();
    String path = base.path().endsWith("/") ? base.path() + "models" : base.path() + "/models";
    HttpHeaders headers = endpoint.headers().with("User-Agent", "alpi");
    var call =
        new HttpCall(
            "GET",
            base.withPath(path),
            endpoint.key().map(key -> endpoint.wire().authorize(headers, key)).orElse(headers),
            Optional.empty(),
            Reach.pinned(base.host(), base.port()),
            new Timeouts(patience, patience, patience, patience.multipliedBy(2)),
            EgressRecord.Kind.MODEL,
            MAX_BYTES,
            Optional.empty());
    try (HttpResponse response = http.exchange(call, new Cancel())) {
      byte[] body = response.firstBytes(MAX_BYTES);
      if (response.status() != 200) {
        return new Answer(List.of(), refused(response.status()));
      }
      List<String> names = names(Json.mapper().readTree(body));
      return new Answer(names, names.isEmpty() ? "it lists no models" : "");
    } catch (EgressException e) {
      LOG.debug("event=models_unlisted provider={} fault={}", endpoint.provider(), e.fault());
      return new Answer(List.of(), open(e.sentence()));
    } catch (IOException | JacksonException e) {
      LOG.debug("event=models_unlisted provider={} reason={}", endpoint.provider(), e.toString());
      return new Answer(List.of(), "what it answered is no list of models");
    }
  }

  private static String refused(int status) {
    return status == 401 || status == 403
        ? "it refused the key (HTTP " + status + ")"
        : "it answered HTTP " + status;
  }

  /// A sentence without its full stop.
  private static String open(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private static List<String> names(JsonNode answer) {
    JsonNode list = answer.path("data").isArray() ? answer.path("data") : answer.path("models");
    var names = new ArrayList<String>();
    for (JsonNode each : list) {
      String name = each.path("id").asString(each.path("name").asString(""));
      if (!name.isEmpty() && names.size() < MAX_MODELS) {
        names.add(name.startsWith("models/") ? name.substring("models/".length()) : name);
      }
    }
    return List.copyOf(names);
  }
}
