package alpi.cli.talk;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Nearest;
import alpi.cli.term.Plain;
import alpi.cli.term.Refusal;
import alpi.cli.term.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;

/// The commands of a conversation, each a line that starts with a slash.
final class SlashCommands {
  private static final List<String> NAMES =
      List.of(
          "/help",
          "/model",
          "/new",
          "/sessions",
          "/resume",
          "/attach",
          "/undo",
          "/cost",
          "/clear",
          "/quit");

  private static final String HELP =
      """
      /new            start a new session
      /sessions       list sessions; /resume ID goes on with one
      /model [NAME]   list models, or use one from now on
      /attach FILE    send a file with the next message
      /undo           restore the files that the last turn changed
      /cost           money spent in this conversation
      /clear          clear the screen
      /quit           leave (also Ctrl-D)
      Typing while a turn runs steers it. Ctrl-C interrupts it.\
      """;

  private static final int LISTED = 10;

  /// A word behind one slash. A path has more slashes, or a dot.
  private static final Pattern COMMAND = Pattern.compile("/[a-z]*(\\s.*)?", Pattern.DOTALL);

  private final Editor editor;
  private final TalkState state;
  private final Desk desk;

  SlashCommands(Editor editor, TalkState state, Desk desk) {
    this.editor = editor;
    this.state = state;
    this.desk = desk;
  }

  /// Whether the line is meant as a command, known or not.
  static boolean isCommand(String line) {
    return COMMAND.matcher(line).matches();
  }

  static boolean isKnown(String line) {
    return NAMES.contains(name(line));
  }

  /// Completes the names of commands, at the start of a line only.
  static Completer completer() {
    return (reader, line, candidates) -> {
      if (line.wordIndex() == 0 && line.word().startsWith("/")) {
        NAMES.forEach(name -> candidates.add(new Candidate(name)));
      }
    };
  }

  private static String name(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }

  /// Carries out one line; false to leave.
  boolean run(String line) throws IOException {
    String name = name(line);
    String rest = line.substring(name.length()).strip();
    switch (name) {
      case "/help" -> tell(HELP);
      case "/new" -> {
        state.startAfresh();
        tell("A new session begins.");
      }
      case "/sessions" -> sessions();
      case "/resume" -> resume(rest);
      case "/model" -> model(rest);
      case "/attach" -> attach(rest);
      case "/undo" -> undo();
      case "/cost" -> tell(state.spent() + " USD in this conversation");
      case "/clear" -> editor.wipe();
      case "/quit", "/exit" -> {
        return false;
      }
      default -> tell(unknown(name));
    }
    return true;
  }

  private static String unknown(String name) {
    String near = Nearest.hint(name, NAMES.toArray(new String[0]));
    return "There is no " + name + ". " + (near.isEmpty() ? "/help lists what there is." : near);
  }

  private void sessions() throws IOException {
    JsonArray sessions =
        desk.ask("host.session.list", state.profileParams().put("limit", LISTED)).array("sessions");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sessions.size(); i++) {
      JsonObject session = sessions.object(i);
      text.append(i == 0 ? "" : "\n").append(session.text("id")).append("  ");
      text.append(When.shown(session.text("updated"))).append("  ");
      text.append(Plain.line(session.text("title")));
    }
    tell(text.isEmpty() ? "No sessions yet." : text.toString());
  }

  private void resume(String id) throws IOException {
    if (id.isEmpty()) {
      sessions();
      return;
    }
    desk.ask("host.session.show", state.profileParams().put("id", id).put("tail", 1));
    state.stay(id);
    tell("Going on with " + id + ".");
  }

  private void model(String name) throws IOException {
    if (!name.isEmpty()) {
      state.use(name);
      tell("Using " + name + " in this conversation.");
      return;
    }
    JsonObject result = desk.ask("host.model.list", state.profileParams());
    StringBuilder text = new StringBuilder("Current: ").append(result.text("current"));
    JsonArray models = result.array("models");
    for (int i = 0; i < models.size(); i++) {
      if (models.object(i).flag("available")) {
        text.append("\n  ").append(models.object(i).text("name"));
      }
    }
    tell(text.toString());
  }

  private void attach(String name) {
    Path file = Path.of(name).toAbsolutePath().normalize();
    if (name.isEmpty() || !Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw Refusal.usage("There is no readable regular file \"" + name + "\".", "/attach FILE");
    }
    state.attach(file.toString());
    tell("Goes with the next message: " + file);
  }

  private void undo() throws IOException {
    String run = state.turn();
    if (run.isEmpty()) {
      tell("Nothing was done in this conversation yet. Earlier turns: alpi runs list");
      return;
    }
    JsonObject result = desk.ask("host.run.undo", state.profileParams().put("run", run));
    int restored = result.array("restored").size();
    int removed = result.array("removed").size();
    int left = result.array("leftAlone").size();
    if (restored + removed + left == 0) {
      tell("The last turn changed no files.");
      return;
    }
    String rest = left == 0 ? "" : ", left alone " + left + " (alpi runs undo " + run + ")";
    tell("Restored " + restored + ", removed " + removed + rest + ".");
  }

  private void tell(String text) {
    editor.printAbove(Plain.text(text));
  }
}
