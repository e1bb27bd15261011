package alpi.daemon.session;

import alpi.alp.blob.BlobRef;
import alpi.daemon.policy.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One line of a conversation's file.
public sealed interface Message {
  Instant at();

  /// The job that the line belongs to; empty for a note about the conversation as a whole.
  String turn();

  /// Where the words come from, and what went into them.
  Labels labels();

  /// What the owner asked.
  ///
  /// @param turn the job that answers it
  record User(Instant at, String turn, String text, List<Attachment> attachments, Labels labels)
      implements Message {
    public User {
      attachments = List.copyOf(attachments);
    }
  }

  /// What the model said in one step, with the tool calls it made.
  ///
  /// @param reasoning what it showed of its thinking; empty when nothing
  /// @param opaque what the same wire must be handed back unchanged: `{wire, value}`
  record Assistant(
      Instant at,
      String turn,
      String model,
      String text,
      String reasoning,
      List<Call> calls,
      Optional<JsonNode> opaque,
      Labels labels)
      implements Message {
    public Assistant {
      calls = List.copyOf(calls);
    }
  }

  /// What a tool answered.
  ///
  /// @param full the whole output when `text` is cut
  record Tool(
      Instant at,
      String turn,
      String callId,
      String tool,
      boolean ok,
      String text,
      Optional<BlobRef> full,
      List<Attachment> attachments,
      Labels labels)
      implements Message {
    public Tool {
      attachments = List.copyOf(attachments);
    }
  }

  /// Something about the conversation that is not part of it.
  record Note(Instant at, String turn, NoteKind kind, String text) implements Message {
    @Override
    public Labels labels() {
      return Labels.NONE;
    }
  }

  enum NoteKind {
    /// The owner gave the conversation a name.
    TITLE,
    /// The turn ended with an answer.
    FINISHED,
    /// The turn ended without one; the text says why.
    FAILED,
    /// The turn was stopped, or the daemon died under it.
    INTERRUPTED,
    /// The conversation was copied from another one, named in the text.
    FORKED,
    /// What the model was told about the situation of the turn: the tail of the owner's message.
    CONTEXT,
    /// From this turn on, the model is shown the conversation only from the turn named in the text.
    CUT,
    /// Words of turns that are no longer shown, brought back for this turn; JSON.
    RECALLED,
    /// From this turn on, a shorter text stands in place of the oldest turns; JSON.
    COMPACTED,
    /// From this turn on, so many of the oldest answers of tools are shown in brief.
    TRIMMED
  }

  /// @param arguments JSON text exactly as the model wrote it
  record Call(String id, String tool, String arguments) {}

  /// Bytes that came with a message; they lie in the blob store.
  ///
  /// @param name what the owner called it; `stdin` for piped input
  /// @param reading what was read out of it when it came, where the bytes themselves are no text
  record Attachment(String name, BlobRef blob, Optional<Reading> reading) {
    public Attachment(String name, BlobRef blob) {
      this(name, blob, Optional.empty());
    }
  }

  /// The words of a document, taken once, so that every later request shows the same ones.
  ///
  /// @param text a blob of UTF-8; empty when there are none
  /// @param note how much of the document that is, or why there are none: half a sentence
  record Reading(Optional<BlobRef> text, String note) {}
}
