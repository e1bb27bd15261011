package alpi.daemon.context;

import alpi.daemon.model.ModelMessage;
import alpi.daemon.model.ModelMessage.Opaque;
import alpi.daemon.model.ModelMessage.ToolCall;
import alpi.daemon.model.ModelMessage.ToolResult;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A conversation as a model must be told it, whatever a crash, a stop or a damaged line has left
/// of it: the owner speaks first, every call is followed at once by exactly one result, no two
/// answers follow each other, and the last word is not the model's own.
///
/// The same lines always give the same messages, so each request begins with the one before it.
final class Transcript {
  static final String OUTCOME_UNKNOWN = "interrupted, outcome unknown; check before repeating";
  static final String NO_QUESTION = "[The owner's message is missing.]";
  static final String GO_ON = "[Go on where you were interrupted.]";

  private final AttachmentView attachments;
  private final Pairing pairing;
  private final Map<String, String> situations = new HashMap<>();
  private final Map<String, NoteKind> ends = new HashMap<>();
  private final List<ShownMessage> shown = new ArrayList<>();

  private Transcript(List<Message> messages, AttachmentView attachments) {
    this.attachments = attachments;
    this.pairing = new Pairing(messages);
    for (Message message : messages) {
      if (message instanceof Note note) {
        note(note);
      }
    }
  }

  /// @param dropped turns that are left out
  static List<ShownMessage> of(
      List<Message> messages, Set<String> dropped, AttachmentView attachments) {
    var transcript = new Transcript(messages, attachments);
    for (Message message : messages) {
      if (!dropped.contains(message.turn())) {
        transcript.add(message);
      }
    }
    transcript.end();
    return transcript.shown;
  }

  /// Results in `messages` that answer no call.
  static List<Tool> orphans(List<Message> messages) {
    return new Pairing(messages).orphans();
  }

  private void note(Note note) {
    switch (note.kind()) {
      case CONTEXT -> situations.merge(note.turn(), note.text(), (a, b) -> a + "\n" + b);
      case FINISHED, FAILED, INTERRUPTED -> ends.put(note.turn(), note.kind());
      case TITLE, FORKED, CUT -> {}
    }
  }

  private void add(Message message) {
    switch (message) {
      case User user -> user(user);
      case Assistant assistant -> assistant(assistant);
      case Tool _, Note _ -> {}
    }
  }

  private void user(User user) {
    ShownMessage last = last();
    if (last != null && !closed(last) && !last.turn().equals(user.turn())) {
      String how = ends.get(last.turn()) == NoteKind.FAILED ? "failed" : "was interrupted";
      say(last.turn(), "[No answer: the turn " + how + ".]");
    }
    AttachmentView.Shown with = attachments.show(user.attachments(), user.labels());
    String situation = situations.remove(user.turn());
    String tail = situation == null ? "" : "\n\n" + situation;
    emit(user.turn(), new ModelMessage.User(user.text() + with.text() + tail, with.images()));
  }

  private void assistant(Assistant assistant) {
    List<Call> calls = Pairing.calls(assistant);
    if (calls.isEmpty() && assistant.text().isBlank()) {
      return;
    }
    ShownMessage last = last();
    if (last == null) {
      emit(assistant.turn(), new ModelMessage.User(NO_QUESTION, List.of()));
    } else if (closed(last)) {
      emit(assistant.turn(), new ModelMessage.User(GO_ON, List.of()));
    }
    emit(
        assistant.turn(),
        new ModelMessage.Assistant(
            assistant.text(),
            calls.stream()
                .map(call -> new ToolCall(call.id(), call.tool(), call.arguments()))
                .toList(),
            calls.size() == assistant.calls().size()
                ? assistant.opaque().flatMap(Transcript::opaque)
                : Optional.empty()));
    for (Call call : calls) {
      emit(assistant.turn(), result(assistant, call));
    }
  }

  private ToolResult result(Assistant assistant, Call call) {
    Optional<Tool> answered = pairing.result(assistant, call);
    if (answered.isEmpty()) {
      return new ToolResult(call.id(), call.tool(), OUTCOME_UNKNOWN, false, List.of());
    }
    Tool tool = answered.get();
    AttachmentView.Shown with = attachments.show(tool.attachments(), tool.labels());
    String cut =
        tool.full()
            .filter(full -> !tool.text().contains(full.hash().hex()))
            .map(full ->
                "\n[cut; the whole output is read with read {path: \"blob:" + full.hash() + "\"}]")
            .orElse("");
    String text = Fence.toolOutput(tool.tool(), tool.labels(), tool.text()) + cut + with.text();
    return new ToolResult(call.id(), call.tool(), text, tool.ok(), with.images());
  }

  private static Optional<Opaque> opaque(JsonNode node) {
    JsonNode wire = node.path("wire");
    return wire.isString() && node.has("value")
        ? Optional.of(new Opaque(wire.stringValue(), node.get("value")))
        : Optional.empty();
  }

  private void end() {
    ShownMessage last = last();
    if (last != null && closed(last)) {
      emit(last.turn(), new ModelMessage.User(GO_ON, List.of()));
    }
  }

  private void say(String turn, String text) {
    emit(turn, new ModelMessage.Assistant(text, List.of(), Optional.empty()));
  }

  private void emit(String turn, ModelMessage message) {
    shown.add(ShownMessage.of(turn, message));
  }

  private @Nullable ShownMessage last() {
    return shown.isEmpty() ? null : shown.getLast();
  }

  /// Whether the model has spoken last.
  private static boolean closed(ShownMessage last) {
    return last.message() instanceof ModelMessage.Assistant;
  }
}
