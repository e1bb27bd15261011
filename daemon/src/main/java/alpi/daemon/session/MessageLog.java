package alpi.daemon.session;

import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The messages of a conversation in memory, with where each turn begins, kept up as they come.
/// Made from the file alone. Its session guards it; a [Timeline] taken of it needs no guard, since
/// nothing that one can see is ever changed.
final class MessageLog {
  /// Messages of one piece: adding one never moves those that are there.
  static final int CHUNK = 1_024;

  private Message[][] chunks = new Message[0][];
  private int size;
  private Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private int[] begins = new int[0];
  private int[] tools = new int[0];
  private long[] chars = new long[0];
  private int turns;
  private int[] loose = new int[0];
  private int looseCount;
  private int[] shaping = new int[0];
  private int shapingCount;
  private int toolsSoFar;
  private long charsSoFar;
  private @Nullable Timeline last;

  void add(Message message) {
    if (message instanceof User && !numbers.containsKey(message.turn())) {
      begin(message.turn());
    } else if (!numbers.containsKey(message.turn())) {
      loose = with(loose, looseCount++, size);
    }
    switch (message) {
      case User user -> charsSoFar += user.text().length();
      case Assistant said -> charsSoFar += said.text().length();
      case Tool tool -> {
        toolsSoFar++;
        charsSoFar += tool.text().length();
      }
      case Note note -> {
        switch (note.kind()) {
          case CUT, COMPACTED, TRIMMED -> shaping = with(shaping, shapingCount++, size);
          case TITLE, FINISHED, FAILED, INTERRUPTED, FORKED, CONTEXT, RECALLED -> {}
        }
      }
    }
    if (size == chunks.length * CHUNK) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = new Message[CHUNK];
    }
    chunks[size / CHUNK][size % CHUNK] = message;
    size++;
    last = null;
  }

  private void begin(String turn) {
    begins = with(begins, turns, size);
    tools = with(tools, turns, toolsSoFar);
    chars = chars.length > turns ? chars : Arrays.copyOf(chars, room(turns));
    chars[turns] = charsSoFar;
    numbers.put(turn, turns++);
  }

  void clear() {
    chunks = new Message[0][];
    size = 0;
    numbers = new ConcurrentHashMap<>();
    begins = new int[0];
    tools = new int[0];
    chars = new long[0];
    turns = 0;
    loose = new int[0];
    looseCount = 0;
    shaping = new int[0];
    shapingCount = 0;
    toolsSoFar = 0;
    charsSoFar = 0;
    last = null;
  }

  Timeline now() {
    Timeline taken = last;
    if (taken == null) {
      taken =
          new Timeline(
              new Timeline.Line(
                  chunks,
                  size,
                  numbers,
                  begins,
                  tools,
                  chars,
                  turns,
                  loose,
                  looseCount,
                  shaping,
                  shapingCount));
      last = taken;
    }
    return taken;
  }

  private static int[] with(int[] all, int count, int added) {
    int[] grown = count < all.length ? all : Arrays.copyOf(all, room(count));
    grown[count] = added;
    return grown;
  }

  private static int room(int count) {
    return Math.max(16, 2 * count);
  }
}
