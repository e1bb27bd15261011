package alpi.daemon.context;

import alpi.daemon.base.Cut;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A conversation as a model must be told it, whatever a crash, a stop or a damaged line has left
/// of it: the owner speaks first, every call is followed at once by exactly one result, no two
/// answers follow each other, and the last word is not the model's own.
///
/// The same lines always give the same messages, so each request begins with the one before it.
final class Transcript {
  /// Characters that a result shown in brief keeps of its beginning and its end.
  static final int HEAD_CHARS = 1_000;

  static final int TAIL_CHARS = 500;

  /// A result of fewer characters is never shown in brief: it would save next to nothing.
  static final int SHORT_CHARS = 2 * (HEAD_CHARS + TAIL_CHARS);

  static final String OUTCOME_UNKNOWN = "interrupted, outcome unknown; check before repeating";
  static final String NO_QUESTION = "[The owner's message is missing.]";
  static final String GO_ON = "[Go on where you were interrupted.]";

  private final Conversation conversation;
  private final AttachmentView attachments;
  private final List<Omitted> omitted;
  private final Pairing pairing;
  private final Map<String, String> situations = new HashMap<>();
  private final Map<String, RecallNote> recalled = new HashMap<>();
  private final Map<String, NoteKind> ends = new HashMap<>();
  private final List<ShownMessage> shown = new ArrayList<>();

  private Transcript(Conversation conversation, AttachmentView attachments, List<Omitted> omitted) {
    this.conversation = conversation;
    this.attachments = attachments;
    this.omitted = omitted;
    this.pairing = new Pairing(conversation.shown());
    for (Message message : conversation.shown()) {
      if (message instanceof Note note) {
        note(note);
      }
    }
  }

  /// @param omitted gets what is shown in brief
  static List<ShownMessage> of(
      Conversation conversation, AttachmentView attachments, List<Omitted> omitted) {
    var transcript = new Transcript(conversation, attachments, omitted);
    conversation.shown().forEach(transcript::add);
    transcript.end();
    return transcript.shown;
  }

  /// Results that answer no call.
  static List<Tool> orphans(Conversation conversation) {
    return new Pairing(conversation.shown()).orphans();
  }

  private void note(Note note) {
    switch (note.kind()) {
      case CONTEXT -> situations.merge(note.turn(), note.text(), (a, b) -> a + "\n" + b);
      case FINISHED, FAILED, INTERRUPTED -> ends.put(note.turn(), note.kind());
      case RECALLED ->
          RecallNote.read(note.text()).ifPresent(found -> recalled.put(note.turn(), found));
      case TITLE, FORKED, CUT, COMPACTED, TRIMMED -> {}
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
    List<Included> parts = new ArrayList<>();
    String lead = lead(parts);
    parts.addAll(with.parts());
    String back = back(user.turn(), parts);
    emit(
        user.turn(),
        new ModelMessage.User(lead + user.text() + with.text() + tail + back, with.images()),
        conversation.pointer(user.turn()),
        Slot.RECENT,
        parts);
  }

  /// What stands in place of condensed turns, before the first message.
  private String lead(List<Included> parts) {
    Optional<Condensed> condensed = conversation.condensed();
    if (!shown.isEmpty() || condensed.isEmpty()) {
      return "";
    }
    for (Condensed.Section section : condensed.get().sections()) {
      long tokens = Tokens.of(Condensed.block(section, conversation));
      String pointer = conversation.pointer(section.from()).toString();
      parts.add(new Included(pointer, Slot.SUMMARY, tokens));
    }
    return condensed.get().shown(conversation) + "\n\n";
  }

  /// What was brought back for the turn, once.
  private String back(String turn, List<Included> parts) {
    RecallNote note = recalled.remove(turn);
    if (note == null || note.items().isEmpty()) {
      return "";
    }
    for (Recalled item : note.items()) {
      long tokens = Tokens.of(RecallNote.block(item));
      parts.add(new Included(item.pointer(), Slot.RECALLED, tokens));
    }
    return "\n\n" + note.shown();
  }

  private void assistant(Assistant assistant) {
    List<Call> calls = Pairing.calls(assistant);
    if (calls.isEmpty() && assistant.text().isBlank()) {
      return;
    }
    ShownMessage last = last();
    if (last == null) {
      String lead = lead(new ArrayList<>());
      emit(assistant.turn(), new ModelMessage.User(lead + NO_QUESTION, List.of()));
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
                : Optional.empty()),
        conversation.pointer(assistant.turn()),
        Slot.RECENT,
        List.of());
    for (Call call : calls) {
      result(assistant, call);
    }
  }

  private void result(Assistant assistant, Call call) {
    Pointer pointer = conversation.pointer(assistant.turn(), call.id());
    Optional<Tool> answered = pairing.result(assistant, call);
    if (answered.isEmpty()) {
      var unknown = new ToolResult(call.id(), call.tool(), OUTCOME_UNKNOWN, false, List.of());
      emit(assistant.turn(), unknown, pointer, Slot.TOOL_RESULTS, List.of());
      return;
    }
    Tool tool = answered.get();
    AttachmentView.Shown with = attachments.show(tool.attachments(), tool.labels());
    String cut =
        tool.full()
            .filter(full -> !tool.text().contains(full.hash().hex()))
            .map(full ->
                "\n[cut; the whole output is read with read {path: \"blob:" + full.hash() + "\"}]")
            .orElse("");
    boolean brief = conversation.trimmed(tool) && tool.text().length() > SHORT_CHARS;
    String said = brief ? brief(tool.text(), pointer) : tool.text();
    if (brief) {
      long saved = Tokens.about(tool.text()) - Tokens.about(said);
      omitted.add(new Omitted(pointer.toString(), "trimmed", saved));
    }
    String text = Fence.toolOutput(tool.tool(), tool.labels(), said) + cut + with.text();
    var result = new ToolResult(call.id(), call.tool(), text, tool.ok(), with.images());
    emit(assistant.turn(), result, pointer, Slot.TOOL_RESULTS, with.parts());
  }

  private static String brief(String text, Pointer pointer) {
    int head = Cut.at(text, HEAD_CHARS);
    int tail = Cut.at(text, text.length() - TAIL_CHARS);
    return "%s\n[… %d characters left out to fit; all of it: %s …]\n%s"
        .formatted(text.substring(0, head), tail - head, pointer, text.substring(tail));
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

  private void emit(
      String turn, ModelMessage message, Pointer own, Slot slot, List<Included> parts) {
    shown.add(ShownMessage.of(turn, message, own, slot, parts));
  }

  private @Nullable ShownMessage last() {
    return shown.isEmpty() ? null : shown.getLast();
  }

  /// Whether the model has spoken last.
  private static boolean closed(ShownMessage last) {
    return last.message() instanceof ModelMessage.Assistant;
  }
}
