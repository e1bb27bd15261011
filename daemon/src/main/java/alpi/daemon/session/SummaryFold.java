package alpi.daemon.session;

import alpi.daemon.base.SessionId;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Folds messages into a summary, one at a time and from where an earlier fold stopped.
final class SummaryFold {
  /// Longest title made or given, in characters.
  static final int MAX_TITLE_CHARS = 80;

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");

  private final SessionId id;
  private String title = "";
  private boolean named;
  private Instant created;
  private Instant updated;
  private int turns;
  private int messages;
  private String model = "";
  private @Nullable String lastTurn;
  private @Nullable TurnState lastState;

  SummaryFold(SessionId id, Instant created) {
    this.id = id;
    this.created = created;
    this.updated = created;
  }

  /// Takes up a fold where it stopped.
  ///
  /// @param named whether the title was given by the owner
  SummaryFold(SessionSummary so, boolean named) {
    this(so.id(), so.created());
    title = so.title();
    updated = so.updated();
    turns = so.turns();
    messages = so.messages();
    model = so.model();
    lastTurn = so.lastTurn().orElse(null);
    lastState = so.lastState().orElse(null);
    this.named = named;
  }

  void created(Instant at) {
    created = at;
    updated = at.isAfter(updated) ? at : updated;
  }

  void add(Message message) {
    messages++;
    updated = message.at();
    switch (message) {
      case User user -> user(user);
      case Assistant assistant -> {
        model = assistant.model().isEmpty() ? model : assistant.model();
        reopen(assistant.turn());
      }
      case Tool tool -> reopen(tool.turn());
      case Note note -> note(note);
    }
  }

  boolean named() {
    return named;
  }

  SessionSummary summary(long bytes) {
    return new SessionSummary(
        id,
        title,
        created,
        updated,
        turns,
        messages,
        model,
        bytes,
        Optional.ofNullable(lastTurn),
        Optional.ofNullable(lastState));
  }

  /// A title made of any text: one line, no control or invisible characters, bounded.
  static String title(String text) {
    String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    if (line.codePointCount(0, line.length()) <= MAX_TITLE_CHARS) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, MAX_TITLE_CHARS - 1)).strip() + "…";
  }

  private void user(User user) {
    if (title.isEmpty()) {
      title = title(user.text());
    }
    if (!user.turn().equals(lastTurn)) {
      turns++;
      lastTurn = user.turn();
    }
    lastState = TurnState.HALF_WRITTEN;
  }

  private void reopen(String turn) {
    if (turn.equals(lastTurn)) {
      lastState = TurnState.HALF_WRITTEN;
    }
  }

  private void note(Note note) {
    switch (note.kind()) {
      case TITLE -> {
        title = title(note.text());
        named = true;
      }
      case FINISHED -> end(note, TurnState.FINISHED);
      case FAILED -> end(note, TurnState.FAILED);
      case INTERRUPTED -> end(note, TurnState.INTERRUPTED);
      case FORKED, CONTEXT, CUT, RECALLED, COMPACTED, TRIMMED -> {}
    }
  }

  private void end(Note note, TurnState state) {
    if (note.turn().equals(lastTurn)) {
      lastState = state;
    }
  }
}
