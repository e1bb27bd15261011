package alpi.daemon.context;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.context.Condensed.Section;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Turns that are to be condensed now, and what is there of it already. Nothing of the conversation
/// is touched before a condensed text is in hand.
public final class Compaction {
  /// Above this share of its room a conversation is condensed, in percent.
  static final int DUE_PERCENT = 75;

  /// The share that is left filled.
  static final int TARGET_PERCENT = 40;

  /// Latest turns that stay as they were said.
  static final int KEPT_TURNS = 2;

  /// Characters of one message that are read.
  static final int MESSAGE_CHARS = 3_000;

  /// Characters of one answer of a tool.
  private static final int TOOL_CHARS = 400;

  private final Conversation conversation;
  private final List<String> turns;
  private final String first;
  private final long limit;
  private final long before;

  /// @param turns those that go, oldest first; at least one
  /// @param first the first one that stays
  /// @param limit tokens for what stands in their place
  /// @param before tokens of the conversation as it is shown now
  Compaction(Conversation conversation, List<String> turns, String first, long limit, long before) {
    this.conversation = conversation;
    this.turns = List.copyOf(turns);
    this.first = first;
    this.limit = limit;
    this.before = before;
  }

  /// What came of it.
  ///
  /// @param turns condensed anew
  /// @param before tokens of the conversation until now
  /// @param after tokens of all that stands in the place of turns
  /// @param loss percent of these turns that nothing left of them names
  public record Done(int turns, long before, long after, int sections, int loss) {}

  public int turns() {
    return turns.size();
  }

  /// Condenses, and writes down what came of it.
  ///
  /// @throws Problem when nothing usable came back; the conversation is then as it was
  public Done run(Condenser condenser, Instant now) throws InterruptedException {
    List<Section> so = conversation.condensed().map(Condensed::sections).orElse(List.of());
    List<Section> sections = new Cascade(condenser, limit).add(so, turns, source());
    conversation.note(now, NoteKind.COMPACTED, new Condensed(first, sections).write());
    return new Done(
        turns.size(),
        before,
        Condensed.tokens(sections),
        sections.size(),
        Cascade.loss(sections, turns));
  }

  /// The turns as lines that name where they come from.
  private String source() {
    Set<String> wanted = Set.copyOf(turns);
    var text = new StringBuilder();
    for (Message message : conversation.shown()) {
      if (wanted.contains(message.turn())) {
        switch (message) {
          case User user -> lines(text, "owner", user.text(), user.turn());
          case Assistant said -> lines(text, "alpi", said.text(), said.turn());
          case Tool tool ->
              lines(text, "tool " + tool.tool(), Cut.brief(tool.text(), TOOL_CHARS), tool.turn());
          case Note _ -> {}
        }
      }
    }
    return text.toString();
  }

  private static void lines(StringBuilder into, String who, String text, String turn) {
    String head = Cut.brief(text, MESSAGE_CHARS);
    head.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line ->
            into.append(who).append(": ").append(line).append(" [").append(turn).append("]\n"));
  }
}
