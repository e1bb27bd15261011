package alpi.cli.term;

import java.nio.file.Files;
import java.nio.file.Path;

/// Which of the three standard streams is a terminal, and whether colours are welcome.
///
/// @param mayColor false when `NO_COLOR` is set, or the terminal shows none
public record Streams(boolean stdinTty, boolean stdoutTty, boolean stderrTty, boolean mayColor) {
  /// Reads what the launcher found out (`-Dalpi.tty=012`), else the links of `/proc/self/fd`.
  public static Streams detect() {
    String known = System.getProperty("alpi.tty");
    boolean in = known == null ? isTerminal(0) : known.indexOf('0') >= 0;
    boolean out = known == null ? isTerminal(1) : known.indexOf('1') >= 0;
    boolean err = known == null ? isTerminal(2) : known.indexOf('2') >= 0;
    String noColor = System.getenv("NO_COLOR");
    boolean plain = (noColor != null && !noColor.isEmpty()) || "dumb".equals(System.getenv("TERM"));
    return new Streams(in, out, err, !plain);
  }

  /// Whether what is told on standard error is coloured.
  public boolean color() {
    return stderrTty && mayColor;
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (java.io.IOException e) {
      // No such link on this system: the launcher's word is the only one there is.
      return false;
    }
  }
}
