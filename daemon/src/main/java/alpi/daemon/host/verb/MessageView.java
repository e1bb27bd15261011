package alpi.daemon.host.verb;

import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A line of a conversation as clients see it.
///
/// @param role user, assistant, tool or note
/// @param kind of a note: title, finished, failed, interrupted or forked
/// @param said what only an answer of the model has
/// @param result what only the result of a tool has
record MessageView(
    String role,
    Instant at,
    String turn,
    String text,
    Optional<String> kind,
    Optional<Said> said,
    Optional<Result> result,
    List<AttachmentView> attachments) {
  static MessageView of(Message message) {
    return switch (message) {
      case User user -> plain("user", message, user.turn(), user.text()).with(user.attachments());
      case Assistant answer ->
          plain("assistant", message, answer.turn(), answer.text()).with(Said.of(answer));
      case Tool tool ->
          plain("tool", message, tool.turn(), tool.text())
              .with(Result.of(tool))
              .with(tool.attachments());
      case Note note -> plain("note", message, note.turn(), note.text()).kind(note);
    };
  }

  private static MessageView plain(String role, Message message, String turn, String text) {
    return new MessageView(
        role,
        message.at(),
        turn,
        text,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private MessageView with(List<Attachment> all) {
    List<AttachmentView> views = all.stream().map(AttachmentView::of).toList();
    return new MessageView(role, at, turn, text, kind, said, result, views);
  }

  private MessageView with(Said more) {
    return new MessageView(role, at, turn, text, kind, Optional.of(more), result, attachments);
  }

  private MessageView with(Result more) {
    return new MessageView(role, at, turn, text, kind, said, Optional.of(more), attachments);
  }

  private MessageView kind(Note note) {
    String name = note.kind().name().toLowerCase(Locale.ROOT);
    return new MessageView(role, at, turn, text, Optional.of(name), said, result, attachments);
  }

  record Said(String model, Optional<String> reasoning, List<CallView> calls) {
    static Said of(Assistant answer) {
      return new Said(
          answer.model(),
          Optional.of(answer.reasoning()).filter(text -> !text.isEmpty()),
          answer.calls().stream()
              .map(call -> new CallView(call.id(), call.tool(), call.arguments()))
              .toList());
    }
  }

  /// @param full hash of the whole output when `text` is cut
  record Result(String call, String tool, boolean ok, Optional<String> full) {
    static Result of(Tool tool) {
      return new Result(
          tool.callId(), tool.tool(), tool.ok(), tool.full().map(blob -> blob.hash().hex()));
    }
  }

  /// @param arguments JSON text exactly as the model wrote it
  record CallView(String id, String tool, String arguments) {}
}
