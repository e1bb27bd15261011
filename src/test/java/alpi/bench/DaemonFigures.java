package alpi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a running daemon weighs, read from outside: `/proc` for memory, threads and files, `jcmd`
/// for its heap, the sizes of its files for the disk. Linux only.
final class DaemonFigures {
  private static final Pattern KILOBYTES = Pattern.compile("^Pss:\\s+(\\d+) kB", Pattern.MULTILINE);
  private static final Pattern THREADS = Pattern.compile("^Threads:\\s+(\\d+)", Pattern.MULTILINE);
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private final long pid;
  private final Path home;

  DaemonFigures(Path home) throws IOException {
    this.home = home;
    String text = Files.readString(home.resolve("service.pid")).strip();
    this.pid = Long.parseLong(text.split("\\s+", 2)[0]);
  }

  /// Sizes in mebibytes.
  record Sample(double pss, long threads, long files, double journal, double wal, double home) {
    static final String HEADER = "pss_mib,threads,open_files,journal_mib,wal_mib,home_mib";

    String csv() {
      return String.format(
          Locale.ROOT, "%.1f,%d,%d,%.2f,%.2f,%.2f", pss, threads, files, journal, wal, home);
    }
  }

  Sample sample() throws IOException {
    Path proc = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      return new Sample(
          first(KILOBYTES, Files.readString(proc.resolve("smaps_rollup"))) / 1024.0,
          first(THREADS, Files.readString(proc.resolve("status"))),
          open.count(),
          size("journal.db"),
          size("journal.db-wal"),
          size(""));
    }
  }

  private static long first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
  }

  /// Of all files below the home whose names end so.
  private double size(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files
              .filter(file -> file.toString().endsWith(suffix))
              .mapToLong(DaemonFigures::length)
              .sum()
          / (double) (1 << 20);
    } catch (UncheckedIOException vanished) {
      return Double.NaN;
    }
  }

  private static long length(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException vanished) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Live objects in mebibytes: what is used right after a full collection.
  double liveHeap() throws IOException {
    jcmd("GC.run");
    Matcher used = USED.matcher(jcmd("GC.heap_info"));
    double kilobytes = 0;
    // The generations; the metaspace follows under its own word.
    for (int generation = 0; generation < 2 && used.find(); generation++) {
      kilobytes += Long.parseLong(used.group(1));
    }
    return kilobytes / 1024;
  }

  /// Counts and bytes of the live objects by class, the heaviest first.
  List<String> histogram(int lines) throws IOException {
    return jcmd("GC.class_histogram").lines().limit(lines).toList();
  }

  private String jcmd(String command) throws IOException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(tool.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
