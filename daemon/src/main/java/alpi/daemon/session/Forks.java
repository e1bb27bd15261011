package alpi.daemon.session;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import java.util.List;
import java.util.Optional;

/// Chooses what a copy of a conversation takes along.
final class Forks {
  private Forks() {}

  /// Everything up to the last line of `turn`. The origin's own mark of being a copy stays behind.
  static List<Message> upTo(List<Message> messages, Optional<String> turn) {
    int end = turn.map(wanted -> after(messages, wanted)).orElse(messages.size());
    return messages.subList(0, end).stream().filter(message -> !forkMark(message)).toList();
  }

  private static int after(List<Message> messages, String turn) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).turn().equals(turn)) {
        return i + 1;
      }
    }
    throw Problem.of(
        ErrorCode.NOT_FOUND,
        "The conversation has no such turn.",
        "`alpi sessions show` lists its turns.");
  }

  private static boolean forkMark(Message message) {
    return message instanceof Note note && note.kind() == NoteKind.FORKED;
  }
}
