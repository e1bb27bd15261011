package alpi.cli.chat;

import alpi.cli.host.HostClient;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Plain;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Approvals and questions of a turn, asked on the controlling terminal even when standard input
/// and output are pipes. Answers are read on a thread of their own, so that an answer given
/// elsewhere is noticed meanwhile.
public final class Prompts {
  /// Longest line taken, in bytes.
  private static final int LINE = 4_096;

  private static final Path TERMINAL = Path.of("/dev/tty");

  private final HostClient client;
  private final Out out;
  private final Path terminal;

  /// Guards the fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<JsonObject> waiting = new ArrayDeque<>();
  private @Nullable Reader reader;

  /// When the question that is on the screen was put, by the clock of `nanoTime`.
  private long shown;

  public Prompts(HostClient client, Out out) {
    this(client, out, TERMINAL);
  }

  Prompts(HostClient client, Out out, Path terminal) {
    this.client = client;
    this.out = out;
    this.terminal = terminal;
  }

  /// Whether somebody sits at a terminal and can be asked.
  public static boolean canAsk(Out out) {
    return out.streams().stderrTty() && Files.isReadable(TERMINAL);
  }

  /// One `approval.*` or `question.*` event of the stream.
  public void event(JsonObject event) {
    lock.lock();
    try {
      switch (event.text("kind")) {
        case "approval.asked" -> add(event.object("approval").put("ask", "approval"));
        case "question.asked" -> add(event.object("question").put("ask", "question"));
        case "approval.answered" -> remove(event.text("approval"));
        case "question.answered" -> remove(event.text("question"));
        default -> {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// The daemon's response to an answer given here.
  public void answered(JsonObject response) {
    if (response.has("error")) {
      out.tell("alpi: " + response.object("error").text("message"));
    }
  }

  /// Forgets what was asked; the reading thread dies with the process.
  public void close() {
    lock.lock();
    try {
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  private void add(JsonObject ask) {
    if (!out.streams().stderrTty()) {
      if (ask.text("ask").equals("approval")) {
        tellElsewhere(ask);
      }
      return;
    }
    waiting.add(ask);
    if (reader == null) {
      Reader started = new Reader();
      started.setDaemon(true);
      started.start();
      reader = started;
    } else if (waiting.size() == 1) {
      show(ask);
    }
  }

  private void tellElsewhere(JsonObject ask) {
    out.tell(
        "alpi: waiting for an approval: "
            + Plain.line(ask.text("summary"))
            + " (alpi approvals approve "
            + ask.text("id")
            + ")");
  }

  private void remove(String id) {
    JsonObject first = waiting.peek();
    waiting.removeIf(ask -> ask.text("id").equals(id));
    JsonObject next = waiting.peek();
    if (next != null && next != first) {
      show(next);
    }
  }

  private void show(JsonObject ask) {
    out.tell(ask.text("ask").equals("approval") ? approval(ask) : question(ask));
    shown = System.nanoTime();
  }

  /// What is about to happen, exactly, and the choices.
  public static String approval(JsonObject ask) {
    StringBuilder text = new StringBuilder("alpi wants to: ");
    text.append(Plain.line(ask.text("summary"))).append("\n  tool: ").append(ask.text("tool"));
    String arguments = ask.shown("arguments");
    if (!arguments.isEmpty()) {
      text.append("\n  exactly: ").append(arguments.replace("\n", "\n    "));
    }
    if (ask.has("destination")) {
      text.append("\n  concerns: ").append(Plain.line(ask.text("destination")));
    }
    JsonArray taint = ask.array("taint");
    for (int i = 0; i < taint.size(); i++) {
      text.append(i == 0 ? "\n  influenced by: " : ", ").append(Plain.line(taint.text(i)));
    }
    return text.append("\n")
        .append(
            ask.flag("rememberable")
                ? "Allow? [o]nce, this [s]ession, [a]lways, [d]eny:"
                : "Allow? [o]nce, [d]eny:")
        .toString();
  }

  /// The question and its numbered choices.
  public static String question(JsonObject ask) {
    StringBuilder text = new StringBuilder("alpi asks: ").append(ask.text("text"));
    JsonArray choices = ask.array("choices");
    for (int i = 0; i < choices.size(); i++) {
      text.append("\n  ").append(i + 1).append(") ").append(Plain.line(choices.text(i)));
    }
    return text.append("\nYour answer:").toString();
  }

  /// The wire name of the choice that a typed line means; empty when it means none.
  public static String choice(String line, boolean rememberable) {
    return switch (line.strip().toLowerCase(java.util.Locale.ROOT)) {
      case "o", "once", "y", "yes" -> "once";
      case "d", "deny", "n", "no" -> "deny";
      case "s", "session" -> rememberable ? "session" : "";
      case "a", "always" -> rememberable ? "always" : "";
      default -> "";
    };
  }

  /// The answer that a typed line means: the text of a numbered choice, else the line itself.
  public static String reply(String line, JsonArray choices) {
    for (int i = 0; i < choices.size(); i++) {
      if (line.strip().equals(Integer.toString(i + 1))) {
        return choices.text(i);
      }
    }
    return line;
  }

  /// Takes one line for an answer to what is on the screen.
  ///
  /// @param read when it was read, by the clock of `nanoTime`
  private void typed(String line, long read, FileInputStream keys) throws IOException {
    lock.lock();
    try {
      JsonObject ask = waiting.peek();
      if (ask == null || line.isBlank() || read - shown < 0) {
        return;
      }
      if (ask.text("ask").equals("question")) {
        waiting.remove();
        client.send(
            "host.question.answer",
            new JsonObject()
                .put("question", ask.text("id"))
                .put("answer", reply(line, ask.array("choices"))));
      } else {
        approve(ask, choice(line, ask.flag("rememberable")));
      }
      JsonObject next = waiting.peek();
      if (next != null && next != ask) {
        drop(keys);
        show(next);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The terminal is open: what was typed before the first question is no answer to it.
  private void begin(FileInputStream keys) throws IOException {
    lock.lock();
    try {
      drop(keys);
      JsonObject first = waiting.peek();
      if (first != null) {
        show(first);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void drop(FileInputStream keys) throws IOException {
    byte[] typed = new byte[LINE];
    while (keys.available() > 0) {
      if (keys.read(typed) < 0) {
        return;
      }
    }
  }

  private void approve(JsonObject ask, String choice) throws IOException {
    if (choice.isEmpty()) {
      out.tell("Please type one of the letters in brackets.");
      return;
    }
    waiting.remove();
    client.send(
        "host.approval.answer",
        new JsonObject().put("approval", ask.text("id")).put("choice", choice));
  }

  private final class Reader extends Thread {
    Reader() {
      super("terminal");
    }

    @Override
    public void run() {
      try (FileInputStream keys = new FileInputStream(terminal.toFile())) {
        begin(keys);
        byte[] chunk = new byte[LINE];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int length = keys.read(chunk);
        while (length >= 0) {
          long read = System.nanoTime();
          for (int i = 0; i < length; i++) {
            if (chunk[i] == '\n') {
              typed(line.toString(StandardCharsets.UTF_8), read, keys);
              line.reset();
            } else if (line.size() < LINE) {
              line.write(chunk[i]);
            }
          }
          length = keys.read(chunk);
        }
      } catch (IOException e) {
        out.tell("alpi: the terminal cannot be read: " + e.getMessage());
        unasked();
      }
    }

    /// Nobody can answer here: says where.
    private void unasked() {
      lock.lock();
      try {
        waiting.stream()
            .filter(ask -> ask.text("ask").equals("approval"))
            .forEach(Prompts.this::tellElsewhere);
      } finally {
        lock.unlock();
      }
    }
  }
}
