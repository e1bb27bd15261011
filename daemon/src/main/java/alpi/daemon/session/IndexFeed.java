package alpi.daemon.session;

import alpi.daemon.base.Cut;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Database;
import alpi.daemon.session.IndexTables.Indexed;
import alpi.daemon.session.IndexTables.Text;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings one session's entry up to date by reading its file from where the index stopped. The file
/// is the only source, so an update lost is an update made later.
final class IndexFeed {
  /// Longest text of one message that is searched, in characters.
  static final int MAX_INDEXED_CHARS = 200_000;

  private static final int BATCH_MESSAGES = 200;
  private static final int BATCH_CHARS = 2 << 20;

  private final Database database;
  private final SessionId id;
  private final SummaryFold fold;
  private final List<Text> batch = new ArrayList<>();
  private int batchChars;
  private long end;
  private long lines;

  private IndexFeed(Database database, SessionId id, Optional<Indexed> so) {
    this.database = database;
    this.id = id;
    this.fold =
        so.map(row -> new SummaryFold(row.summary(), row.named()))
            .orElseGet(() -> new SummaryFold(id, Instant.EPOCH));
    this.end = so.map(row -> row.summary().bytes()).orElse(0L);
    this.lines = so.map(Indexed::lines).orElse(0L);
  }

  static void update(Database database, Path file, SessionId id) throws IOException {
    try {
      Optional<Indexed> so = database.read(reader -> IndexTables.find(reader, id));
      if (so.isPresent() && Files.size(file) < so.get().summary().bytes()) {
        remove(database, id);
        so = Optional.empty();
      }
      new IndexFeed(database, id, so).feed(file);
    } catch (NoSuchFileException e) {
      remove(database, id);
    }
  }

  static void remove(Database database, SessionId id) {
    database.write(sql -> {
      IndexTables.remove(sql, id);
      return true;
    });
  }

  private void feed(Path file) throws IOException {
    long from = end;
    LineScan.read(file, from, lines, this::line);
    if (end > from) {
      flush();
    }
  }

  private void line(LineScan.Line line) {
    end = line.end();
    lines = line.number();
    if (line.tooLong()) {
      return;
    }
    if (line.number() == 1) {
      SessionHeader.created(line.bytes()).ifPresent(fold::created);
      return;
    }
    try {
      add(MessageCodec.decode(line.bytes()));
    } catch (IllegalArgumentException _) {
      // Whoever opens the session is told of the damaged line.
      return;
    }
    if (batch.size() >= BATCH_MESSAGES || batchChars >= BATCH_CHARS) {
      flush();
    }
  }

  private void add(Message message) {
    fold.add(message);
    switch (message) {
      case User user -> text(user, user.text());
      case Assistant assistant -> text(assistant, assistant.text());
      case Tool tool -> {
        if (!tool.tool().equals(Sessions.TOOL_LIST)) {
          text(tool, tool.text());
        }
      }
      case Note note -> {
        if (note.kind() == NoteKind.TITLE) {
          text(note, note.text());
        }
      }
    }
  }

  private void text(Message message, String text) {
    if (text.isBlank()) {
      return;
    }
    String head = Cut.head(text, MAX_INDEXED_CHARS);
    String role = message instanceof Note ? "title" : MessageCodec.type(message);
    batch.add(
        new Text(message.turn(), message.at(), role, message.labels(), WordBreaks.mark(head)));
    batchChars += head.length();
  }

  private void flush() {
    var row = new Indexed(fold.summary(end), fold.named(), lines);
    List<Text> texts = List.copyOf(batch);
    database.write(sql -> {
      texts.forEach(text -> IndexTables.add(sql, id, text));
      IndexTables.put(sql, row);
      return true;
    });
    batch.clear();
    batchChars = 0;
  }
}
