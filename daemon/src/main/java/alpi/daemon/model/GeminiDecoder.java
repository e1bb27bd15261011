package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.model.AnswerDraft.CallDraft;
import alpi.daemon.model.ModelEvent.Stop;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads Google's generateContent: each chunk is a small whole answer, its usage the sum so far.
final class GeminiDecoder implements Decoder {
  private final AnswerDraft draft;
  private final ArrayNode parts = Json.mapper().createArrayNode();
  private final StringBuilder text = new StringBuilder();
  private boolean hasSignatures;

  GeminiDecoder(AnswerDraft draft) {
    this.draft = draft;
  }

  @Override
  public void event(String name, JsonNode data) throws AttemptFailed {
    Faults.throwIfError(data);
    String blocked = data.path("promptFeedback").path("blockReason").asString("");
    if (!blocked.isEmpty()) {
      throw AttemptFailed.forGood(
          Problem.of(
              ErrorCode.MODEL_REFUSED, "The provider blocked the request: " + blocked + "."));
    }
    JsonNode candidate = data.path("candidates").path(0);
    for (JsonNode part : candidate.path("content").path("parts")) {
      part(part);
    }
    stop(candidate.path("finishReason").asString(""));
    usage(data.path("usageMetadata"));
  }

  @Override
  public void whole(JsonNode answer) throws AttemptFailed {
    if (answer.isArray()) {
      for (JsonNode piece : answer) {
        event("", piece);
      }
    } else {
      event("", answer);
    }
  }

  @Override
  public void close() {
    if (hasSignatures) {
      flush();
      draft.opaque(GeminiWire.ID, parts);
    }
  }

  private void part(JsonNode part) {
    boolean signed = part.has("thoughtSignature");
    hasSignatures |= signed;
    String said = part.path("text").asString("");
    JsonNode call = part.path("functionCall");
    if (part.path("thought").asBoolean(false)) {
      draft.reasoning(said);
      return;
    }
    draft.text(said);
    if (call.isObject()) {
      CallDraft made = draft.newCall();
      made.name(call.path("name").asString(""));
      made.append(call.path("args").isObject() ? Json.text(call.path("args")) : "");
    }
    if (!call.isObject() && !signed) {
      text.append(said);
    } else if (part instanceof ObjectNode object) {
      flush();
      parts.add(object);
    }
  }

  /// Texts between signed parts become one part again.
  private void flush() {
    if (!text.isEmpty()) {
      parts.addObject().put("text", text.toString());
      text.setLength(0);
    }
  }

  private void stop(String reason) throws AttemptFailed {
    switch (reason) {
      case "" -> {}
      case "STOP" -> draft.stop(Stop.END);
      case "MAX_TOKENS" -> draft.stop(Stop.LENGTH);
      case "MALFORMED_FUNCTION_CALL" ->
          throw AttemptFailed.forNow(
              Problem.of(
                  ErrorCode.MODEL_BROKEN, "The model wrote a tool call that cannot be read."));
      default -> draft.stop(Stop.REFUSED);
    }
  }

  private void usage(JsonNode usage) {
    if (usage.isObject()) {
      draft.usage(
          usage.path("promptTokenCount").asLong(0),
          usage.path("candidatesTokenCount").asLong(0) + usage.path("thoughtsTokenCount").asLong(0),
          usage.path("cachedContentTokenCount").asLong(0));
    }
  }
}
