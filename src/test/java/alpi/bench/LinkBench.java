package alpi.bench;

import alpi.alp.json.Json;
import alpi.alp.link.LinkLimits;
import alpi.alp.net.BlobLine;
import alpi.alp.net.LinkLine;
import alpi.alp.net.NetLimits;
import alpi.alp.transfer.BlobSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// How long a ping takes while nothing else happens and while two large blobs travel between the
/// same two profiles, and what sessions weigh over which nothing is said. Both sides in this
/// process: memory is that of both. A plain main: `DIR MIB SESSIONS`; it ends by itself.
final class LinkBench {
  /// Fewer than a peer may make in a minute.
  private static final Duration BETWEEN_PINGS = Duration.ofMillis(20);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int QUIET_PINGS = 200;
  private static final int MAX_PINGS = 4_000;
  private static final int TRANSFERS = 2;
  private static final NetLimits CROWDED =
      new NetLimits(LinkLimits.STANDARD, 32, 8_192, 8_192, Duration.ofSeconds(30));

  private LinkBench() {}

  public static void main(String[] arguments) throws Exception {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int mebibytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1024;
    int sessions = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
    try (Scratch scratch = Scratch.below(parent, "link-bench-");
        var pair = new LinkedPair(scratch.path(), CROWDED);
        LinkLine line = pair.session()) {
      told("pings, nothing else", pings(line, List.of()));
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < TRANSFERS; i++) {
        files.add(scratch.filled("large" + i, (long) mebibytes << 20));
      }
      long before = resident();
      long peak;
      try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> sending = new ArrayList<>();
        files.forEach(file -> sending.add(senders.submit(() -> send(pair, file))));
        told("pings beside " + TRANSFERS + " x " + mebibytes + " MiB", pings(line, sending));
        peak = status("VmHWM");
        for (Future<?> each : sending) {
          each.get();
        }
      }
      System.out.printf("memory of both sides: %d kB before, %d at most%n", before, peak);
      idle(pair, sessions);
    }
  }

  private static long send(LinkedPair pair, Path file) throws Exception {
    try (BlobLine blobs = pair.blobs();
        BlobSource source = pair.sending().file(file, _ -> {})) {
      return blobs.put(source, (_, _, _) -> {}).moved();
    }
  }

  /// Pings while any of some work goes on; a fixed number where there is none.
  ///
  /// @return nanoseconds of each
  private static List<Long> pings(LinkLine line, List<Future<?>> work) throws Exception {
    List<Long> took = new ArrayList<>();
    int most = work.isEmpty() ? QUIET_PINGS : MAX_PINGS;
    while (took.size() < most && (work.isEmpty() || !work.stream().allMatch(Future::isDone))) {
      long from = System.nanoTime();
      var _ = line.call("link.ping", Json.object().put("nonce", "n"), false, PATIENCE, _ -> {});
      took.add(System.nanoTime() - from);
      LockSupport.parkNanos(BETWEEN_PINGS.toNanos());
    }
    return took;
  }

  private static void told(String what, List<Long> took) {
    List<Long> sorted = took.stream().sorted().toList();
    int count = sorted.size();
    System.out.printf(
        "%s: %d, p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
        what,
        count,
        sorted.get(count / 2) / 1e6,
        sorted.get(Math.min(count - 1, count * 99 / 100)) / 1e6,
        sorted.getLast() / 1e6);
  }

  /// Opens sessions over which nothing is said.
  private static void idle(LinkedPair pair, int sessions) throws Exception {
    long before = resident();
    List<LinkLine> open = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      open.add(pair.session());
    }
    long after = resident();
    System.out.printf(
        "%d idle sessions: %d kB for both ends of all, %.1f kB for both of one%n",
        sessions, after - before, (after - before) / (double) sessions);
    open.forEach(LinkLine::close);
  }

  /// Resident kilobytes of this process after a collection.
  private static long resident() throws IOException {
    System.gc();
    return status("VmRSS");
  }

  private static long status(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(row -> row.startsWith(name + ":"))
        .mapToLong(row -> Long.parseLong(row.replaceAll("\\D", "")))
        .findFirst()
        .orElse(-1);
  }
}
