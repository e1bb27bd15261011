package alpi.bench;

import alpi.cli.host.HostClient;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long the host plane of a running daemon takes to answer while a command inside its sandbox
/// does its worst: forks without end, prints a gigabyte, fills memory, writes without end. One
/// request every five milliseconds; beside each attack stands the same without one.
///
/// Usage: `SiegeBench LAUNCHER [seconds per attack]`, with bubblewrap on the machine.
public final class SiegeBench {
  private static final int SECONDS = 10;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final double[] SHARES = {0.5, 0.99, 1};

  private SiegeBench() {}

  public static void main(String[] arguments) throws Exception {
    String launcher = arguments[0];
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : SECONDS;
    try (Scratch scratch = Scratch.shortNamed("alpi-siege")) {
      Path home = scratch.path().resolve("home");
      Path work = Files.createDirectories(scratch.path().resolve("work"));
      run(launcher, home, work, List.of("daemon", "start")).waitFor();
      try (HostClient client = HostClient.connect(home.resolve("host/host.sock"))) {
        System.out.printf("%-22s %10s %10s %10s%n", "attack", "p50 ms", "p99 ms", "longest");
        for (Map.Entry<String, String> attack : attacks().entrySet()) {
          report("nothing", answers(client, seconds));
          List<String> command = List.of("sandbox", "run", "--", "sh", "-c", attack.getValue());
          Process siege = run(launcher, home, work, command);
          LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
          report(attack.getKey(), answers(client, seconds));
          boolean going = siege.isAlive();
          siege.destroy();
          siege.waitFor();
          System.out.println(
              "  " + (going ? "ended by us" : "had ended, exit " + siege.exitValue()));
        }
      } finally {
        run(launcher, home, work, List.of("daemon", "stop")).waitFor();
      }
    }
  }

  private static Map<String, String> attacks() {
    Map<String, String> attacks = new LinkedHashMap<>();
    attacks.put("forks without end", "bomb() { bomb | bomb & }; while :; do bomb; done");
    attacks.put("a gigabyte of output", "yes | head -c 1G");
    attacks.put("fills memory", "x=a; while :; do x=$x$x$x; done");
    attacks.put("writes without end", "cat /dev/zero > filled; sleep 60");
    attacks.put(
        "burns every core", "for i in 1 2 3 4 5 6 7 8; do (while :; do :; done) & done; wait");
    return attacks;
  }

  private static Process run(String launcher, Path home, Path work, List<String> arguments)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher);
    builder.command().addAll(arguments);
    builder.environment().put("ALPI_HOME", home.toString());
    builder.directory(work.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static long[] answers(HostClient client, int seconds) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long[] nanos = new long[(int) (TimeUnit.SECONDS.toNanos(seconds) / PAUSE_NANOS) + 1];
    int taken = 0;
    while (System.nanoTime() < until && taken < nanos.length) {
      long asked = System.nanoTime();
      client.call("host.ping", new JsonObject());
      nanos[taken++] = System.nanoTime() - asked;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    long[] sorted = Arrays.copyOf(nanos, taken);
    Arrays.sort(sorted);
    return sorted;
  }

  private static void report(String what, long[] sorted) {
    System.out.printf("%-22s", what);
    for (double share : SHARES) {
      int at = Math.min(sorted.length - 1, (int) (share * sorted.length));
      System.out.printf(Locale.ROOT, " %10.2f", sorted[at] / 1e6);
    }
    System.out.println();
  }
}
