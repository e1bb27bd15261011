package alpi.cli.talk;

import alpi.cli.host.DaemonLink;
import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Exits;
import alpi.cli.term.Out;
import alpi.cli.term.Plain;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// An interactive conversation on a terminal. The line editor keeps the bottom line; the turn's
/// answer grows above it, so that typing while a turn runs steers that turn.
public final class Conversation {
  /// How long JLine may wait for a terminal to describe itself, in milliseconds.
  private static final String PROBE_MILLIS = "50";

  private final HomePaths home;
  private final Editor editor;
  private final Paint paint;
  private final TalkState state;
  private final SlashCommands commands;

  /// Whether Ctrl-C was the last key that mattered.
  private final AtomicBoolean leaving = new AtomicBoolean();

  /// Whether the person left by a signal.
  private volatile boolean gone;

  private final Thread typing = Thread.currentThread();

  private volatile LiveTurn live;

  private Conversation(
      HomePaths home, HostClient client, Editor editor, Paint paint, TalkState state, Desk desk) {
    this.home = home;
    this.editor = editor;
    this.paint = paint;
    this.state = state;
    this.commands = new SlashCommands(editor, state, desk);
    this.live = new LiveTurn(client, new Stage(editor, paint), state);
  }

  /// Talks until the person leaves; returns the exit status.
  ///
  /// @param params what every turn of it is sent with
  public static int hold(HomePaths home, HostClient client, Out out, JsonObject params)
      throws IOException {
    System.setProperty("org.jline.terminal.probe.timeout", PROBE_MILLIS);
    // Lines are drawn with Unicode signs, which can be copied, not with letters of a second font.
    System.setProperty("org.jline.utils.disableAlternateCharset", "true");
    try (Terminal terminal =
        TerminalBuilder.builder().system(true).encoding(StandardCharsets.UTF_8).build()) {
      return hold(home, client, terminal, out.streams().color(), params);
    }
  }

  /// As above, on a given terminal.
  static int hold(
      HomePaths home, HostClient client, Terminal terminal, boolean color, JsonObject params)
      throws IOException {
    TalkState state = new TalkState(params.put("attended", true));
    Paint paint = new Paint(color);
    try (Desk desk = new Desk(home)) {
      Editor editor = new Editor(terminal, history(home.history()));
      try {
        return new Conversation(home, client, editor, paint, state, desk).talk();
      } finally {
        editor.leave();
      }
    }
  }

  private static Path history(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return file;
  }

  private int talk() {
    tell("alpi. /help lists commands, Ctrl-C interrupts, twice leaves.");
    live.start();
    editor.getTerminal().handle(Terminal.Signal.INT, signal -> interrupted());
    String first = state.first();
    while (true) {
      String line = "";
      try {
        if (!first.isBlank()) {
          line = first;
          first = "";
          editor.printAbove(Editor.MARK + Plain.text(line));
          ask(line);
        }
        if (editor.isDumb()) {
          live.awaitTyping();
          if (gone) {
            Thread.interrupted(); // it has done its work: closing the terminal must not see it
            return state.isRunning() ? Exits.INTERRUPTED : left();
          }
        }
        Editor.Typed typed = editor.typed();
        leaving.set(false);
        line = typed.line().strip();
        if (!take(line, typed.early())) {
          return left();
        }
      } catch (UserInterruptException e) {
        boolean running = state.isRunning();
        boolean cleared = !running && !e.getPartialLine().isBlank();
        if (!cleared && pressed()) {
          return running ? Exits.INTERRUPTED : left();
        }
        if (running) {
          editor.putBack(e.getPartialLine());
        }
      } catch (EndOfFileException e) {
        return left();
      } catch (IOException e) {
        tell("The daemon cannot be reached: " + e.getMessage() + ". Send it again, or leave.");
        unsent(line);
      } catch (Refusal e) {
        unsent(line);
        tell(e.sentence() + (e.hint().isEmpty() ? "" : "\n  " + e.hint()));
      }
    }
  }

  /// Ctrl-C as a signal: a terminal that cannot redraw sends one at any time.
  private void interrupted() {
    if (pressed()) {
      gone = true;
      live.stopWaiting();
      typing.interrupt();
    }
  }

  private int left() {
    if (state.isRunning() && !state.turn().isEmpty()) {
      tell("The turn goes on without you; see it: alpi chat --resume " + state.turn());
    } else if (!state.session().isEmpty() && !state.turn().isEmpty()) {
      tell("Go on later with: alpi chat --session " + state.session());
    }
    return 0;
  }

  /// Acts on one typed line; false to leave.
  ///
  /// @param early whether it was begun before the question that is on the screen
  private boolean take(String line, boolean early) throws IOException {
    if (line.isEmpty()) {
      return true;
    }
    if (SlashCommands.isCommand(line) && (!live.isAsking() || SlashCommands.isKnown(line))) {
      return commands.run(line);
    }
    if (live.isAsking() && !early) {
      if (!live.answer(line)) {
        tell("Please type one of the letters in brackets.");
      }
    } else if (live.isAsking()) {
      tell("That was begun before the question was put, so it is no answer to it.");
      live.steer(line);
    } else if (state.isRunning()) {
      live.steer(line);
    } else {
      ask(line);
    }
    return true;
  }

  /// Sends a message, over a new connection if the daemon went away meanwhile.
  private void ask(String text) throws IOException {
    if (live.isLost()) {
      reconnect();
    }
    JsonObject params = state.next(text);
    try {
      live.begin(params);
    } catch (IOException e) {
      reconnect();
      live.begin(params);
    }
  }

  /// What could not be sent is not lost.
  private void unsent(String line) {
    if (!line.isBlank() && !SlashCommands.isCommand(line)) {
      editor.putBack(line);
    }
  }

  private void reconnect() {
    HostClient client = DaemonLink.begin(home).connected(() -> tell("Starting the daemon ..."));
    live = new LiveTurn(client, new Stage(editor, paint), state);
    live.start();
  }

  /// Ctrl-C. The first stops what runs; whether it was the second.
  private boolean pressed() {
    if (leaving.getAndSet(true)) {
      return true;
    }
    interrupt();
    return false;
  }

  private void interrupt() {
    if (!state.isRunning()) {
      tell("Ctrl-C again leaves; so does Ctrl-D.");
      return;
    }
    try {
      live.cancel();
    } catch (IOException e) {
      tell("The daemon cannot be told: " + e.getMessage());
    }
  }

  private void tell(String text) {
    editor.printAbove(Plain.text(text));
  }
}
