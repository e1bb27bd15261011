package alpi.daemon.agent;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.Started;
import alpi.daemon.agent.TurnEvent.Steered;
import alpi.daemon.context.Assembled;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelEvent;
import alpi.daemon.model.ModelEvent.Finished;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.OpenCall;
import alpi.daemon.session.Session;
import java.util.List;
import java.util.Optional;

/// One turn, from the owner's message to an answer.
///
/// The loop asks the model, runs the tools it calls, and asks again until it answers without a
/// call. Words that the owner adds meanwhile are shown before the next step. A step ceiling ends in
/// one call without tools, so that the owner gets what is known instead of an error; an empty
/// answer is asked for once more.
///
/// Everything said is in the conversation before the next thing happens, so a turn that dies
/// half-way can be taken up again: calls whose outcome is unknown are answered as just that, and
/// never repeated silently.
final class TurnLoop {
  /// What the model is told once when it answered nothing.
  private static final String NUDGE =
      "Your last answer was empty. Answer the owner now, in words; say so if something is missing.";

  /// What the model is told when it has used up its steps.
  private static final String WRAP_UP =
      "You have used all steps of this turn and have no tools any more. Tell the owner what you"
          + " found, what is done and what is still open.";

  private static final String UNKNOWN_OUTCOME =
      "Interrupted: the daemon stopped while this ran, so its outcome is unknown. Check what is"
          + " there before you repeat it.";

  private final TurnScene scene;
  private final Model model;
  private boolean nudged;
  private boolean cut;

  TurnLoop(TurnScene scene, Model model) {
    this.scene = scene;
    this.model = model;
  }

  /// Works until there is an answer.
  ///
  /// @param attempt from 1; above that an earlier attempt died half-way
  /// @return the answer
  /// @throws Problem when there is none; what was said so far is kept
  String run(int attempt) throws InterruptedException {
    begin(attempt);
    repair();
    new CompactionStep(scene, model).run();
    LiveTurn live = scene.live();
    while (true) {
      live.cancel().check();
      live.takeSteers().forEach(this::hear);
      Optional<String> answer = step();
      if (answer.isPresent()) {
        Optional<List<String>> more = live.closeOrTake();
        if (more.isEmpty()) {
          return answer.get();
        }
        more.get().forEach(this::hear);
      }
    }
  }

  /// Whether the answer ends at the model's limit and not where the model would have ended it.
  boolean cut() {
    return cut;
  }

  private void begin(int attempt) {
    TurnScribe scribe = scene.scribe();
    Draft began =
        scribe
            .draft(EventKind.RUN_STARTED)
            .with("model", model.name())
            .with("attempt", attempt)
            .with("config_sha", scene.inForce().hash().hex())
            .with("attended", scene.attended())
            .with("alone", scene.authority().alone());
    Optional<Sha256> settings = scene.kit().snapshots().keep(scene.inForce());
    scribe.later(
        settings.map(hash -> began.with("settings", hash.hex())).orElse(began),
        new Started(scene.live().id(), scene.live().session().id(), model.name()));
  }

  /// Answers the calls of a step that nobody saw the end of.
  private void repair() {
    Session session = scene.live().session();
    for (OpenCall open : session.interruptedCalls()) {
      Call call = open.call();
      TurnScribe scribe = scene.scribe();
      scribe.record(scribe.draft(EventKind.TOOL_LOST).span(call.id()).with("tool", call.tool()));
      session.append(
          new Message.Tool(
              scene.kit().time().now(),
              open.turn(),
              call.id(),
              call.tool(),
              false,
              UNKNOWN_OUTCOME,
              Optional.empty(),
              List.of(),
              Labels.NONE));
    }
  }

  /// Puts the owner's words into the conversation that the next step is shown.
  private void hear(String words) {
    scene.live().hear(words, scene.kit().time().now());
    scene.scribe().tellOnceDurable(new Steered(scene.meter().steps() + 1, words));
  }

  /// Asks the model once and runs what it calls.
  ///
  /// @return the answer, when it called nothing
  private Optional<String> step() throws InterruptedException {
    boolean last = scene.meter().exhausted();
    TurnTail tail = TurnTail.of(scene, model);
    Assembled assembled = TurnContext.assemble(scene, model, last, tail.with(order(last)));
    ModelStep step = new ModelStep(scene, model);
    Finished said = step.ask(assembled);
    if (!said.message().calls().isEmpty() && !last) {
      step.keep(said);
      new ToolStep(scene, assembled.labels().and(tail.labels())).run(said.message().calls());
      return Optional.empty();
    }
    cut = said.stop() == ModelEvent.Stop.LENGTH;
    if (said.message().text().isBlank()) {
      askOnceMore(last);
      return Optional.empty();
    }
    step.keep(said);
    return Optional.of(said.message().text());
  }

  private Optional<String> order(boolean last) {
    if (last) {
      return Optional.of(WRAP_UP);
    }
    return nudged ? Optional.of(NUDGE) : Optional.empty();
  }

  private void askOnceMore(boolean last) {
    if (nudged || last) {
      throw Problem.of(
          ErrorCode.EMPTY_ANSWER,
          "The model "
              + model.name()
              + (cut ? " reached its output limit before it answered." : " answered nothing."),
          "Ask again, or choose another model with `alpi model use NAME`.");
    }
    nudged = true;
  }
}
