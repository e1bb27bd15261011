package alpi.cli.talk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.InfoCmp;
import org.jline.utils.NonBlockingReader;

/// The line being typed, with what is not finished above it.
///
/// Open rows are the upper lines of the prompt, so the line editor redraws them as it redraws the
/// typed line: only characters that changed are written. Finished rows are written above the prompt
/// for good. Any thread may show; the editor's own lock orders that with what is typed.
final class Editor extends LineReaderImpl {
  static final String MARK = "› ";
  private static final String NEWLINE = "\n";

  /// How long the terminal is asked for another key when there may be none, in milliseconds.
  private static final long DRAIN_MILLIS = 1;

  /// No key at all, as a terminal's driver writes it: `_POSIX_VDISABLE`.
  private static final int NO_KEY = System.getProperty("os.name", "").startsWith("Mac") ? 0xff : 0;

  private static final char CTRL_C = 3;

  /// Rows of the screen that open rows leave to the line being typed.
  private static final int RESERVED_ROWS = 3;

  private List<AttributedString> open = List.of();
  private boolean left;

  /// What the next line begins with.
  private String begun = "";

  /// Whether the line being typed was begun before the question on the screen was put.
  private boolean early;

  /// Whether an interrupt was among what was thrown away.
  private boolean broken;

  /// The line of a terminal that cannot redraw, and whether it is being read.
  private final StringBuilder plain = new StringBuilder();

  private boolean plainReading;

  /// @param early whether it was begun before the question that is on the screen now
  record Typed(String line, boolean early) {}

  Editor(Terminal terminal, Path history) throws IOException {
    super(terminal, "alpi", null);
    setVariable(LineReader.HISTORY_FILE, history);
    setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "  ");
    option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    setCompleter(SlashCommands.completer());
    setHistory(new DefaultHistory());
    if (!isDumb()) {
      takeInterruptsAsKeys();
    }
  }

  /// A signal finds this program between two lines, or half out of one; a key waits its turn behind
  /// those typed before it. Closing the terminal gives it back as it was.
  private void takeInterruptsAsKeys() {
    terminal.enterRawMode();
    Attributes attributes = terminal.getAttributes();
    attributes.setControlChar(Attributes.ControlChar.VINTR, NO_KEY);
    terminal.setAttributes(attributes);
    Widget interrupt =
        () -> {
          state = State.INTERRUPT;
          return true;
        };
    for (KeyMap<Binding> keys : keyMaps.values()) {
      keys.bind(interrupt, String.valueOf(CTRL_C));
    }
  }

  /// Whether the terminal cannot redraw what it shows.
  boolean isDumb() {
    return terminal.getType().startsWith(Terminal.TYPE_DUMB);
  }

  /// Columns of the terminal; 0 when it does not say, or was left.
  int columns() {
    lock.lock();
    try {
      return left ? 0 : terminal.getSize().getColumns();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing is shown any more: the terminal is about to be closed, and others may still listen.
  void leave() {
    lock.lock();
    try {
      left = true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a typed line.
  ///
  /// @throws UserInterruptException when the person, or the waiting thread, was interrupted
  /// @throws EndOfFileException when no line will come any more
  Typed typed() {
    String given;
    lock.lock();
    try {
      if (broken) {
        broken = false;
        throw new UserInterruptException("");
      }
      given = begun;
      begun = "";
      early = false;
    } finally {
      lock.unlock();
    }
    String line = isDumb() ? plainLine() : readLine(MARK, null, (Character) null, given);
    lock.lock();
    try {
      return new Typed(line, early);
    } finally {
      lock.unlock();
    }
  }

  /// A question is about to be put: what was typed until now is no answer to it.
  void asks() throws IOException {
    lock.lock();
    try {
      if (isDumb() ? plainReading : reading) {
        early = isDumb() ? !plain.isEmpty() : buf.length() > 0;
      } else {
        drain();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Throws away what was typed while nothing was read; an interrupt is never too early.
  private void drain() throws IOException {
    NonBlockingReader keys = terminal.reader();
    while (keys.peek(DRAIN_MILLIS) >= 0) {
      broken |= keys.read(DRAIN_MILLIS) == CTRL_C;
    }
  }

  /// Puts words on the line being typed, or on the next one.
  ///
  /// @return false when something else is being typed there
  boolean putBack(String words) {
    lock.lock();
    try {
      if (left || isDumb() || !(reading ? buf.toString() : begun).isEmpty()) {
        return false;
      }
      if (reading) {
        buf.write(words);
        redisplay();
      } else {
        begun = words;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Empties the screen.
  void wipe() {
    lock.lock();
    try {
      if (!left) {
        terminal.puts(InfoCmp.Capability.clear_screen);
        terminal.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  /// A terminal that cannot redraw edits its line itself.
  private String plainLine() {
    write(MARK);
    begin(true);
    try {
      int next = terminal.reader().read();
      while (next != '\n' && next != '\r' && next >= 0) {
        add((char) next);
        next = terminal.reader().read();
      }
      if (next < 0 && plain.isEmpty()) {
        throw new EndOfFileException();
      }
      return plain.toString();
    } catch (InterruptedIOException e) {
      throw new UserInterruptException(plain.toString());
    } catch (IOException e) {
      throw new EndOfFileException(e);
    } finally {
      begin(false);
    }
  }

  private void begin(boolean now) {
    lock.lock();
    try {
      plainReading = now;
      plain.setLength(0);
    } finally {
      lock.unlock();
    }
  }

  private void add(char typed) {
    lock.lock();
    try {
      plain.append(typed);
    } finally {
      lock.unlock();
    }
  }

  /// Writes finished rows for good, and draws open ones between them and the line being typed.
  void show(List<AttributedString> finished, List<AttributedString> rows) {
    lock.lock();
    try {
      if (left) {
        return;
      }
      boolean changed = !open.equals(rows);
      open = rows;
      compose();
      if (!finished.isEmpty()) {
        printAbove(AttributedString.join(new AttributedString(NEWLINE), finished));
      } else if (changed && reading && !isDumb()) {
        redisplay();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Writes text as it is, behind what was written last.
  void write(String text) {
    lock.lock();
    try {
      if (!left) {
        terminal.writer().print(text);
        terminal.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Called when reading begins, before it holds the lock; the prompt is this class's own.
  @Override
  public void setPrompt(String prompt) {
    lock.lock();
    try {
      compose();
    } finally {
      lock.unlock();
    }
  }

  /// Of a line that was typed, only the line stays on the screen, and of an empty one nothing; open
  /// rows are drawn again below.
  @Override
  protected void cleanup() {
    boolean empty = buf.length() == 0;
    prompt = new AttributedString(empty ? "" : MARK);
    doCleanup(!empty || isDumb());
  }

  private void compose() {
    AttributedStringBuilder lines = new AttributedStringBuilder();
    int room = isDumb() ? 0 : Math.max(1, terminal.getSize().getRows() - RESERVED_ROWS);
    for (AttributedString row : open.subList(Math.max(0, open.size() - room), open.size())) {
      lines.append(row).append(NEWLINE);
    }
    prompt = lines.append(MARK).toAttributedString();
  }
}
