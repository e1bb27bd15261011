package alpi.daemon.context;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.model.ModelMessage.ToolResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How much of a conversation fits.
///
/// When it no longer fits, more is left out than must be: a cut costs the vendor's prefix cache, so
/// it has to last for some turns.
///
/// @param tokens for the conversation alone
/// @param window the whole window, for the message when nothing helps
record Budget(long tokens, int window) {
  /// The share of the budget that a cut leaves filled, in percent.
  static final int AFTER_CUT_PERCENT = 60;

  /// Characters that a shortened result keeps of its beginning and its end.
  static final int HEAD_CHARS = 1_000;

  static final int TAIL_CHARS = 500;

  static long sum(List<ShownMessage> messages) {
    return messages.stream().mapToLong(ShownMessage::tokens).sum();
  }

  /// The first turn to keep, if turns have to go: the oldest go first, whole, and never the one
  /// that is being answered.
  Optional<String> cut(List<ShownMessage> messages, String current) {
    long left = sum(messages);
    if (left <= tokens) {
      return Optional.empty();
    }
    Map<String, Long> turns = new LinkedHashMap<>();
    messages.forEach(message -> turns.merge(message.turn(), message.tokens(), Long::sum));
    boolean cut = false;
    for (Map.Entry<String, Long> turn : turns.entrySet()) {
      if (turn.getKey().equals(current) || left <= tokens * AFTER_CUT_PERCENT / 100) {
        return cut ? Optional.of(turn.getKey()) : Optional.empty();
      }
      left -= turn.getValue();
      cut = true;
    }
    return Optional.empty();
  }

  /// Shortens tool results, the oldest first, until everything fits.
  ///
  /// @throws Problem `too_large` when even that is not enough
  List<ShownMessage> shortened(List<ShownMessage> messages, List<Omitted> omitted) {
    long left = sum(messages);
    List<ShownMessage> fitted = new ArrayList<>(messages);
    for (int i = 0; i < fitted.size() && left > tokens; i++) {
      ShownMessage shown = fitted.get(i);
      if (shown.message() instanceof ToolResult result
          && result.text().length() > 2 * (HEAD_CHARS + TAIL_CHARS)) {
        ShownMessage brief = ShownMessage.of(shown.turn(), brief(result));
        long saved = shown.tokens() - brief.tokens();
        omitted.add(new Omitted("call:" + result.callId(), "budget", saved));
        fitted.set(i, brief);
        left -= saved;
      }
    }
    if (left > tokens) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The message does not fit the model's window of " + window + " tokens.",
          "Send less, or use a model with a larger window.");
    }
    return fitted;
  }

  private static ToolResult brief(ToolResult result) {
    String text = result.text();
    int head = Cut.at(text, HEAD_CHARS);
    int tail = Cut.at(text, text.length() - TAIL_CHARS);
    String brief =
        text.substring(0, head)
            + "\n[… "
            + (tail - head)
            + " characters left out to fit …]\n"
            + text.substring(tail);
    return new ToolResult(result.callId(), result.tool(), brief, result.ok(), result.images());
  }
}
