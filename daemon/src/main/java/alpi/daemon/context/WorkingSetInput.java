package alpi.daemon.context;

import alpi.daemon.model.ModelRequest.ToolDef;
import alpi.daemon.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// What a request is made from.
///
/// @param turn the turn that is being answered; its owner's message is in the session already
/// @param tools empty for a call that must answer in text
/// @param window tokens of request and answer together
/// @param memoryChars characters of USER.md and MEMORY.md at most
/// @param order what the daemon itself wants of this one call, put last and not kept
public record WorkingSetInput(
    Session session,
    String turn,
    Path workspace,
    List<ToolDef> tools,
    int window,
    boolean seesImages,
    int memoryChars,
    OptionalInt maxOutputTokens,
    Optional<ObjectNode> outputSchema,
    Optional<String> order) {
  public WorkingSetInput {
    tools = List.copyOf(tools);
  }
}
