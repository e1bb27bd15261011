package alpi.daemon.session;

import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.RandomAccess;

/// A conversation at one moment: its messages, and where in them each turn begins. It shares what
/// it is made of with all others of the conversation, so taking one costs next to nothing however
/// long that is, and so does finding a turn.
public final class Timeline {
  private final Line line;
  private final int size;

  Timeline(Line line) {
    this(line, line.size());
  }

  private Timeline(Line line, int size) {
    this.line = line;
    this.size = size;
  }

  /// The same without what came later.
  ///
  /// @param end messages that are left
  public Timeline until(int end) {
    return new Timeline(line, Math.min(end, size));
  }

  /// All of them, oldest first.
  public List<Message> messages() {
    return new Messages(line.chunks(), size);
  }

  /// Which one a turn is, from 0; empty for one that the owner said nothing in.
  public OptionalInt number(String turn) {
    Integer number = line.numbers().get(turn);
    return number == null || number >= line.turns() || line.begins()[number] >= size
        ? OptionalInt.empty()
        : OptionalInt.of(number);
  }

  /// The position of the first message of a turn; the end for a number that is none.
  public int begin(int number) {
    return number < line.turns() ? Math.min(line.begins()[number], size) : size;
  }

  /// What was said in a turn, and noted of it, before the next one began.
  public List<Message> turn(int number) {
    List<Message> all = messages().subList(begin(number), begin(number + 1));
    return all.isEmpty()
        ? all
        : all.stream().filter(it -> it.turn().equals(all.getFirst().turn())).toList();
  }

  /// How many answers of tools lie before a turn.
  public int toolsBefore(int number) {
    return number < line.turns() ? line.tools()[number] : 0;
  }

  /// How many characters were said before a turn.
  public long charsBefore(int number) {
    return number < line.turns() ? line.chars()[number] : 0;
  }

  /// Messages before a position that belong to no turn that the owner began.
  public List<Message> loose(int before) {
    return at(line.loose(), line.looseCount(), Math.min(before, size));
  }

  /// The notes that say how the conversation is shown, of one kind, oldest first.
  public List<Note> notes(NoteKind kind) {
    List<Note> notes = new ArrayList<>();
    for (Message message : at(line.shaping(), line.shapingCount(), size)) {
      if (message instanceof Note note && note.kind() == kind) {
        notes.add(note);
      }
    }
    return notes;
  }

  private List<Message> at(int[] positions, int count, int before) {
    List<Message> all = messages();
    List<Message> some = new ArrayList<>();
    for (int i = 0; i < count && positions[i] < before; i++) {
      some.add(all.get(positions[i]));
    }
    return some;
  }

  /// What a moment is made of. The arrays are only ever added to, behind what anybody was told of.
  ///
  /// @param begins of each turn, rising; `tools` and `chars` count what lies before it
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Line(
      Message[][] chunks,
      int size,
      Map<String, Integer> numbers,
      int[] begins,
      int[] tools,
      long[] chars,
      int turns,
      int[] loose,
      int looseCount,
      int[] shaping,
      int shapingCount) {}

  /// A list over some chunks.
  private static final class Messages extends AbstractList<Message> implements RandomAccess {
    private final Message[][] chunks;
    private final int size;

    private Messages(Message[][] chunks, int size) {
      this.chunks = chunks;
      this.size = size;
    }

    @Override
    public Message get(int index) {
      if (index < 0 || index >= size) {
        throw new IndexOutOfBoundsException(index);
      }
      return chunks[index / MessageLog.CHUNK][index % MessageLog.CHUNK];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
