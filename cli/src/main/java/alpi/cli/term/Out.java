package alpi.cli.term;

import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonValue;
import alpi.cli.json.JsonWriter;
import java.io.IOException;

/// Where a command prints: results on standard output, everything else on standard error.
public final class Out {
  private final Streams streams;
  private final Sink stdout;
  private final Sink stderr;

  public Out(Streams streams, Sink stdout, Sink stderr) {
    this.streams = streams;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  public Streams streams() {
    return streams;
  }

  public Sink stdout() {
    return stdout;
  }

  public Sink stderr() {
    return stderr;
  }

  /// A line of the result; foreign text in it is made safe when a terminal reads it.
  ///
  /// @throws Gone when nobody reads standard output any more
  public void line(String text) {
    print(text);
    print("\n");
  }

  /// A line that was made safe and coloured already, by `tint`.
  public void painted(String line) {
    try {
      stdout.print(line);
      stdout.print("\n");
    } catch (IOException e) {
      throw new Gone(e);
    }
  }

  /// The colours that standard output takes.
  public Tint tint() {
    return new Tint(streams.stdoutTty() && streams.mayColor());
  }

  /// A piece of the result, as `line`.
  public void print(String text) {
    try {
      stdout.print(streams.stdoutTty() ? Plain.text(text) : text);
    } catch (IOException e) {
      throw new Gone(e);
    }
  }

  /// A result for programs: `{"v":1, ...}` on one line.
  public void json(JsonObject result) {
    raw(new JsonObject().put("v", 1).putAll(result));
  }

  /// One JSON value on one line, as it is.
  public void raw(JsonValue value) {
    try {
      stdout.write(JsonWriter.line(value));
    } catch (IOException e) {
      throw new Gone(e);
    }
  }

  /// A line for the person only, on standard error at once. Failing to tell is not a failure.
  public void tell(String text) {
    try {
      stderr.println(Plain.text(text));
      stderr.flush();
    } catch (IOException e) {
      // Standard error is closed: there is nobody left to tell, and the command goes on.
      return;
    }
  }

  public void flush() {
    try {
      stdout.flush();
      stderr.flush();
    } catch (IOException e) {
      throw new Gone(e);
    }
  }

  /// The reader of standard output left, as `head` does.
  public static final class Gone extends RuntimeException {
    /// What the process ends with.
    public static final int EXIT = Exits.BROKEN_PIPE;

    private static final long serialVersionUID = 1L;

    Gone(IOException cause) {
      super(cause);
    }
  }
}
