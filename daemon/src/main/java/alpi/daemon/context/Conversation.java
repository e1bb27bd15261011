package alpi.daemon.context;

import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import alpi.daemon.session.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A conversation as its own notes say that it is to be shown: which turns no longer are, which
/// results only in brief. Notes are added to it, and to its file unless it is a preview.
final class Conversation {
  private final Session session;
  private final String current;
  private final boolean kept;
  private final List<Note> added = new ArrayList<>();
  private Timeline timeline;
  private Optional<Condensed> condensed = Optional.empty();
  private int first;
  private int from;
  private List<Message> shown = List.of();
  private Set<Tool> brief = Set.of();

  private Conversation(Session session, String current, boolean kept, Timeline timeline) {
    this.session = session;
    this.current = current;
    this.kept = kept;
    this.timeline = timeline;
    fold();
  }

  /// @param current the turn that is being answered
  static Conversation of(Session session, String current) {
    return new Conversation(session, current, true, session.timeline());
  }

  /// As it was when the model was last asked in that turn. Nothing is written.
  static Conversation before(Session session, String turn) {
    Timeline now = session.timeline();
    List<Message> all = now.messages();
    int end = all.size();
    int begin = now.number(turn).stream().map(now::begin).findFirst().orElse(0);
    for (int i = begin; i < all.size(); i++) {
      if (all.get(i) instanceof Assistant said && said.turn().equals(turn)) {
        end = i;
      }
    }
    return new Conversation(session, turn, false, now.until(end));
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

  /// How many turns are not shown.
  int dropped() {
    return own().stream().anyMatch(number -> number < first) ? first - 1 : first;
  }

  /// Whether a turn is not shown.
  boolean hidden(String turn) {
    return !turn.equals(current)
        && timeline.number(turn).stream().anyMatch(number -> number < first);
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
      timeline = session.timeline();
    } else {
      added.add(note);
    }
    fold();
  }

  boolean has(NoteKind kind) {
    return latest(kind).isPresent();
  }

  /// What was looked for in this turn.
  Optional<RecallNote> recall() {
    return latest(NoteKind.RECALLED).flatMap(note -> RecallNote.read(note.text()));
  }

  private Optional<Note> latest(NoteKind kind) {
    List<Message> mine = tail(own().stream().map(timeline::begin).findFirst().orElse(0));
    for (int i = mine.size() - 1; i >= 0; i--) {
      if (mine.get(i) instanceof Note note && note.kind() == kind && note.turn().equals(current)) {
        return Optional.of(note);
      }
    }
    return Optional.empty();
  }

  private OptionalInt own() {
    return timeline.number(current);
  }

  /// The messages from a position on, with what was only added here.
  private List<Message> tail(int begin) {
    List<Message> all = timeline.messages();
    List<Message> tail = new ArrayList<>(all.subList(Math.min(begin, all.size()), all.size()));
    tail.addAll(added);
    return tail;
  }

  private List<Note> notes(NoteKind kind) {
    List<Note> notes = new ArrayList<>(timeline.notes(kind));
    added.stream().filter(note -> note.kind() == kind).forEach(notes::add);
    return notes;
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

  /// Rough sizes of the oldest turns that are not shown, and of all of them together.
  Hidden hidden(int named) {
    Map<String, Long> oldest = new LinkedHashMap<>();
    for (int number = 0; number < first && oldest.size() < named; number++) {
      List<Message> turn = timeline.turn(number);
      String name = turn.getFirst().turn();
      if (!name.equals(current)) {
        oldest.put(name, turn.stream().mapToLong(Conversation::about).sum());
      }
    }
    long chars = timeline.charsBefore(first);
    long all = Math.max(Tokens.about(chars), oldest.values().stream().mapToLong(it -> it).sum());
    return new Hidden(oldest, all);
  }

  /// @param oldest by turn, in tokens
  /// @param tokens of all
  record Hidden(Map<String, Long> oldest, long tokens) {}

  private static long about(Message message) {
    return switch (message) {
      case User user -> Tokens.about(user.text());
      case Assistant said -> Tokens.about(said.text());
      case Tool tool -> Tokens.about(tool.text());
      case Note _ -> 0;
    };
  }

  Pointer pointer(String turn) {
    return Pointer.turn(session.id(), turn);
  }

  Pointer pointer(String turn, String call) {
    return new Pointer.Turn(session.id(), turn, Optional.of(call));
  }

  /// The text of the note that makes every result up to this one brief.
  String trimUpTo(Tool last) {
    int count = timeline.toolsBefore(first);
    for (Message message : tail(from)) {
      if (message instanceof Tool tool) {
        count++;
        if (tool.equals(last)) {
          break;
        }
      }
    }
    return Integer.toString(count);
  }

  /// Reads what the notes say. Only what is shown is gone through, not what lies before it.
  private void fold() {
    condensed = condensedBy(notes(NoteKind.COMPACTED));
    first = firstShown();
    from = timeline.begin(first);
    OptionalInt own = own();
    if (own.isPresent() && own.getAsInt() < first) {
      from = timeline.begin(own.getAsInt());
    }
    List<Message> all = new ArrayList<>(timeline.loose(from));
    all.addAll(tail(from));
    all.removeIf(message -> hidden(message.turn()));
    shown = List.copyOf(all);
    brief = brief();
  }

  private Set<Tool> brief() {
    long most = 0;
    for (Note note : notes(NoteKind.TRIMMED)) {
      most = Math.max(most, number(note.text()));
    }
    Set<Tool> found = Collections.newSetFromMap(new IdentityHashMap<>());
    long count = timeline.toolsBefore(first);
    for (Message message : tail(from)) {
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
  private static Optional<Condensed> condensedBy(List<Note> notes) {
    return notes.reversed().stream()
        .map(note -> Condensed.read(note.text()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /// The first turn that the notes say is shown: none before one that is named.
  private int firstShown() {
    int most = 0;
    for (Note note : notes(NoteKind.CUT)) {
      most = Math.max(most, timeline.number(note.text()).orElse(0));
    }
    return Math.max(most, condensed.map(it -> timeline.number(it.first()).orElse(0)).orElse(0));
  }
}
