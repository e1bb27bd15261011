package alpi.daemon.tool;

import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.Attachment;
import java.util.List;

/// What a call came to.
///
/// @param text for the model; the runner cuts it and keeps the rest as a blob
/// @param labels of what the text was made from
public record ToolResult(boolean ok, String text, Labels labels, List<Attachment> attachments) {
  public ToolResult {
    attachments = List.copyOf(attachments);
  }

  public static ToolResult ok(String text, Labels labels) {
    return new ToolResult(true, text, labels, List.of());
  }

  /// The same result, made from more than it says.
  public ToolResult and(Labels more) {
    return new ToolResult(ok, text, labels.and(more), attachments);
  }

  public static ToolResult failed(String text, Labels labels) {
    return new ToolResult(false, text, labels, List.of());
  }
}
