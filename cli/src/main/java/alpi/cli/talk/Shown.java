package alpi.cli.talk;

import alpi.cli.json.JsonObject;

/// What the owner wants to see of a turn besides its answer, as `chat.show_reasoning` and
/// `chat.show_cost` say. A thought is told line by line, as the lines become whole.
final class Shown {
  private final Stage stage;
  private final StringBuilder thought = new StringBuilder();
  private boolean reasoning;
  private boolean cost = true;

  Shown(Stage stage) {
    this.stage = stage;
  }

  /// Takes the wishes from the beginning of a turn; an older daemon tells none.
  void heed(JsonObject started) {
    if (started.has("show")) {
      reasoning = started.object("show").flag("reasoning");
      cost = started.object("show").flag("cost");
    }
  }

  void thought(String piece) {
    stage.status("thinking ...");
    if (!reasoning) {
      return;
    }
    thought.append(piece);
    for (int end = thought.indexOf("\n"); end >= 0; end = thought.indexOf("\n")) {
      tell(thought.substring(0, end));
      thought.delete(0, end + 1);
    }
  }

  /// Something else follows: what was thought last is told as it is.
  void endThought() {
    tell(thought.toString());
    thought.setLength(0);
  }

  /// The cost of a turn as it follows other figures; empty when it is not known or not wanted.
  String cost(JsonObject result) {
    return cost && result.has("usd") ? ", " + result.shown("usd") + " USD" : "";
  }

  private void tell(String line) {
    if (!line.isBlank()) {
      stage.aside("  " + line.strip());
    }
  }
}
