package alpi.accept;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The image's start-up caches, as the launcher makes them on a user's first command. The suite
/// starts some eighty daemons; with the caches each costs a third less.
final class StartupCaches {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static {
    make();
  }

  private StartupCaches() {}

  /// Returns once the launcher has made the caches of this build, or given up on them: they cost
  /// speed and nothing else.
  static void await() {
    // The work is done by the class initialiser, once, whichever test comes first.
  }

  private static void make() {
    Path aot = Product.root().resolve("cli/target/alpi/aot");
    try {
      ProcessBuilder first =
          new ProcessBuilder(Product.launcher().toString(), "--help")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      first.environment().put("ALPI_BUILD", "off");
      first.environment().remove("ALPI_AOT");
      Process process = first.start();
      process.getOutputStream().close();
      process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (Files.exists(aot.resolve("making")) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(20_000_000);
    }
  }
}
