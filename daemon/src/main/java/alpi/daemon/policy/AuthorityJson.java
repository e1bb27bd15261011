package alpi.daemon.policy;

import alpi.alp.json.Json;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The form in which the record of a job keeps an [Authority]. What cannot be read bounds to
/// nothing.
public final class AuthorityJson {
  /// The field of a job's input that holds it, whatever the kind of the job.
  public static final String FIELD = "authority";

  private AuthorityJson() {}

  /// Puts it into the input of a job.
  public static void write(ObjectNode input, Authority authority) {
    input.set(FIELD, write(authority));
  }

  static ObjectNode write(Authority authority) {
    ObjectNode node = Json.object();
    node.put("alone", authority.alone());
    switch (authority.reach()) {
      case Reach.Profile _ -> node.put("reach", "profile");
      case Reach.Only only -> permits(node.put("reach", "only").putArray("permits"), only);
    }
    ArrayNode sources = node.putArray("sources");
    authority.labels().sources().stream().sorted().forEach(each -> sources.add(each.wire()));
    node.put("private", authority.labels().privateData());
    authority.usd().ifPresent(usd -> node.put("usd", usd.toPlainString()));
    return node;
  }

  private static void permits(ArrayNode into, Reach.Only only) {
    only.permits().stream()
        .sorted((a, b) -> order(a).compareTo(order(b)))
        .forEach(permit ->
            into.addObject()
                .put("capability", permit.capability().wire())
                .put("scope", permit.scope().value())
                .put("below", permit.scope().below()));
  }

  private static String order(Permit permit) {
    return permit.capability().wire() + " " + permit.scope().value() + permit.scope().below();
  }

  /// The authority of a job; [Authority#NOTHING] where its input says nothing or nothing sensible.
  public static Authority read(ObjectNode input) {
    if (!(input.path(FIELD) instanceof ObjectNode node)) {
      return Authority.NOTHING;
    }
    try {
      return Authority.recorded(reach(node), truth(node, "alone"), labels(node), usd(node));
    } catch (RuntimeException e) {
      return Authority.NOTHING;
    }
  }

  private static Reach reach(ObjectNode node) {
    return switch (node.path("reach").asString()) {
      case "profile" -> new Reach.Profile();
      case "only" -> {
        Set<Permit> permits = new LinkedHashSet<>();
        for (JsonNode each : node.path("permits")) {
          permits.add(permit(each));
        }
        yield new Reach.Only(permits);
      }
      default -> throw new IllegalArgumentException("no such reach");
    };
  }

  private static Permit permit(JsonNode node) {
    Capability capability = Capability.ofWire(node.path("capability").asString()).orElseThrow();
    return new Permit(capability, new Scope(node.path("scope").asString(), truth(node, "below")));
  }

  private static Labels labels(ObjectNode node) {
    Set<Source> sources = new LinkedHashSet<>();
    for (JsonNode each : node.path("sources")) {
      sources.add(Source.ofWire(each.asString()).orElseThrow());
    }
    return new Labels(sources, truth(node, "private"));
  }

  private static boolean truth(JsonNode node, String field) {
    if (!node.path(field).isBoolean()) {
      throw new IllegalArgumentException("not said: " + field);
    }
    return node.path(field).asBoolean();
  }

  private static Optional<BigDecimal> usd(ObjectNode node) {
    return node.has("usd")
        ? Optional.of(new BigDecimal(node.path("usd").asString()))
        : Optional.empty();
  }
}
