package alpi.daemon.agent;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.FellBack;
import alpi.daemon.agent.TurnEvent.Reasoning;
import alpi.daemon.agent.TurnEvent.Retrying;
import alpi.daemon.agent.TurnEvent.Spent;
import alpi.daemon.agent.TurnEvent.Text;
import alpi.daemon.config.Redactor;
import alpi.daemon.context.Assembled;
import alpi.daemon.context.Omitted;
import alpi.daemon.egress.Errand;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelEvent;
import alpi.daemon.model.ModelEvent.Finished;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.model.ModelMessage;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One call of the model: recorded before it is made, streamed while it runs, paid for when it is
/// over. What was visible when it broke off is kept in the conversation. Secrets reach neither the
/// model nor, should it know one all the same, whoever hears it.
final class ModelStep {
  private final TurnScene scene;
  private final Model model;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final Redactor redactor;
  private final Redactor.Stream cleanText;
  private final Redactor.Stream cleanReasoning;

  private @Nullable Finished finished;

  ModelStep(TurnScene scene, Model model) {
    this.scene = scene;
    this.model = model;
    this.redactor = scene.redactor();
    this.cleanText = redactor.stream();
    this.cleanReasoning = redactor.stream();
  }

  Finished ask(Assembled assembled) throws InterruptedException {
    CallBill bill = scene.meter().admit(model, assembled.tokens());
    Ask ask = new Ask(scene.meter().steps(), scene.kit().time().nanos(), bill);
    Finished said;
    Optional<ErrorCode> failure = Optional.of(ErrorCode.INTERNAL);
    try {
      announce(assembled, ask.step());
      model.stream(
          assembled.request().without(redactor).on(errand()),
          scene.live().cancel(),
          event -> hear(ask, event));
      said = answer();
      failure = Optional.empty();
    } catch (Problem problem) {
      failure = Optional.of(problem.code());
      throw problem;
    } catch (InterruptedException e) {
      failure = Optional.of(ErrorCode.CANCELLED);
      throw e;
    } finally {
      failure.ifPresent(code -> broken(ask, code));
    }
    return settle(ask, said);
  }

  /// The call of the model in progress.
  ///
  /// @param started on the monotonic clock, in nanoseconds
  private record Ask(int step, long started, CallBill bill) {}

  private Errand errand() {
    LiveTurn live = scene.live();
    return new Errand(live.session().id(), live.id(), Optional.empty(), model.name());
  }

  private void announce(Assembled assembled, int step) {
    TurnScribe scribe = scene.scribe();
    ContextFacts facts = new ContextFacts(assembled, TurnContext.window(scene, model));
    List<Draft> drafts = new ArrayList<>();
    drafts.add(
        facts.assembled(scribe.draft(EventKind.CONTEXT_ASSEMBLED), step, model.seesImages()));
    if (step == 1 && facts.risky()) {
      drafts.add(facts.atRisk(scribe.draft(EventKind.CONTEXT_AT_RISK)));
    }
    drafts.add(scribe.draft(EventKind.MODEL_CALLED).with("model", model.name()).with("step", step));
    scribe.record(drafts);
    if (step == 1) {
      tellWhatIsUnseen(assembled);
      facts.warning(scene.live().session().id()).map(TurnEvent.Said::new).ifPresent(scribe::tell);
    }
  }

  /// An answer about a picture that the model never saw would be taken for one that did.
  private void tellWhatIsUnseen(Assembled assembled) {
    for (Attachment attachment : scene.request().attachments()) {
      String pointer = "blob:" + attachment.blob().hash();
      if (assembled.omitted().stream().anyMatch(each -> isUnseen(each, pointer))) {
        scene
            .scribe()
            .tell(
                new TurnEvent.Said(
                    "%s was not shown to %s%s."
                        .formatted(attachment.name(), model.name(), unseen(attachment))));
      }
    }
  }

  private static String unseen(Attachment attachment) {
    String type = attachment.blob().mediaType();
    if (attachment.reading().isPresent()) {
      return ": " + attachment.reading().get().note();
    }
    return type.startsWith("image/")
        ? ", which is taken to see no images; if it does: alpi config set context.images always"
        : ", which reads no " + type;
  }

  private static boolean isUnseen(Omitted omitted, String pointer) {
    return omitted.pointer().equals(pointer) && omitted.reason().equals("unseen");
  }

  private void hear(Ask ask, ModelEvent event) {
    TurnScribe scribe = scene.scribe();
    switch (event) {
      case ModelEvent.Text piece -> {
        text(ask, cleanText.push(piece.text()));
        ask.bill().hear(piece.text());
      }
      case ModelEvent.Reasoning piece -> {
        reasoning(ask, cleanReasoning.push(piece.text()));
        ask.bill().hear(piece.text());
      }
      case ModelEvent.Retrying again -> {
        scribe.tell(new Retrying(again.attempt(), again.delay(), again.reason()));
        ask.bill().again();
      }
      case ModelEvent.FellBack other -> {
        scribe.tell(new FellBack(other.model(), other.reason()));
        ask.bill().again(other.model());
      }
      case ModelEvent.Called _ -> {}
      case Finished end -> finished = end;
    }
  }

  private void text(Ask ask, String clean) {
    if (!clean.isEmpty()) {
      scene.scribe().tell(new Text(ask.step(), text.length(), clean));
      text.append(clean);
    }
  }

  private void reasoning(Ask ask, String clean) {
    if (!clean.isEmpty()) {
      scene.scribe().tell(new Reasoning(ask.step(), reasoning.length(), clean));
      reasoning.append(clean);
    }
  }

  /// Shows what was held back because it might have become a secret.
  private void flush(Ask ask) {
    reasoning(ask, cleanReasoning.flush());
    text(ask, cleanText.flush());
  }

  private Finished answer() {
    Finished said = finished;
    if (said == null) {
      throw new IllegalStateException("a model's stream ends with Finished");
    }
    return said;
  }

  /// What was sent and said has its price even so, and what was visible is kept.
  private void broken(Ask ask, ErrorCode code) {
    flush(ask);
    ask.bill().failed(code);
    scene.meter().settle(ask.bill());
    TurnScribe scribe = scene.scribe();
    Draft draft =
        scribe.draft(EventKind.MODEL_FAILED).with("model", model.name()).with("step", ask.step());
    scribe.record(spent(draft, ask).with("code", code.wire()));
    if (!text.isEmpty()) {
      keep(model.name(), text.toString(), List.of(), Optional.empty());
    }
  }

  private Draft spent(Draft draft, Ask ask) {
    Usage used = ask.bill().usage();
    Draft full =
        draft
            .with("input", used.input())
            .with("output", used.output())
            .with("cached", used.cached())
            .with("estimated", used.estimated())
            .with("ms", (scene.kit().time().nanos() - ask.started()) / 1_000_000);
    return ask.bill().usd().map(usd -> full.with("usd", usd.toPlainString())).orElse(full);
  }

  private Finished settle(Ask ask, Finished raw) {
    flush(ask);
    Finished said = clean(raw);
    ask.bill().answered(said.model(), said.usage());
    scene.meter().settle(ask.bill());
    TurnScribe scribe = scene.scribe();
    Draft draft =
        scribe
            .draft(EventKind.MODEL_ANSWERED)
            .with("model", said.model())
            .with("step", ask.step())
            .with("stop", said.stop().name());
    scribe.later(spent(draft, ask), new Spent(ask.bill().usage(), ask.bill().usd()));
    if (said.stop() == ModelEvent.Stop.REFUSED && said.message().text().isBlank()) {
      throw Problem.of(
          ErrorCode.MODEL_REFUSED,
          "The model " + said.model() + " refused to answer.",
          "Put the request differently, or choose another model.");
    }
    return said;
  }

  /// Calls are left as they are: what they are about to do has to be what was said.
  private Finished clean(Finished said) {
    ModelMessage.Assistant message = said.message();
    return new Finished(
        said.stop(),
        new ModelMessage.Assistant(
            redactor.redact(message.text()), message.calls(), message.opaque()),
        said.usage(),
        said.model());
  }

  /// Writes what the model said into the conversation.
  void keep(Finished said) {
    List<Call> calls =
        said.message().calls().stream()
            .map(call -> new Call(call.id(), call.name(), redactor.redact(call.arguments())))
            .toList();
    Optional<JsonNode> opaque = said.message().opaque().map(ModelStep::opaque);
    keep(said.model(), said.message().text(), calls, opaque);
  }

  private void keep(String by, String words, List<Call> calls, Optional<JsonNode> opaque) {
    scene
        .live()
        .session()
        .append(
            new Assistant(
                scene.kit().time().now(),
                scene.live().id().value(),
                by,
                words,
                reasoning.toString(),
                calls,
                opaque,
                scene.live().session().labels()));
  }

  private static JsonNode opaque(ModelMessage.Opaque opaque) {
    ObjectNode kept = Json.object().put("wire", opaque.wire());
    kept.set("value", opaque.value());
    return kept;
  }
}
