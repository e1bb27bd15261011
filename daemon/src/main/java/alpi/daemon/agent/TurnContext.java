package alpi.daemon.agent;

import alpi.daemon.context.Assembled;
import alpi.daemon.context.Compaction;
import alpi.daemon.context.WorkingSetInput;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelRequest.ToolDef;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Lays out the next request of a turn.
final class TurnContext {
  private TurnContext() {}

  /// The conversation, the tools and the folder, as the model is shown them.
  ///
  /// @param last whether the answer must come without tools
  /// @param order what the daemon itself wants of this call
  static Assembled assemble(TurnScene scene, Model model, boolean last, Optional<String> order) {
    return scene.kit().workingSet().build(input(scene, model, last, order));
  }

  /// What is to be condensed before the turn, if anything.
  static Optional<Compaction> compaction(TurnScene scene, Model model) {
    return scene.kit().workingSet().compaction(input(scene, model, false, Optional.empty()));
  }

  private static WorkingSetInput input(
      TurnScene scene, Model model, boolean last, Optional<String> order) {
    return new WorkingSetInput(
        scene.live().session(),
        scene.live().id().value(),
        scene.workspace(),
        last ? List.of() : offered(scene),
        window(scene, model),
        model.seesImages(),
        scene.config().context().memoryChars(),
        OptionalInt.empty(),
        scene.request().outputSchema(),
        order);
  }

  /// Tokens that request and answer may take.
  static int window(TurnScene scene, Model model) {
    int tokens = scene.config().context().maxTokens();
    return tokens == 0 ? model.window() : Math.min(tokens, model.window());
  }

  private static List<ToolDef> offered(TurnScene scene) {
    return scene.request().tools()
        ? scene
            .kit()
            .runner()
            .tools()
            .offered(scene.live().session().id(), scene.config().tools().deny())
        : List.of();
  }
}
