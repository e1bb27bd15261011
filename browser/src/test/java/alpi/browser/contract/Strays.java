package alpi.browser.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds processes that a browser left behind: all that run name its folder among their arguments
/// or in their environment.
public final class Strays {
  private Strays() {}

  public static List<ProcessHandle> of(Path home) {
    return ProcessHandle.allProcesses()
        .filter(each -> commandLine(each).contains(home + "/"))
        .toList();
  }

  /// Waits for all of them to end.
  ///
  /// @return those that did not
  public static List<ProcessHandle> left(Path home) throws InterruptedException {
    List<ProcessHandle> seen = of(home);
    for (ProcessHandle each : seen) {
      try {
        each.onExit().get(60, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        return seen.stream().filter(ProcessHandle::isAlive).toList();
      }
    }
    return of(home);
  }

  /// Its arguments and its environment, as far as they may be read.
  private static String commandLine(ProcessHandle process) {
    Path proc = Path.of("/proc/" + process.pid());
    try {
      return text(proc.resolve("cmdline")) + text(proc.resolve("environ"));
    } catch (IOException e) {
      return process.info().commandLine().orElse("");
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
