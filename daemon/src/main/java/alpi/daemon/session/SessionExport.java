package alpi.daemon.session;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// A conversation as text for other programs and people, rendered piece by piece straight from its
/// file: however long it is, no more than a piece and one message of it are in memory.
final class SessionExport {
  /// A piece ends after the message that fills it up to here, in characters.
  static final int PIECE_CHARS = 256 << 10;

  private static final int MIN_FENCE = 3;

  private final ExportFormat format;
  private final StringBuilder out = new StringBuilder();
  private int written;

  private SessionExport(ExportFormat format, int written) {
    this.format = format;
    this.written = written;
  }

  /// Where a piece begins.
  ///
  /// @param offset of a line in the file
  /// @param lines how many lie before it
  /// @param written how many messages the pieces before hold
  private record Cursor(long offset, long lines, int written) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\.(\\d{1,9})\\.(\\d{1,9})");

    static Cursor of(String text) {
      Matcher parts = TEXT.matcher(text);
      if (!parts.matches()) {
        throw unknown();
      }
      return new Cursor(
          Long.parseLong(parts.group(1)),
          Long.parseLong(parts.group(2)),
          Integer.parseInt(parts.group(3)));
    }

    /// Offsets are handed to clients and come back; only the start of a line is one of ours.
    void check(Path file) throws IOException {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
        ByteBuffer before = ByteBuffer.allocate(1);
        if (offset == 0 || channel.read(before, offset - 1) < 1 || before.get(0) != '\n') {
          throw unknown();
        }
      }
    }

    private static Problem unknown() {
      return Problem.of(
          ErrorCode.INVALID_PARAMS,
          "No piece of this conversation begins there.",
          "Begin without `from` and go on with `next` of each answer.");
    }

    @Override
    public String toString() {
      return offset + "." + lines + "." + written;
    }
  }

  /// Renders one piece.
  ///
  /// @param from `next` of the piece before; empty for the first one
  static ExportPiece piece(
      Path file, SessionHeader unread, ExportFormat format, Optional<String> from) {
    try {
      Cursor at = new Cursor(0, 0, 0);
      if (from.isPresent()) {
        at = Cursor.of(from.get());
        at.check(file);
      }
      var export = new SessionExport(format, at.written());
      if (from.isEmpty()) {
        export.head(summary(file, unread), unread);
      }
      LineScan.Scanned read = LineScan.readWhile(file, at.offset(), at.lines(), export::line);
      return export.end(read);
    } catch (IOException e) {
      throw SessionFile.failure(e, file);
    }
  }

  /// What the whole file says of itself; the first of two passes over it.
  private static SessionSummary summary(Path file, SessionHeader unread) throws IOException {
    var fold = new SummaryFold(unread.id(), unread.created());
    LineScan.Scanned read =
        LineScan.read(
            file,
            0,
            0,
            line -> {
              if (line.number() == 1) {
                SessionHeader.created(line.bytes()).ifPresent(fold::created);
              } else {
                message(line.bytes(), line.tooLong()).ifPresent(fold::add);
              }
            });
    return fold.summary(read.size());
  }

  /// A line that is damaged was reported when the conversation was opened; it is left out here.
  private static Optional<Message> message(byte[] line, boolean tooLong) {
    try {
      return tooLong ? Optional.empty() : Optional.of(MessageCodec.decode(line));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private boolean line(LineScan.Line line) {
    if (line.number() > 1) {
      message(line.bytes(), line.tooLong()).ifPresent(this::add);
    }
    return out.length() < PIECE_CHARS;
  }

  private ExportPiece end(LineScan.Scanned read) {
    if (read.stopped()) {
      String next = new Cursor(read.end(), read.lines(), written).toString();
      return new ExportPiece(out.toString(), Optional.of(next));
    }
    // A last line without its newline counts when it is whole.
    if (read.lines() > 0 && read.size() > read.end()) {
      message(read.tail(), read.tailTooLong()).ifPresent(this::add);
    }
    if (format == ExportFormat.JSON) {
      out.append("\n  ]\n}\n");
    }
    return new ExportPiece(out.toString(), Optional.empty());
  }

  private void head(SessionSummary summary, SessionHeader unread) {
    switch (format) {
      case MARKDOWN -> markdownHead(summary);
      case JSON -> jsonHead(summary, unread);
    }
  }

  /// One object: the header's fields, title, and every message as its line has it, one a line.
  private void jsonHead(SessionSummary summary, SessionHeader unread) {
    ObjectNode root =
        Json.object()
            .put("v", SessionHeader.VERSION)
            .put("id", summary.id().value())
            .put("created", summary.created().toString())
            .put("profile", unread.profile().value())
            .put("title", summary.title());
    String head = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    out.append(head.substring(0, head.lastIndexOf('}')).stripTrailing());
    out.append(",\n  \"messages\" : [\n");
  }

  private void markdownHead(SessionSummary summary) {
    String title = summary.title().isEmpty() ? "Conversation" : summary.title();
    out.append("# ").append(title).append("\n\n");
    out.append("Session ").append(summary.id()).append(", begun ").append(summary.created());
    out.append(".\n");
  }

  private void add(Message message) {
    switch (format) {
      case MARKDOWN -> markdown(message);
      case JSON -> {
        out.append(written == 0 ? "    " : ",\n    ");
        out.append(Json.text(MessageCodec.json(message)));
      }
    }
    written++;
  }

  /// Headings for who speaks; calls and their output as fenced blocks that their content cannot
  /// end.
  private void markdown(Message message) {
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
