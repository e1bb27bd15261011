package alpi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Seven days of one daemon in some minutes: by day clients come and go with turns of every kind in
/// three profiles, by night nothing happens. Writes `soak.csv`, `soak.svg` and the heaviest classes
/// after the second and the last day. A flat line is what is wanted; the bench judges nothing.
///
/// Arguments: `LAUNCHER FOLDER-FOR-RESULTS MINUTES`.
public final class SoakBench {
  private static final int DAYS = 7;
  private static final int CLIENTS = 3;
  private static final double SHARE_OF_NIGHT = 0.3;
  private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
  private static final long SEED = 7;

  private final Path launcher;
  private final Path results;
  private final long dayNanos;
  private final Path base;
  private final AtomicLong turns = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final List<SoakPlot.Point> points = new ArrayList<>();
  private final List<String> csv = new ArrayList<>();

  private SoakBench(Path base, Path launcher, Path results, long dayNanos) {
    this.base = base;
    this.launcher = launcher;
    this.results = results;
    this.dayNanos = dayNanos;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    long minutes = Long.parseLong(arguments[2]);
    try (Scratch scratch = Scratch.shortNamed("soak")) {
      new SoakBench(
              scratch.path(),
              Path.of(arguments[0]),
              Files.createDirectories(Path.of(arguments[1])),
              TimeUnit.MINUTES.toNanos(minutes) / DAYS)
          .run();
    }
  }

  private Path home() {
    return base.resolve("home");
  }

  private void run() throws IOException, InterruptedException {
    Path workspace = Files.createDirectory(base.resolve("work"));
    for (int i = 0; i < 8; i++) {
      Files.writeString(workspace.resolve("note-" + i + ".txt"), ("note " + i + "\n").repeat(2000));
    }
    alpi("daemon", "start");
    alpi("profile", "create", "work");
    alpi("profile", "create", "family");
    try (ScriptedProvider provider = new ScriptedProvider(0);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      DaemonFigures figures = new DaemonFigures(home());
      csv.add("day,turns," + DaemonFigures.Sample.HEADER + ",live_heap_mib");
      long begin = System.nanoTime();
      for (int day = 0; day < DAYS; day++) {
        long evening = begin + (long) ((day + 1 - SHARE_OF_NIGHT) * dayNanos);
        for (int client = 0; client < CLIENTS; client++) {
          long seed = SEED + 100L * day + client;
          clients.execute(() -> visits(workspace, provider.baseUrl(), new Random(seed), evening));
        }
        watch(figures, begin, begin + (day + 1) * dayNanos);
        nightfall(figures, day);
      }
    } finally {
      alpi("daemon", "stop");
    }
    Files.write(results.resolve("soak.csv"), csv);
    Files.writeString(results.resolve("soak.svg"), SoakPlot.svg(points));
    System.out.println(SoakPlot.summary(points) + ", failed visits " + failures);
  }

  private void visits(Path workspace, String url, Random random, long evening) {
    while (System.nanoTime() - evening < 0) {
      try (SoakClient client = new SoakClient(home(), workspace, url, random)) {
        turns.addAndGet(client.visit());
        LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE_NANOS));
      } catch (IOException e) {
        failures.incrementAndGet();
      }
    }
  }

  private void watch(DaemonFigures figures, long begin, long until) throws IOException {
    while (System.nanoTime() - until < 0) {
      LockSupport.parkNanos(Math.min(SAMPLE_NANOS, until - System.nanoTime()));
      record(figures, (System.nanoTime() - begin) / (double) dayNanos, Double.NaN);
    }
  }

  /// The live heap at the end of each night, when nothing should be left but what is kept.
  private void nightfall(DaemonFigures figures, int day) throws IOException {
    record(figures, day + 1, figures.liveHeap());
    if (day == 1 || day == DAYS - 1) {
      Files.write(results.resolve("soak-classes-" + (day + 1) + ".txt"), figures.histogram(60));
    }
  }

  private void record(DaemonFigures figures, double day, double liveHeap) throws IOException {
    DaemonFigures.Sample sample = figures.sample();
    points.add(new SoakPlot.Point(day, turns.get(), sample, liveHeap));
    String heap = Double.isNaN(liveHeap) ? "" : String.format(Locale.ROOT, "%.2f", liveHeap);
    csv.add(String.format(Locale.ROOT, "%.3f,%d,%s,%s", day, turns.get(), sample.csv(), heap));
    System.out.println(csv.getLast());
  }

  private void alpi(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(base.toFile()).inheritIO();
    builder.environment().put("ALPI_HOME", home().toString());
    builder.environment().put("ALPI_BUILD", "off");
    // For the figures that jcmd reads.
    builder.environment().put("ALPI_ATTACH", "on");
    if (!builder.start().waitFor(60, TimeUnit.SECONDS)) {
      throw new IOException("still running: " + command);
    }
  }
}
