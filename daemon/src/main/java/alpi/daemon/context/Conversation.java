package alpi.daemon.context;

import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A conversation as its own notes say that it is to be shown: which turns no longer are, which
/// results only in brief. Notes are added to it, and to its file unless it is a preview.
final class Conversation {
  private final Session session;
  private final String current;
  private final boolean kept;
  private final List<Message> messages;
  private Optional<Condensed> condensed = Optional.empty();
  private Set<String> dropped = Set.of();
  private List<Message> shown = List.of();
  private Set<Tool> brief = Set.of();

  private Conversation(Session session, String current, boolean kept, List<Message> messages) {
    this.session = session;
    this.current = current;
    this.kept = kept;
    this.messages = messages;
    fold();
  }

  /// @param current the turn that is being answered
  static Conversation of(Session session, String current) {
    return new Conversation(session, current, true, new ArrayList<>(session.messages()));
  }

  /// As it was when the model was last asked in that turn. Nothing is written.
  static Conversation before(Session session, String turn) {
    List<Message> all = session.messages();
    int end = all.size();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Assistant said && said.turn().equals(turn)) {
        end = i;
      }
    }
    return new Conversation(session, turn, false, new ArrayList<>(all.subList(0, end)));
  }

  Session session() {
    return session;
  }

  String current() {
    return current;
  }

  /// The lines that are shown or say how, oldest first.
  List<Message> shown() {
    return shown;
  }

  /// Turns that are not shown, oldest first.
  Set<String> dropped() {
    return dropped;
  }

  /// What stands in place of turns.
  Optional<Condensed> condensed() {
    return condensed;
  }

  /// Whether a result is shown in brief.
  boolean trimmed(Tool tool) {
    return brief.contains(tool);
  }

  void note(Instant at, NoteKind kind, String text) {
    var note = new Note(at, current, kind, text);
    if (kept) {
      session.append(note);
    }
    messages.add(note);
    fold();
  }

  boolean has(NoteKind kind) {
    return messages.stream()
        .anyMatch(message ->
            message instanceof Note note && note.kind() == kind && note.turn().equals(current));
  }

  /// What was looked for in this turn.
  Optional<RecallNote> recall() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof Note note
          && note.kind() == NoteKind.RECALLED
          && note.turn().equals(current)) {
        return RecallNote.read(note.text());
      }
    }
    return Optional.empty();
  }

  /// The owner's words of this turn.
  String question() {
    var words = new StringBuilder();
    for (Message message : shown) {
      if (message instanceof User user && user.turn().equals(current)) {
        words.append(user.text()).append('\n');
      }
    }
    return words.toString().strip();
  }

  /// Rough size of each turn that is not shown.
  Map<String, Long> omitted() {
    Map<String, Long> tokens = new LinkedHashMap<>();
    if (dropped.isEmpty()) {
      return tokens;
    }
    dropped.forEach(turn -> tokens.put(turn, 0L));
    for (Message message : messages) {
      long size =
          switch (message) {
            case User user -> Tokens.about(user.text());
            case Assistant said -> Tokens.about(said.text());
            case Tool tool -> Tokens.about(tool.text());
            case Note _ -> 0;
          };
      tokens.computeIfPresent(message.turn(), (_, so) -> so + size);
    }
    return tokens;
  }

  Pointer pointer(String turn) {
    return Pointer.turn(session.id(), turn);
  }

  Pointer pointer(String turn, String call) {
    return new Pointer.Turn(session.id(), turn, Optional.of(call));
  }

  /// The text of the note that makes every result up to this one brief.
  String trimUpTo(Tool last) {
    int count = 0;
    for (Message message : messages) {
      if (message instanceof Tool tool) {
        count++;
        if (tool.equals(last)) {
          break;
        }
      }
    }
    return Integer.toString(count);
  }

  private void fold() {
    condensed = latest(messages);
    dropped = droppedBy(messages, condensed, current);
    int first = 0;
    while (first < messages.size() && hidden(messages.get(first))) {
      first++;
    }
    List<Message> rest = messages.subList(first, messages.size());
    boolean mixed = rest.stream().anyMatch(message -> dropped.contains(message.turn()));
    shown =
        mixed
            ? rest.stream().filter(message -> !dropped.contains(message.turn())).toList()
            : List.copyOf(rest);
    brief = brief();
  }

  private boolean hidden(Message message) {
    return dropped.contains(message.turn());
  }

  private Set<Tool> brief() {
    long most = 0;
    for (Message message : messages) {
      if (message instanceof Note note && note.kind() == NoteKind.TRIMMED) {
        most = Math.max(most, number(note.text()));
      }
    }
    Set<Tool> found = Collections.newSetFromMap(new IdentityHashMap<>());
    long count = 0;
    for (Message message : messages) {
      if (count >= most) {
        break;
      }
      if (message instanceof Tool tool) {
        found.add(tool);
        count++;
      }
    }
    return found;
  }

  private static long number(String text) {
    boolean digits = !text.isEmpty() && text.length() < 10;
    return digits && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(text) : 0;
  }

  /// What the last compaction that can be read left.
  private static Optional<Condensed> latest(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof Note note && note.kind() == NoteKind.COMPACTED) {
        Optional<Condensed> read = Condensed.read(note.text());
        if (read.isPresent()) {
          return read;
        }
      }
    }
    return Optional.empty();
  }

  /// What the notes say is no longer shown: turns before one that is named.
  private static Set<String> droppedBy(
      List<Message> messages, Optional<Condensed> condensed, String current) {
    Map<String, Integer> turns = new LinkedHashMap<>();
    int first = 0;
    for (Message message : messages) {
      if (message instanceof User) {
        turns.putIfAbsent(message.turn(), turns.size());
      } else if (message instanceof Note note && note.kind() == NoteKind.CUT) {
        first = Math.max(first, turns.getOrDefault(note.text(), 0));
      }
    }
    if (condensed.isPresent()) {
      first = Math.max(first, turns.getOrDefault(condensed.get().first(), 0));
    }
    if (first == 0) {
      return Set.of();
    }
    Set<String> dropped = new LinkedHashSet<>();
    for (Map.Entry<String, Integer> turn : turns.entrySet()) {
      if (turn.getValue() < first && !turn.getKey().equals(current)) {
        dropped.add(turn.getKey());
      }
    }
    return dropped;
  }
}
