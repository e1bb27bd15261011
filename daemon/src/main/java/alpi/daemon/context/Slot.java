package alpi.daemon.context;

import java.util.Locale;

/// A kind of content in a request, and its share of what request and answer leave of the window.
/// The shares add up to more than the whole: what one slot leaves free another may use, and the sum
/// is bounded besides.
public enum Slot {
  /// The standing instructions, the owner's `AGENT.md` and what is known by heart.
  PERSONA(30),
  /// The definitions of tools. They are sent whole or not at all.
  TOOLS(100),
  /// The turn that is being answered: the owner's words and what was said since.
  TASK(100),
  /// The turns before it, as far as they are shown word for word.
  RECENT(80),
  /// What stands in place of turns that were condensed.
  SUMMARY(15),
  /// What was brought back from turns that are no longer shown; a quarter of it for one turn.
  RECALLED(20),
  /// Attached files and pictures of all turns.
  FILES(50),
  /// What tools answered, in all turns.
  TOOL_RESULTS(60);

  private static final int RECALLING_TURNS = 4;

  private final int percent;

  Slot(int percent) {
    this.percent = percent;
  }

  /// Tokens it may take.
  ///
  /// @param available tokens of the window without the answer
  public long limit(long available) {
    return available * percent / 100;
  }

  /// Tokens that the turn in question may add.
  long oneTurn(long available) {
    return this == RECALLED ? limit(available) / RECALLING_TURNS : limit(available);
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
