package alpi.alp.link;

import tools.jackson.databind.JsonNode;

/// Which of the sessions with a peer a call uses. A session carries one call at a time, so calls
/// that take long have lanes of their own.
public record Lane(String name) {
  private static final Lane RPC = new Lane("rpc");
  private static final Lane ASK = new Lane("ask");

  /// The lane of a call.
  public static Lane of(String method, JsonNode params, boolean stream) {
    if (stream) {
      return new Lane("stream:" + method);
    }
    return switch (method) {
      case "workgroup.pull" -> new Lane("pull:" + params.path("workgroup_id").asString(""));
      case "link.ask" -> ASK;
      default -> RPC;
    };
  }
}
