package alpi.browser.cdp;

import alpi.alp.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// Which calls an Obscura answers, which it takes and does nothing for, and what it tells of.
final class GateTable {
  /// What becomes of a call.
  enum Fate {
    ANSWERED,
    NOTHING,
    UNKNOWN_METHOD,
    UNKNOWN_DOMAIN
  }

  private final JsonNode tree = Json.parse(resource("obscura-dialect.json"));

  Fate of(String method) {
    String domain = method.substring(0, Math.max(0, method.indexOf('.')));
    String verb = method.substring(method.indexOf('.') + 1);
    if (has(tree.path("answers").path(domain), verb)) {
      return Fate.ANSWERED;
    }
    if (has(tree.path("nothing").path(domain), verb)
        || has(tree.path("nothingForAll"), domain)
        || has(tree.path("nothingForOthers"), domain)) {
      return Fate.NOTHING;
    }
    return tree.path("answers").has(domain) ? Fate.UNKNOWN_METHOD : Fate.UNKNOWN_DOMAIN;
  }

  boolean tells(String event) {
    return has(tree.path("events"), event);
  }

  String commit() {
    return tree.path("commit").asString("");
  }

  String product() {
    return tree.path("product").asString("");
  }

  String userAgent() {
    return tree.path("userAgent").asString("");
  }

  /// All calls that are answered.
  java.util.List<String> answered() {
    return tree.path("answers")
        .propertyStream()
        .flatMap(domain ->
            domain.getValue().valueStream().map(m -> domain.getKey() + "." + m.asString("")))
        .toList();
  }

  private static boolean has(JsonNode list, String word) {
    return list.valueStream().anyMatch(each -> each.asString("").equals(word));
  }

  static String resource(String name) {
    try (InputStream in = GateTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not there");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
