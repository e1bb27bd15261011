package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alpi.alp.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A disk that refuses to flush, at each of the flushes of a turn in turn: the command says so or
/// succeeds, what succeeded stays, the daemon lives and goes on when the disk works again. The
/// refusals are the kernel's answers as `strace` forges them.
class FailingDiskTest {
  /// The flush that fails, counted from the one before the question; 0 is every one of them.
  private static final List<Integer> FAILING = List.of(0, 1, 5);

  @Test
  void sayWhatFailedAndKeepWhatSucceeded() throws Exception {
    try (Product product = new Product()) {
      List<String> kept = new ArrayList<>();
      kept.add(asked(product, 100).orElseThrow());
      for (int failing : FAILING) {
        try (Forger _ = Forger.attach(product, failing)) {
          asked(product, failing).ifPresent(kept::add);
        }
        kept.add(asked(product, 200 + failing).orElseThrow());
      }
      allThere(product, kept);
      product.kill();
      allThere(product, kept);
    }
  }

  /// @return the conversation of the answer; empty where the product said why there is none
  private static Optional<String> asked(Product product, int number) {
    var ran =
        product.run("chat", "--once", "--json", "--model", "builtin", "what is " + number + " + 1");
    if (ran.exit() == 0) {
      var answer = Json.parse(ran.out());
      assertTrue(answer.path("text").asString("").contains("" + (number + 1)), ran.out());
      return Optional.of(answer.path("session").asString());
    }
    assertTrue(ran.err().contains("disk"), ran::toString);
    assertTrue(!ran.err().contains("Exception"), ran::toString);
    return Optional.empty();
  }

  private static void allThere(Product product, List<String> kept) {
    product.run("journal", "verify").succeeded();
    for (String session : kept) {
      String shown = product.run("sessions", "show", session).succeeded().out();
      assertTrue(shown.contains("what is"), shown);
    }
    assertNotEquals(0, kept.size());
  }

  /// A second program that answers some of the daemon's calls in place of the kernel.
  private record Forger(Process process) implements AutoCloseable {
    static Forger attach(Product product, int failing) throws IOException {
      String when = failing == 0 ? "" : ":when=" + failing;
      long daemon = product.daemon().orElseThrow().pid();
      Process process;
      try {
        process =
            new ProcessBuilder(
                    "strace",
                    "-f",
                    "-o",
                    product.workspace().resolve("calls").toString(),
                    "-e",
                    "trace=fsync,fdatasync",
                    "-e",
                    "inject=fsync,fdatasync:error=EIO" + when,
                    "-p",
                    String.valueOf(daemon))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
      } catch (IOException e) {
        System.err.println("SKIPPED: a failing disk is tried where `strace` is installed");
        assumeTrue(false, "no strace");
        throw e;
      }
      while (!traced(daemon)) {
        if (!process.isAlive()) {
          System.err.println("SKIPPED: `strace` may not look at the daemon here");
          assumeTrue(false, "strace may not");
        }
        LockSupport.parkNanos(1_000_000);
      }
      return new Forger(process);
    }

    /// Whether every thread of the process is looked at.
    private static boolean traced(long daemon) throws IOException {
      try (Stream<Path> threads = Files.list(Path.of("/proc/" + daemon + "/task"))) {
        return threads.noneMatch(Forger::alone);
      }
    }

    private static boolean alone(Path thread) {
      try {
        return Files.readString(thread.resolve("status")).contains("TracerPid:\t0\n");
      } catch (IOException e) {
        return false; // it ended meanwhile
      }
    }

    @Override
    public void close() {
      process.destroy();
      assertTrue(process.onExit().orTimeout(60, TimeUnit.SECONDS).join() != null);
    }
  }
}
