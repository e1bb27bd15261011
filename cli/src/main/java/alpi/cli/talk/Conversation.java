package alpi.cli.talk;

import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Plain;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// An interactive conversation on a terminal. The line editor keeps the bottom line; the turn's
/// answer is printed above it, so that typing while a turn runs steers that turn.
public final class Conversation {
  private static final String PROMPT = "› ";

  /// How long JLine may wait for a terminal to describe itself, in milliseconds.
  private static final String PROBE_MILLIS = "50";

  private final LineReader reader;
  private final TalkState state;
  private final SlashCommands commands;
  private final HostClient client;

  private Conversation(LineReader reader, TalkState state, Desk desk, HostClient client) {
    this.reader = reader;
    this.state = state;
    this.commands = new SlashCommands(reader, state, desk);
    this.client = client;
  }

  /// Talks until the person leaves; returns the exit status.
  ///
  /// @param params what every turn of it is sent with
  /// @throws Refusal when there is no terminal
  public static int hold(HomePaths home, HostClient client, Out out, JsonObject params)
      throws IOException {
    if (!out.streams().stdinTty() || !out.streams().stdoutTty()) {
      throw Refusal.usage(
          "A conversation needs a terminal.", "For one turn: alpi chat --once \"...\"");
    }
    System.setProperty("org.jline.terminal.probe.timeout", PROBE_MILLIS);
    try (Terminal terminal =
            TerminalBuilder.builder().system(true).encoding(StandardCharsets.UTF_8).build();
        Desk desk = new Desk(home)) {
      LineReader reader = reader(terminal, home.history());
      TalkState state = new TalkState(params.put("attended", true), out.streams().color());
      return new Conversation(reader, state, desk, client).talk();
    }
  }

  private static LineReader reader(Terminal terminal, Path history) throws IOException {
    if (!Files.exists(history)) {
      Files.createFile(
          history,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .completer(new StringsCompleter(SlashCommands.NAMES))
        .variable(LineReader.HISTORY_FILE, history)
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .build();
  }

  private int talk() {
    reader.printAbove("alpi. /help lists commands, Ctrl-C interrupts, twice leaves.");
    LiveTurn live = new LiveTurn(client, reader, state);
    live.setDaemon(true);
    live.start();
    boolean leaving = false;
    while (!live.isLost()) {
      try {
        String line = reader.readLine(PROMPT);
        leaving = false;
        if (!take(live, line.strip())) {
          return 0;
        }
      } catch (UserInterruptException e) {
        if (leaving) {
          return state.isRunning() ? 130 : 0;
        }
        leaving = true;
        interrupt(live);
      } catch (EndOfFileException e) {
        return 0;
      } catch (IOException e) {
        tell("The daemon cannot be reached: " + e.getMessage() + ". Leave and start again.");
      } catch (Refusal e) {
        tell(e.sentence() + (e.hint().isEmpty() ? "" : "\n  " + e.hint()));
      }
    }
    return 1;
  }

  /// Acts on one typed line; false to leave.
  private boolean take(LiveTurn live, String line) throws IOException {
    if (line.isEmpty()) {
      return true;
    }
    if (live.answer(line)) {
      return true;
    }
    if (line.startsWith("/")) {
      return commands.run(line);
    }
    if (state.isRunning()) {
      client.send("host.chat.steer", state.turnParams().put("text", line));
      return true;
    }
    live.begin(line);
    return true;
  }

  private void interrupt(LiveTurn live) {
    if (!state.isRunning()) {
      tell("Ctrl-C again to leave.");
      return;
    }
    try {
      live.cancel();
    } catch (IOException e) {
      tell("The daemon cannot be told: " + e.getMessage());
    }
  }

  private void tell(String text) {
    reader.printAbove(Plain.text(text));
  }
}
