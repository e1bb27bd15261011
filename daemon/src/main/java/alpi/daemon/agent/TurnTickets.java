package alpi.daemon.agent;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.alp.json.Json;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.policy.AuthorityJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the job row of a turn says: everything about the request that is not private. The owner's
/// words lie in the conversation, the asker's environment is never written down; only the names of
/// its variables are, so that a turn which outlived its daemon is not answered by another model
/// than the one it was meant for.
record TurnTickets(ProfileName profile) {
  /// The row of a request that was given a conversation.
  ObjectNode write(TurnRequest request, SessionId session) {
    ObjectNode ticket = options(request);
    ticket.put("profile", profile.value()).put("session", session.value());
    ticket.put("request", fingerprint(request).hex());
    ArrayNode names = ticket.putArray("environment");
    new TreeSet<>(request.environment().keySet()).forEach(names::add);
    return ticket;
  }

  private static ObjectNode options(TurnRequest request) {
    ObjectNode ticket = Json.object();
    ticket.put("cwd", request.cwd().toString());
    request.model().ifPresent(model -> ticket.put("model", model));
    ticket.put("tools", request.tools());
    request.maxSteps().ifPresent(steps -> ticket.put("max_steps", steps));
    request.maxUsd().ifPresent(usd -> ticket.put("max_usd", usd.toPlainString()));
    request.timeout().ifPresent(wait -> ticket.put("timeout_ms", wait.toMillis()));
    ticket.put("ephemeral", request.ephemeral());
    request.outputSchema().ifPresent(schema -> ticket.set("output_schema", schema));
    ticket.put("attended", request.attended());
    AuthorityJson.write(ticket, request.authority());
    return ticket;
  }

  /// What makes two requests the same one: words, attachments and options, whichever conversation a
  /// fresh one would have been given.
  static Sha256 fingerprint(TurnRequest request) {
    ObjectNode same = options(request);
    same.put("text", request.text());
    ArrayNode attachments = same.putArray("attachments");
    request.attachments().forEach(each -> attachments.add(each.blob().hash().hex()));
    return Sha256.of(CanonicalJson.text(same).getBytes(StandardCharsets.UTF_8));
  }

  static boolean same(ObjectNode ticket, TurnRequest request) {
    return ticket.path("request").asString("").equals(fingerprint(request).hex());
  }

  static SessionId session(ObjectNode ticket) {
    return new SessionId(ticket.path("session").asString(""));
  }

  static boolean ephemeral(ObjectNode ticket) {
    return ticket.path("ephemeral").asBoolean(false);
  }

  /// Whether the turn was meant to run with variables of its asker.
  static boolean needsEnvironment(ObjectNode ticket) {
    return !ticket.path("environment").isEmpty();
  }

  /// The request again, as far as the row tells: for a turn that is taken up by another daemon
  /// process.
  static TurnRequest read(ObjectNode ticket, Map<String, String> environment, boolean attended) {
    return new TurnRequest(
        "",
        new SessionChoice.Existing(session(ticket)),
        Path.of(ticket.path("cwd").asString("/")),
        List.of(),
        text(ticket, "model"),
        ticket.path("tools").asBoolean(true),
        ticket.has("max_steps")
            ? OptionalInt.of(ticket.path("max_steps").asInt())
            : OptionalInt.empty(),
        text(ticket, "max_usd").map(BigDecimal::new),
        ticket.has("timeout_ms")
            ? Optional.of(Duration.ofMillis(ticket.path("timeout_ms").asLong()))
            : Optional.empty(),
        ephemeral(ticket),
        schema(ticket),
        Optional.empty(),
        attended,
        AuthorityJson.read(ticket),
        environment);
  }

  private static Optional<String> text(ObjectNode ticket, String field) {
    JsonNode value = ticket.path(field);
    return value.isString() ? Optional.of(value.asString()) : Optional.empty();
  }

  private static Optional<ObjectNode> schema(ObjectNode ticket) {
    return ticket.path("output_schema") instanceof ObjectNode schema
        ? Optional.of(schema)
        : Optional.empty();
  }
}
