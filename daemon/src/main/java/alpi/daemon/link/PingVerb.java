package alpi.daemon.link;

import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.fast.Preface;
import alpi.alp.json.Json;
import alpi.alp.net.LinkExchange;
import tools.jackson.databind.JsonNode;

/// `link.ping`: says that the profile is there; with whoever wants that, witnesses are exchanged.
///
/// @param name of the profile, as peers see it
record PingVerb(String name, Witnesses witnesses) implements LinkVerb {
  /// Longest nonce that is given back, in characters.
  static final int MAX_NONCE = 256;

  /// Of the protocol.
  static final int VERSION = 1;

  @Override
  public String method() {
    return "link.ping";
  }

  @Override
  public void serve(LinkExchange exchange) throws InterruptedException {
    String nonce = exchange.request().params().path("nonce").asString("");
    if (nonce.length() > MAX_NONCE) {
      exchange.refuse(LinkError.of(LinkCode.INVALID_PARAMS, "the nonce is too long"));
      return;
    }
    var answer = Json.object().put("nonce", nonce).put("version", VERSION).put("agent_name", name);
    answer.putArray("lanes").add(Preface.LANE).add(Preface.BATCH);
    JsonNode record = exchange.request().params().path(Witnesses.FIELD);
    if (record.isObject() && witnesses.wanted()) {
      answer.set(Witnesses.FIELD, witnesses.answer(exchange.peer(), record));
    }
    exchange.answer(answer);
  }
}
