package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The end of the daemon's log, read from its file: it must be readable when no daemon runs.
final class Logs {
  private static final long LINES = 100;
  private static final int MAX_TAIL = 4 << 20;
  private static final long PAUSE_MILLIS = 200;

  private Logs() {}

  static int print(Call call) throws IOException {
    Path file = call.home().logs().resolve("daemon.log");
    if (!Files.exists(file)) {
      file = call.home().daemonOutput();
    }
    if (!Files.exists(file)) {
      call.out().tell("There is no log yet in " + call.home().logs() + ".");
      return 0;
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MAX_TAIL);
      String text = read(log, from);
      emit(call, last(text, call.number("--lines", LINES)));
      if (call.has("--follow")) {
        follow(call, file, log.getFilePointer());
      }
    }
    return 0;
  }

  /// Goes on with what is appended; a file that got shorter was rolled over and is read anew.
  private static void follow(Call call, Path file, long from) throws IOException {
    long at = from;
    while (true) {
      call.out().flush();
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
        if (log.length() < at) {
          at = 0;
        }
        if (log.length() > at) {
          emit(call, read(log, at));
          at = log.getFilePointer();
        }
      }
    }
  }

  private static String read(RandomAccessFile log, long from) throws IOException {
    byte[] bytes = new byte[(int) Math.min(MAX_TAIL, log.length() - from)];
    log.seek(from);
    log.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void emit(Call call, String text) {
    if (!call.isJson()) {
      call.out().print(text);
      return;
    }
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        call.out().json(new JsonObject().put("line", line));
      }
    }
  }

  private static String last(String text, long lines) {
    int at = text.endsWith("\n") ? text.length() - 1 : text.length();
    for (long i = 0; i < lines && at >= 0; i++) {
      at = text.lastIndexOf('\n', at - 1);
    }
    return text.substring(at + 1);
  }
}
