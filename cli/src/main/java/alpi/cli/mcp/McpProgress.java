package alpi.cli.mcp;

import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonValue;
import alpi.cli.stdio.Pipe;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// How far a call has come, told to a client that asked to hear it. For one thread.
final class McpProgress {
  private final Pipe pipe;
  private final @Nullable JsonValue token;
  private long steps;

  /// @param token as the client gave it; null when it wants to hear nothing
  McpProgress(Pipe pipe, @Nullable JsonValue token) {
    this.pipe = pipe;
    this.token = token;
  }

  /// One step further; the number only grows.
  void tell(String message) throws IOException {
    steps++;
    if (token != null) {
      pipe.tell(
          "notifications/progress",
          new JsonObject()
              .put("progressToken", token)
              .put("progress", steps)
              .put("message", message));
    }
  }
}
