package alpi.cli.talk;

import alpi.cli.term.Plain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.utils.AttributedString;

/// What a conversation shows: the answer as it comes, remarks about it, and one line that says what
/// is going on. Nothing is drawn before `draw`, so that pieces which came together are drawn
/// together.
///
/// A terminal that cannot move its cursor gets the answer as it was written, piece after piece.
final class Stage {
  /// Guards what is below; the editor's lock is taken inside it, never the other way round.
  private final ReentrantLock lock = new ReentrantLock();

  private final Editor editor;
  private final Paint paint;
  private final MarkdownStream markdown;
  private final List<AttributedString> finished = new ArrayList<>();
  private String status = "";
  private List<String> pending = List.of();

  /// Whether a dumb terminal stands in the middle of a line.
  private boolean midLine;

  Stage(Editor editor, Paint paint) {
    this.editor = editor;
    this.paint = paint;
    this.markdown = new MarkdownStream(paint, editor::columns);
  }

  /// The next piece of the answer.
  void text(String piece) {
    lock.lock();
    try {
      status = "";
      if (editor.isDumb()) {
        String safe = Plain.text(piece);
        editor.write(safe);
        midLine = safe.isEmpty() ? midLine : !safe.endsWith("\n");
      } else {
        markdown.feed(piece);
        finished.addAll(markdown.taken());
      }
    } finally {
      lock.unlock();
    }
  }

  /// The answer, or what was said before a tool was called, is complete.
  void endText() {
    lock.lock();
    try {
      if (midLine) {
        editor.write("\n");
        midLine = false;
      }
      markdown.finish();
      finished.addAll(markdown.taken());
    } finally {
      lock.unlock();
    }
  }

  /// A remark, on one line.
  void aside(String line) {
    add(paint.aside(Plain.line(line)));
  }

  /// Something to read, perhaps of several lines.
  void tell(String text) {
    add(new AttributedString(Plain.text(text)));
  }

  /// Puts words back on the line being typed.
  ///
  /// @return false when something else stands there
  boolean putBack(String words) {
    return editor.putBack(words);
  }

  /// What is going on now; empty for nothing. Never stays on the screen.
  void status(String what) {
    lock.lock();
    try {
      status = what;
    } finally {
      lock.unlock();
    }
  }

  /// Words that wait to be told; shown below the answer until they are.
  void pending(List<String> words) {
    lock.lock();
    try {
      if (editor.isDumb() && words.size() > pending.size()) {
        aside("  queued: " + words.getLast());
      }
      pending = words;
    } finally {
      lock.unlock();
    }
  }

  /// Something the person is asked, and what was typed before is no answer to it.
  void ask(String question) throws IOException {
    lock.lock();
    try {
      editor.asks();
      tell(question);
    } finally {
      lock.unlock();
    }
  }

  void draw() {
    lock.lock();
    try {
      List<AttributedString> rows = new ArrayList<>(markdown.open());
      if (!status.isEmpty()) {
        rows.add(paint.aside(Plain.line(status)));
      }
      for (String words : pending) {
        rows.add(paint.aside("  queued: " + Plain.line(words)));
      }
      editor.show(List.copyOf(finished), rows);
      finished.clear();
    } finally {
      lock.unlock();
    }
  }

  private void add(AttributedString text) {
    lock.lock();
    try {
      endText();
      finished.add(text);
    } finally {
      lock.unlock();
    }
  }
}
