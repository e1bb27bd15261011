package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.tool.file.Editors;
import alpi.daemon.tool.file.Editors.Ask;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Editors that have a conversation open: the file tools read and write through them.
public final class EditorVerbs {
  /// Longest reason that an editor can give, in characters.
  static final int MAX_REASON = 400;

  private final Rooms rooms;

  public EditorVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.editor.attach",
                "Opens a conversation in an editor and streams what the file tools want of it,"
                    + " until the client leaves.",
                "{\"session\":\"s0000000000000000a\",\"reads\":true,\"writes\":true}")
            .mutating()
            .local()
            .streaming()
            .fails(ErrorCode.QUEUE_FULL)
            .serve(Attach.class, Detached.class, this::attach),
        HostVerb.named(
                "host.editor.answer",
                "Tells what came of something that an editor was asked to do.",
                "{\"ask\":\"e0000000000000000a\",\"text\":\"What stands there.\"}")
            .mutating()
            .local()
            .fails(ErrorCode.TOO_LARGE)
            .serve(Answer.class, Taken.class, this::answer));
  }

  private Detached attach(Attach params, Call call) throws InterruptedException {
    Editors editors = rooms.of(params.profile()).editors();
    var session = new SessionId(params.session());
    long asked = 0;
    try (Editors.Window window = editors.open(session, params.reads(), params.writes())) {
      call.stream().send(asked, Json.object().put("kind", "attached"));
      Optional<Ask> ask = window.next();
      while (ask.isPresent()) {
        asked++;
        call.stream().send(asked, told(ask.get()));
        ask = window.next();
      }
    }
    return new Detached(asked);
  }

  private static ObjectNode told(Ask ask) {
    ObjectNode json = Json.object().put("ask", ask.id()).put("path", ask.path().toString());
    return switch (ask) {
      case Editors.Read _ -> json.put("kind", "read");
      case Editors.Write write -> json.put("kind", "write").put("text", write.text());
    };
  }

  private Taken answer(Answer params, Call call) {
    Editors editors = rooms.of(params.profile()).editors();
    if (params.refused().isEmpty()) {
      return new Taken(editors.done(params.ask(), params.text()));
    }
    if (params.text().isPresent() || params.refused().get().length() > MAX_REASON) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The field `refused` has at most " + MAX_REASON + " characters and no `text` beside it.");
    }
    return new Taken(editors.refused(params.ask(), params.refused().get()));
  }

  /// @param reads whether it can tell what it has open
  /// @param writes whether it can write files
  record Attach(Optional<String> profile, String session, boolean reads, boolean writes) {}

  /// @param asked how often it was asked something
  record Detached(long asked) {}

  /// @param text what was read; absent after a write
  /// @param refused why it was not done; absent when it was
  record Answer(
      Optional<String> profile, String ask, Optional<String> text, Optional<String> refused) {
    /// Keeps what files hold out of every log.
    @Override
    public String toString() {
      return "Answer[ask=" + ask + "]";
    }
  }

  /// @param taken whether anybody waited for it still
  record Taken(boolean taken) {}
}
