package alpi.daemon.context.recall;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.context.Pointer;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The turns around one turn of a conversation, word for word.
///
/// @param before turns of the conversation that lie before the first one told
/// @param turns in their order
/// @param after turns that lie behind the last one told
public record Surroundings(int before, List<Told> turns, int after) {
  /// Most turns on either side.
  public static final int MAX_AROUND = 50;

  /// Most characters of one message.
  public static final int MAX_MESSAGE_CHARS = 4_000;

  public Surroundings {
    turns = List.copyOf(turns);
  }

  /// @param asked whether it is the turn that was asked about
  public record Told(String pointer, Instant at, boolean asked, List<Line> lines, Labels labels) {
    public Told {
      lines = List.copyOf(lines);
    }
  }

  /// @param who owner, assistant, or the name of a tool
  /// @param cut whether it goes on; the pointer of the turn opens all of it
  public record Line(String who, String text, boolean cut) {}

  /// @param around turns on either side, 0 to [#MAX_AROUND]
  /// @throws Problem `not_found`, or `gone` for a turn that is not there any more
  public static Surroundings of(Sessions sessions, Pointer.Turn pointer, int around) {
    if (around < 0 || around > MAX_AROUND) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "The turns on either side are 0 to " + MAX_AROUND + ".");
    }
    Session session = sessions.open(pointer.session());
    Map<String, List<Message>> turns = new LinkedHashMap<>();
    for (Message message : session.messages()) {
      if (!(message instanceof Note) && !message.turn().isEmpty()) {
        turns.computeIfAbsent(message.turn(), _ -> new ArrayList<>()).add(message);
      }
    }
    List<String> order = List.copyOf(turns.keySet());
    int at = order.indexOf(pointer.turn());
    if (at < 0) {
      throw Problem.of(ErrorCode.GONE, "There is nothing at " + pointer + " any more.");
    }
    int from = Math.max(0, at - around);
    int to = Math.min(order.size(), at + around + 1);
    List<Told> told = new ArrayList<>();
    for (String turn : order.subList(from, to)) {
      told.add(
          told(
              Pointer.turn(session.id(), turn).toString(),
              turn.equals(pointer.turn()),
              turns.getOrDefault(turn, List.of())));
    }
    return new Surroundings(from, told, order.size() - to);
  }

  private static Told told(String pointer, boolean asked, List<Message> messages) {
    Labels labels = new Labels(Set.of(), true);
    List<Line> lines = new ArrayList<>();
    for (Message message : messages) {
      labels = labels.and(message.labels());
      switch (message) {
        case User user -> lines.add(line("owner", user.text()));
        case Assistant said -> {
          if (!said.text().isBlank()) {
            lines.add(line("assistant", said.text()));
          }
        }
        case Tool tool -> lines.add(line(tool.tool(), tool.text()));
        case Note _ -> {}
      }
    }
    return new Told(pointer, messages.getFirst().at(), asked, lines, labels);
  }

  private static Line line(String who, String text) {
    return new Line(who, Cut.head(text, MAX_MESSAGE_CHARS), text.length() > MAX_MESSAGE_CHARS);
  }
}
