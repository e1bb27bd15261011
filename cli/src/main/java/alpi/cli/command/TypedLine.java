package alpi.cli.command;

import alpi.cli.term.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Reads single lines from standard input, without reading past their end.
public final class TypedLine {
  /// Longest line taken, in bytes.
  public static final int MAX_BYTES = 64 << 10;

  private final FileInputStream in = new FileInputStream(FileDescriptor.in);

  /// The next line without its end; empty at the end of input.
  public String read() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      int b = in.read();
      while (b >= 0 && b != '\n') {
        if (line.size() == MAX_BYTES) {
          throw Refusal.usage("That line is longer than " + MAX_BYTES + " bytes.", "");
        }
        line.write(b);
        b = in.read();
      }
    } catch (IOException e) {
      throw Refusal.local("Standard input cannot be read: " + e.getMessage() + ".", "");
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /// A line typed without being shown.
  ///
  /// @throws Refusal when there is no terminal to hide it on
  public static String hidden(String prompt) {
    Console console = Objects.requireNonNull(System.console());
    if (!console.isTerminal()) {
      throw Refusal.usage(
          "There is no terminal to type a secret on.",
          "Pipe the value: printf %s VALUE | alpi ...");
    }
    char[] typed = console.readPassword("%s", prompt);
    return typed == null ? "" : new String(typed);
  }
}
