package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.agent.TurnEvent.ToolAnswered;
import alpi.daemon.agent.TurnEvent.ToolCalled;
import alpi.daemon.agent.TurnEvent.ToolProgress;
import alpi.daemon.base.Cut;
import alpi.daemon.model.ModelMessage.ToolCall;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.Call;
import alpi.daemon.tool.Outcome;
import alpi.daemon.tool.ToolScope;
import alpi.daemon.tool.ToolWatcher;
import alpi.daemon.tool.web.NamedHosts;
import java.util.List;

/// The tool calls of one step. Each result is in the conversation as soon as it is known, so that a
/// crash between two calls of a step leaves only the second one unknown.
final class ToolStep implements ToolWatcher {
  /// Characters of an output that a watcher is shown.
  private static final int PREVIEW = 400;

  private final TurnScene scene;
  private final Labels labels;

  /// @param labels of everything that the model was shown when it made the calls
  ToolStep(TurnScene scene, Labels labels) {
    this.scene = scene;
    this.labels = labels;
  }

  void run(List<ToolCall> calls) throws InterruptedException {
    List<Call> asked =
        calls.stream().map(call -> new Call(call.id(), call.name(), call.arguments())).toList();
    scene.kit().runner().run(asked, scope());
  }

  private ToolScope scope() {
    return new ToolScope(
        scene.kit().home(),
        scene.workspace(),
        scene.live().session().id(),
        scene.live().id(),
        scene.fence(),
        labels,
        NamedHosts.of(scene.live().session().messages()),
        scene.config().posture(),
        scene.attended(),
        scene.meter().narrowed(scene.authority()),
        scene.config().tools(),
        scene.redactor(),
        this,
        scene.live().cancel());
  }

  @Override
  public void called(Call call, String summary, String decision) {
    scene
        .scribe()
        .tell(new ToolCalled(scene.meter().steps(), call.id(), call.tool(), summary, decision));
  }

  @Override
  public void progress(String callId, String line) {
    scene.scribe().tell(new ToolProgress(callId, line));
  }

  @Override
  public void answered(Outcome outcome) {
    scene.live().session().append(outcome.message());
    if (outcome.refused()) {
      scene.meter().refused(outcome.code().orElse(ErrorCode.DENIED), outcome.message().text());
    }
    String text = outcome.message().text();
    scene
        .scribe()
        .tellOnceDurable(
            new ToolAnswered(
                outcome.message().callId(),
                outcome.message().tool(),
                outcome.message().ok(),
                outcome.took(),
                Cut.head(text, PREVIEW),
                outcome.bytes()));
  }
}
