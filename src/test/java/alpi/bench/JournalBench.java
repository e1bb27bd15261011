package alpi.bench;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Durable, chained appends per second by 1, 8 and 64 writers, and how long one of them waits. A
/// plain main: run it on a quiet machine; the directory for its files is the only argument.
final class JournalBench {
  private static final int[] WRITERS = {1, 8, 64};
  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 3;
  private static final int EVENTS = 60_000;

  private JournalBench() {}

  public static void main(String[] arguments) throws Exception {
    Path parent = arguments.length > 0 ? Path.of(arguments[0]) : Path.of("target");
    Path dir = Files.createTempDirectory(Files.createDirectories(parent), "journal-bench-");
    try (Journal journal =
        Journal.open(dir.resolve("journal.db"), ProfileName.DEFAULT, Time.system())) {
      measure(journal, 64, WARM_UP);
      for (int writers : WRITERS) {
        for (int round = 0; round < ROUNDS; round++) {
          print(writers, measure(journal, writers, writers == 1 ? EVENTS / 4 : EVENTS));
        }
      }
      long from = System.nanoTime();
      VerifyReport report = journal.verify();
      double seconds = (System.nanoTime() - from) / 1e9;
      System.out.printf(
          "verify %s: %d events, %.0f/s%n",
          report.verdict(), report.events(), report.events() / seconds);
    } finally {
      remove(dir);
    }
  }

  /// Waits in nanoseconds.
  private record Result(double perSecond, long median, long p99, long longest) {}

  private static Result measure(Journal journal, int writers, int events)
      throws InterruptedException, ExecutionException {
    int each = events / writers;
    String run = new Ids(Time.system(), new Random(1)).next('j');
    long from = System.nanoTime();
    List<Future<long[]>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < writers; i++) {
        all.add(threads.submit(() -> write(journal, run, each)));
      }
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    long[] nanos = new long[each * writers];
    for (int i = 0; i < writers; i++) {
      System.arraycopy(all.get(i).get(), 0, nanos, i * each, each);
    }
    Arrays.sort(nanos);
    return new Result(
        nanos.length / seconds,
        nanos[nanos.length / 2],
        nanos[(int) (nanos.length * 0.99)],
        nanos[nanos.length - 1]);
  }

  private static long[] write(Journal journal, String run, int events) {
    long[] nanos = new long[events];
    Draft draft =
        Draft.of(EventKind.TOOL_ANSWERED, Actor.SYSTEM)
            .corr(run)
            .span("call-1")
            .with("tool", "shell")
            .with("input_sha", "0123456789abcdef".repeat(4))
            .with("output_sha", "fedcba9876543210".repeat(4))
            .with("cache", "miss")
            .with("ms", 17);
    for (int i = 0; i < events; i++) {
      long from = System.nanoTime();
      journal.append(draft);
      nanos[i] = System.nanoTime() - from;
    }
    return nanos;
  }

  private static void print(int writers, Result result) {
    System.out.printf(
        "%2d writers: %6.0f ev/s, p50 %5.0f us, p99 %5.0f us, max %6.0f us%n",
        writers,
        result.perSecond(),
        result.median() / 1e3,
        result.p99() / 1e3,
        result.longest() / 1e3);
  }

  private static void remove(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
