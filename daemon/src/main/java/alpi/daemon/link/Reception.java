package alpi.daemon.link;

import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.net.LinkExchange;
import alpi.alp.net.LinkServices;
import alpi.alp.rpc.Problem;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands what the gate let through to the verb that answers it, within what peers may cost.
final class Reception implements LinkServices {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final LinkParts parts;
  private final LinkBudget budget;
  private final Map<String, LinkVerb> verbs;

  Reception(LinkParts parts, List<LinkVerb> verbs) {
    this.parts = parts;
    this.budget = new LinkBudget(parts);
    this.verbs =
        verbs.stream().collect(Collectors.toUnmodifiableMap(LinkVerb::method, Function.identity()));
  }

  Set<String> methods() {
    return verbs.keySet();
  }

  @Override
  public void serve(LinkExchange exchange) throws InterruptedException {
    String method = exchange.request().method();
    LinkVerb verb = verbs.get(method);
    if (verb == null) {
      exchange.refuse(LinkError.of(LinkCode.METHOD_NOT_FOUND));
      return;
    }
    try {
      Optional<LinkError> over = budget.refusal(exchange.peer(), method);
      if (over.isPresent()) {
        refused(exchange, method, over.get());
      } else {
        verb.serve(exchange);
      }
    } catch (Problem e) {
      exchange.refuse(LinkError.of(LinkCode.INTERNAL_ERROR, e.sentence()));
    } catch (RuntimeException e) {
      LOG.error("event=link_verb_failed method={}", method, e);
      exchange.refuse(LinkError.of(LinkCode.INTERNAL_ERROR, "it is our fault"));
    }
  }

  private void refused(LinkExchange exchange, String method, LinkError error)
      throws InterruptedException {
    parts
        .journal()
        .later(
            Draft.of(EventKind.LINK_REFUSED, Peers.actor(exchange.peer()))
                .with("method", method)
                .with("decision", "deny")
                .with("reason", error.message()));
    exchange.refuse(error);
  }
}
