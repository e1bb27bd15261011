package alpi.cli.talk;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Plain;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.LineReader;

/// The commands of a conversation, each a line that starts with a slash.
final class SlashCommands {
  static final List<String> NAMES =
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

  private final LineReader reader;
  private final TalkState state;
  private final Desk desk;

  SlashCommands(LineReader reader, TalkState state, Desk desk) {
    this.reader = reader;
    this.state = state;
    this.desk = desk;
  }

  /// Carries out one line; false to leave.
  boolean run(String line) throws IOException {
    int space = line.indexOf(' ');
    String name = space < 0 ? line : line.substring(0, space);
    String rest = space < 0 ? "" : line.substring(space + 1).strip();
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
      case "/clear" -> reader.callWidget(LineReader.CLEAR_SCREEN);
      case "/quit", "/exit" -> {
        return false;
      }
      default -> tell("There is no " + name + ". /help lists what there is.");
    }
    return true;
  }

  private void sessions() throws IOException {
    JsonArray sessions =
        desk.ask("host.session.list", state.profileParams().put("limit", LISTED)).array("sessions");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sessions.size(); i++) {
      JsonObject session = sessions.object(i);
      text.append(i == 0 ? "" : "\n").append(session.text("id")).append("  ");
      text.append(session.shown("updated")).append("  ").append(Plain.line(session.text("title")));
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
    JsonObject params = state.profileParams().put("limit", 1);
    JsonArray runs = desk.ask("host.run.list", params).array("runs");
    if (runs.size() == 0) {
      tell("There is nothing to undo.");
      return;
    }
    String run = runs.object(0).text("run");
    JsonObject result = desk.ask("host.run.undo", state.profileParams().put("run", run));
    int left = result.array("leftAlone").size();
    tell(
        "Restored "
            + result.array("restored").size()
            + ", removed "
            + result.array("removed").size()
            + (left == 0 ? "" : ", left alone " + left + " (alpi runs undo " + run + ")"));
  }

  private void tell(String text) {
    reader.printAbove(Plain.text(text));
  }
}
