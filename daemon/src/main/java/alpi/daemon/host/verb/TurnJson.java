package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.WireRecords;
import alpi.daemon.agent.TurnEvent;
import alpi.daemon.agent.TurnEvent.Accepted;
import alpi.daemon.agent.TurnEvent.ApprovalAnswered;
import alpi.daemon.agent.TurnEvent.ApprovalAsked;
import alpi.daemon.agent.TurnEvent.FellBack;
import alpi.daemon.agent.TurnEvent.Finished;
import alpi.daemon.agent.TurnEvent.QuestionAnswered;
import alpi.daemon.agent.TurnEvent.QuestionAsked;
import alpi.daemon.agent.TurnEvent.Reasoning;
import alpi.daemon.agent.TurnEvent.Retrying;
import alpi.daemon.agent.TurnEvent.Said;
import alpi.daemon.agent.TurnEvent.Spent;
import alpi.daemon.agent.TurnEvent.Started;
import alpi.daemon.agent.TurnEvent.Steered;
import alpi.daemon.agent.TurnEvent.Text;
import alpi.daemon.agent.TurnEvent.ToolAnswered;
import alpi.daemon.agent.TurnEvent.ToolCalled;
import alpi.daemon.agent.TurnEvent.ToolProgress;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The events of a turn as they travel: `kind` first, then what belongs to it.
final class TurnJson {
  private TurnJson() {}

  static ObjectNode of(TurnEvent event) {
    return switch (event) {
      case Accepted it ->
          kind("accepted").put("turn", it.turn().value()).put("session", it.session().value());
      case Started it ->
          kind("started")
              .put("turn", it.turn().value())
              .put("session", it.session().value())
              .put("model", it.model());
      case Text it ->
          kind("text").put("step", it.step()).put("offset", it.offset()).put("text", it.text());
      case Reasoning it ->
          kind("reasoning")
              .put("step", it.step())
              .put("offset", it.offset())
              .put("text", it.text());
      case ToolCalled it ->
          kind("tool.called")
              .put("step", it.step())
              .put("call", it.call())
              .put("tool", it.tool())
              .put("summary", it.summary())
              .put("decision", it.decision());
      case ToolProgress it -> kind("tool.progress").put("call", it.call()).put("line", it.line());
      case ToolAnswered it ->
          kind("tool.answered")
              .put("call", it.call())
              .put("tool", it.tool())
              .put("ok", it.ok())
              .put("millis", it.took().toMillis())
              .put("preview", it.preview())
              .put("bytes", it.bytes());
      case ApprovalAsked it -> asked(it);
      case ApprovalAnswered it ->
          kind("approval.answered")
              .put("approval", it.approval())
              .put("choice", it.choice())
              .put("by", it.by());
      case QuestionAsked it -> asked(it);
      case QuestionAnswered it -> kind("question.answered").put("question", it.question());
      case Retrying it ->
          kind("retrying")
              .put("attempt", it.attempt())
              .put("delayMillis", it.delay().toMillis())
              .put("reason", it.reason());
      case FellBack it -> kind("fellBack").put("model", it.model()).put("reason", it.reason());
      case Steered it -> kind("steered").put("step", it.step()).put("text", it.text());
      case Said it -> kind("note").put("text", it.text());
      case Spent it -> spent(it);
      case Finished it -> finished(it);
    };
  }

  private static ObjectNode kind(String kind) {
    return Json.object().put("kind", kind);
  }

  private static ObjectNode asked(ApprovalAsked it) {
    ObjectNode json = kind("approval.asked");
    ObjectNode approval =
        json.putObject("approval")
            .put("id", it.approval())
            .put("tool", it.tool())
            .put("summary", it.summary())
            .put("arguments", it.arguments());
    it.destination().ifPresent(to -> approval.put("destination", to));
    list(approval, "taint", it.taint());
    approval.put("rememberable", it.rememberable()).put("expires", it.expires().toString());
    return json;
  }

  private static ObjectNode asked(QuestionAsked it) {
    ObjectNode json = kind("question.asked");
    ObjectNode question =
        json.putObject("question").put("id", it.question()).put("text", it.text());
    list(question, "choices", it.choices());
    question.put("expires", it.expires().toString());
    return json;
  }

  private static void list(ObjectNode into, String field, List<String> texts) {
    var array = into.putArray(field);
    texts.forEach(array::add);
  }

  private static ObjectNode spent(Spent it) {
    ObjectNode json =
        kind("usage")
            .put("input", it.usage().input())
            .put("output", it.usage().output())
            .put("cached", it.usage().cached());
    it.usd().ifPresent(usd -> json.put("usd", usd));
    return json;
  }

  private static ObjectNode finished(Finished it) {
    return kind("finished").setAll(WireRecords.tree(TurnView.of(it.result())));
  }
}
