package alpi.cli.chat;

import alpi.cli.host.HomePaths;
import alpi.cli.json.JsonObject;
import alpi.cli.json.Utf8;
import alpi.cli.term.Refusal;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Standard input beside a prompt given as an argument: taken when it has something to say, left
/// alone when it is a silent open pipe, never waited for.
///
/// The first read runs on its own thread while the client connects. If nothing came when the
/// connection stands and `GRACE_MILLIS` have passed, the turn starts without it.
public final class PipedInput {
  /// How long a pipe may stay silent before it counts as empty, in milliseconds.
  public static final long GRACE_MILLIS = 150;

  /// Most bytes sent inside the request itself.
  public static final int MAX_INLINE = 64 << 10;

  /// Most bytes handed over through a staged file.
  public static final long MAX_STAGED = 1L << 30;

  /// Longest prompt read from standard input, in bytes.
  public static final int MAX_PROMPT = 256 << 10;

  private static final int CHUNK = 256 << 10;

  private final FileInputStream in;
  private final long begun = System.nanoTime();
  private final FirstRead first;

  private PipedInput(FileInputStream in) {
    this.in = in;
    this.first = new FirstRead(in);
  }

  /// Starts to read.
  public static PipedInput begin() {
    return begin(FileDescriptor.in);
  }

  static PipedInput begin(FileDescriptor descriptor) {
    PipedInput input = new PipedInput(new FileInputStream(descriptor));
    input.first.setDaemon(true);
    input.first.start();
    return input;
  }

  /// Whether anything is at hand by now; waits out the rest of the grace.
  public boolean isSilent() {
    long left = GRACE_MILLIS - (System.nanoTime() - begun) / 1_000_000;
    return !first.endsWithin(Math.max(1, left));
  }

  /// Waits for the whole input as a prompt.
  ///
  /// @throws Refusal when it is empty, not text, or longer than `MAX_PROMPT`
  public String prompt() {
    first.await();
    byte[] bytes = new byte[MAX_PROMPT + 1];
    int length = gather(bytes);
    if (length > MAX_PROMPT) {
      throw new Refusal(
          Refusal.USAGE,
          "too_large",
          "The prompt on standard input is longer than " + (MAX_PROMPT >> 10) + " KiB.",
          "Give the question as the argument of --once and pipe the data: it is attached.");
    }
    if (!Utf8.isText(bytes, 0, length)) {
      throw Refusal.usage(
          "The prompt on standard input is not UTF-8 text.",
          "Give the question as the argument of --once and pipe the data: it is attached.");
    }
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      throw Refusal.usage(
          "The prompt on standard input is empty.",
          "Pipe a question in, or: alpi chat --once \"Summarise README.md\"");
    }
    return text;
  }

  /// Takes the whole input: small text for the request itself, anything else as a file that the
  /// daemon adopts.
  ///
  /// @return the `stdin` parameter of `host.chat.send`; null when there was nothing
  public @Nullable JsonObject attachment(HomePaths home) {
    first.await();
    byte[] head = new byte[MAX_INLINE + 1];
    int length = gather(head);
    if (length == 0) {
      return null;
    }
    if (length <= MAX_INLINE && Utf8.isText(head, 0, length)) {
      return new JsonObject().put("text", new String(head, 0, length, StandardCharsets.UTF_8));
    }
    return stage(home, head, length);
  }

  private JsonObject stage(HomePaths home, byte[] head, int length) {
    Path dir = HomePaths.privateDirectory(home.staged());
    Path file = dir.resolve(UUID.randomUUID().toString());
    boolean kept = false;
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      long total = copy(file, head, length);
      kept = true;
      JsonObject stdin = new JsonObject().put("staged", file.getFileName().toString());
      return stdin.put("bytes", total);
    } catch (IOException e) {
      throw Refusal.local(
          "Standard input cannot be kept in " + dir + ": " + e.getMessage() + ".",
          "Make room there, or pipe less.");
    } finally {
      if (!kept) {
        drop(file);
      }
    }
  }

  private long copy(Path file, byte[] head, int length) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(head, 0, length);
      long total = length;
      byte[] chunk = new byte[CHUNK];
      int read = length == head.length ? in.read(chunk) : -1;
      while (read >= 0) {
        total += read;
        if (total > MAX_STAGED) {
          throw new Refusal(
              Refusal.USAGE,
              "too_large",
              "Standard input is longer than " + (MAX_STAGED >> 30) + " GiB.",
              "Pipe a part of it, or name the file in the prompt.");
        }
        out.write(chunk, 0, read);
        read = in.read(chunk);
      }
      return total;
    }
  }

  private static void drop(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw Refusal.local("The file " + file + " cannot be removed: " + e.getMessage() + ".", "");
    }
  }

  /// Fills `target` from the first read and what follows; less than full means the end was seen.
  private int gather(byte[] target) {
    int length = first.take(target);
    try {
      while (length < target.length && length >= 0 && !first.atEnd()) {
        int read = in.read(target, length, target.length - length);
        if (read < 0) {
          return length;
        }
        length += read;
      }
      return length;
    } catch (IOException e) {
      throw Refusal.local("Standard input cannot be read: " + e.getMessage() + ".", "");
    }
  }

  /// The one read that may block for ever, and therefore has its own thread.
  private static final class FirstRead extends Thread {
    private final FileInputStream in;
    private final byte[] bytes = new byte[MAX_INLINE];
    private int length;
    private String fault = "";

    FirstRead(FileInputStream in) {
      super("stdin");
      this.in = in;
    }

    @Override
    public void run() {
      try {
        length = in.read(bytes);
      } catch (IOException e) {
        fault = String.valueOf(e.getMessage());
      }
    }

    boolean endsWithin(long millis) {
      try {
        join(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return !isAlive();
    }

    void await() {
      try {
        join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Refusal(130, "cancelled", "Interrupted.", "");
      }
    }

    boolean atEnd() {
      return length < 0;
    }

    int take(byte[] target) {
      if (!fault.isEmpty()) {
        throw Refusal.local("Standard input cannot be read: " + fault + ".", "");
      }
      int taken = Math.max(0, length);
      System.arraycopy(bytes, 0, target, 0, taken);
      return taken;
    }
  }
}
