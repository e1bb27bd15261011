package alpi.daemon.context;

import alpi.alp.json.Json;
import alpi.daemon.model.ModelMessage;
import alpi.daemon.model.ModelMessage.Assistant;
import alpi.daemon.model.ModelMessage.Image;
import alpi.daemon.model.ModelMessage.ToolCall;
import alpi.daemon.model.ModelMessage.ToolResult;
import alpi.daemon.model.ModelMessage.User;
import alpi.daemon.model.ModelRequest.ToolDef;
import java.util.List;

/// Estimates of size: a token for every four bytes of UTF-8, rounded up.
public final class Tokens {
  private static final int BYTES_PER_TOKEN = 4;

  /// What the frame of a message costs.
  private static final int FRAME = 4;

  /// What an image costs; vendors count pixels, and cap them near this.
  static final int IMAGE = 1_600;

  private Tokens() {}

  public static long of(String text) {
    return (bytes(text) + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  /// The same for a text that is only counted as missing, without reading it.
  static long about(String text) {
    return about((long) text.length());
  }

  static long about(long chars) {
    return (chars + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  static long of(ToolDef tool) {
    return FRAME + of(tool.name()) + of(tool.description()) + of(Json.text(tool.parameters()));
  }

  static long of(ModelMessage message) {
    return FRAME
        + switch (message) {
          case User user -> of(user.text()) + of(user.images());
          case Assistant assistant -> {
            long tokens = of(assistant.text());
            for (ToolCall call : assistant.calls()) {
              tokens += FRAME + of(call.id()) + of(call.name()) + of(call.arguments());
            }
            yield tokens
                + assistant.opaque().map(opaque -> of(Json.text(opaque.value()))).orElse(0L);
          }
          case ToolResult result -> of(result.callId()) + of(result.text()) + of(result.images());
        };
  }

  private static long of(List<Image> images) {
    return (long) IMAGE * images.size();
  }

  private static long bytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
