package alpi.daemon.host.verb;

import alpi.daemon.journal.Event;
import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The price that an event tells.
final class Usd {
  private Usd() {}

  static Optional<BigDecimal> of(Event event) {
    JsonNode usd = event.body().path("usd");
    try {
      return usd.isString()
          ? Optional.of(new BigDecimal(usd.stringValue()))
          : Optional.of(usd).filter(JsonNode::isNumber).map(JsonNode::decimalValue);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
