package alpi.daemon.sandbox;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One line of Linux's process table.
///
/// @param session the session it belongs to: the number of the process that began it
/// @param start when it started, in clock ticks after boot: with the number, its identity
record ProcStat(long pid, char state, long parent, long session, long start) {
  private static final Path PROC = Path.of("/proc");

  /// More than the line of any process: fifty numbers and a name of at most 64 bytes.
  private static final int LINE_BYTES = 2048;

  /// Fields after the name, up to the last one that is read.
  private static final int FIELDS = 20;

  static boolean available() {
    return Files.isReadable(PROC.resolve("self").resolve("stat"));
  }

  static Optional<ProcStat> of(long pid) {
    return of(pid, new byte[LINE_BYTES]);
  }

  /// @param buffer is overwritten
  private static Optional<ProcStat> of(long pid, byte[] buffer) {
    // A plain stream: this is read for every process there is, each time a command has ended.
    try (var in = new FileInputStream(PROC + "/" + pid + "/stat")) {
      int size = in.read(buffer);
      if (size <= 0) {
        return Optional.empty();
      }
      String line = new String(buffer, 0, size, StandardCharsets.ISO_8859_1);
      // The name may hold anything, also parentheses; the fields follow its last one.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", FIELDS + 1);
      return Optional.of(
          new ProcStat(
              pid,
              fields[0].charAt(0),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[3]),
              Long.parseLong(fields[19])));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  static List<ProcStat> all() {
    String[] names = PROC.toFile().list();
    if (names == null) {
      return List.of();
    }
    List<ProcStat> all = new ArrayList<>();
    byte[] buffer = new byte[LINE_BYTES];
    for (String name : names) {
      if (Character.isDigit(name.charAt(0))) {
        of(Long.parseLong(name), buffer).ifPresent(all::add);
      }
    }
    return all;
  }

  /// Whether the environment it was started with holds `entry`.
  boolean startedWith(String entry) {
    return environment().contains("\0" + entry + "\0");
  }

  /// Whether the environment it was started with has an entry that begins with `prefix`.
  boolean startedWithin(String prefix) {
    return environment().contains("\0" + prefix);
  }

  private String environment() {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(pid + "/environ"));
      return "\0" + new String(bytes, StandardCharsets.ISO_8859_1) + "\0";
    } catch (IOException gone) {
      return "";
    }
  }

  boolean dead() {
    return state == 'Z' || state == 'X';
  }
}
