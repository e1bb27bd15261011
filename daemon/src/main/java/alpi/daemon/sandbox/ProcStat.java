package alpi.daemon.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
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

  static boolean available() {
    return Files.isReadable(PROC.resolve("self").resolve("stat"));
  }

  static Optional<ProcStat> of(long pid) {
    try {
      String line = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The name may hold anything, also parentheses; the fields follow its last one.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
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
    List<ProcStat> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        of(Long.parseLong(String.valueOf(entry.getFileName()))).ifPresent(all::add);
      }
    } catch (IOException unreadable) {
      return List.of();
    }
    return all;
  }

  /// Whether the environment it was started with holds `entry`.
  boolean startedWith(String entry) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(pid + "/environ"));
      String environment = "\0" + new String(bytes, StandardCharsets.ISO_8859_1) + "\0";
      return environment.contains("\0" + entry + "\0");
    } catch (IOException gone) {
      return false;
    }
  }

  boolean dead() {
    return state == 'Z' || state == 'X';
  }
}
