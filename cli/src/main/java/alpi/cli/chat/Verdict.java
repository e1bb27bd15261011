package alpi.cli.chat;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Exits;

/// How a finished turn counts: exit status, and the sentence for the person if it did not work out.
///
/// @param sentence empty when the turn is done
/// @param hint what to do; may be empty
public record Verdict(int exit, String code, String sentence, String hint) {
  public static Verdict of(JsonObject result) {
    String state = result.text("state");
    if (state.equals("done") && result.text("code").isEmpty()) {
      boolean empty = result.text("text").isBlank() && !result.has("structured");
      return empty
          ? new Verdict(1, "empty_answer", "The model gave an empty answer.", "Ask again.")
          : new Verdict(0, "", "", "");
    }
    String code = result.text("code");
    if (code.isEmpty()) {
      code = state.equals("cancelled") ? "cancelled" : state.equals("interrupted") ? state : "";
    }
    String sentence = result.text("message");
    if (sentence.isEmpty()) {
      sentence = "The turn is " + state + ".";
    }
    String hint = result.text("hint");
    if (hint.isEmpty() && state.equals("interrupted")) {
      hint = "Take it up again: alpi chat --resume " + result.text("turn");
    }
    return new Verdict(code.isEmpty() ? 1 : Exits.of(code), code, sentence, hint);
  }

  /// How long the turn took: `84 ms`, `2.5 s`.
  public static String took(JsonObject result) {
    long millis = result.number("millis");
    return millis < 1000 ? millis + " ms" : millis / 1000 + "." + millis % 1000 / 100 + " s";
  }
}
