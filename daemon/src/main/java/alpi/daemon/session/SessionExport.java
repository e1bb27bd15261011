package alpi.daemon.session;

import alpi.alp.json.Json;
import alpi.daemon.base.ProfileName;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A whole conversation as text for other programs and people.
final class SessionExport {
  private static final int MIN_FENCE = 3;

  private SessionExport() {}

  /// One object: the header's fields, title, and every message as its line has it.
  static String json(Session session, ProfileName profile) {
    ObjectNode root =
        Json.object()
            .put("v", SessionHeader.VERSION)
            .put("id", session.id().value())
            .put("created", session.created().toString())
            .put("profile", profile.value())
            .put("title", session.summary().title());
    ArrayNode messages = root.putArray("messages");
    session.messages().forEach(message -> messages.add(MessageCodec.json(message)));
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  /// Headings for who speaks; calls and their output as fenced blocks that their content cannot
  /// end.
  static String markdown(Session session) {
    SessionSummary summary = session.summary();
    var out = new StringBuilder();
    String title = summary.title().isEmpty() ? "Conversation" : summary.title();
    out.append("# ").append(title).append("\n\n");
    out.append("Session ").append(session.id()).append(", begun ").append(session.created());
    out.append(".\n");
    for (Message message : session.messages()) {
      switch (message) {
        case User user -> {
          out.append("\n## Owner, ").append(user.at()).append("\n\n");
          paragraph(out, user.text());
          attachments(out, user.attachments());
        }
        case Assistant assistant -> assistant(out, assistant);
        case Tool tool -> tool(out, tool);
        case Note note -> note(out, note);
      }
    }
    return out.toString();
  }

  private static void assistant(StringBuilder out, Assistant assistant) {
    out.append("\n## ").append(assistant.model().isEmpty() ? "alpi" : assistant.model());
    out.append(", ").append(assistant.at()).append("\n\n");
    paragraph(out, assistant.text());
    for (Call call : assistant.calls()) {
      out.append("\nCalls `").append(call.tool()).append("`:\n\n");
      fenced(out, "json", call.arguments());
    }
  }

  private static void tool(StringBuilder out, Tool tool) {
    out.append('\n').append(tool.ok() ? "Result of `" : "Failure of `");
    out.append(tool.tool()).append("`:\n\n");
    fenced(out, "", tool.text());
    attachments(out, tool.attachments());
  }

  private static void note(StringBuilder out, Note note) {
    if (note.kind() == NoteKind.FAILED || note.kind() == NoteKind.INTERRUPTED) {
      String state = note.kind() == NoteKind.FAILED ? "failed" : "was interrupted";
      out.append("\n*The turn ").append(state);
      out.append(note.text().isBlank() ? ".*\n" : ": " + SummaryFold.title(note.text()) + "*\n");
    }
  }

  private static void attachments(StringBuilder out, List<Attachment> attachments) {
    for (Attachment attachment : attachments) {
      out.append("\n- attached: ").append(SummaryFold.title(attachment.name()));
      out.append(" (").append(attachment.blob().mediaType()).append(", ");
      out.append(attachment.blob().bytes()).append(" bytes, blob ");
      out.append(attachment.blob().hash()).append(")\n");
    }
  }

  private static void paragraph(StringBuilder out, String text) {
    if (!text.isBlank()) {
      out.append(text.strip()).append('\n');
    }
  }

  private static void fenced(StringBuilder out, String language, String text) {
    String fence = "`".repeat(Math.max(MIN_FENCE, longestRun(text) + 1));
    out.append(fence).append(language).append('\n').append(text);
    out.append(text.endsWith("\n") ? "" : "\n").append(fence).append('\n');
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
