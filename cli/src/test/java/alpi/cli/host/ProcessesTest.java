package alpi.cli.host;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ProcessesTest {
  @Test
  void knowsTheLivingFromTheEnded() throws Exception {
    Process process = new ProcessBuilder("/bin/sh", "-c", "read line").start();
    assertFalse(Processes.isGone(process.pid()));
    process.getOutputStream().close();
    process.waitFor();
    assertTrue(Processes.isGone(process.pid()));
  }

  @Test
  void takesOneThatNobodyCollectedForGone() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs /proc");
    // The shell becomes a program that goes on and never asks after the child it was left with.
    String script = "exec 3<&0; cat <&3 >/dev/null & echo $!; exec tail -f /dev/null";
    Process parent = new ProcessBuilder("/bin/sh", "-c", script).start();
    try {
      long child = Long.parseLong(parent.inputReader().readLine());
      assertFalse(Processes.isGone(child));
      parent.getOutputStream().close();
      while (!Processes.isGone(child)) {
        Thread.onSpinWait();
      }
      assertTrue(ProcessHandle.of(child).isPresent());
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }
}
