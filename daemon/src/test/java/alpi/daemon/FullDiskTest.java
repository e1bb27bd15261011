package alpi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk without room fails what needs it in a sentence, loses nothing that was acknowledged, and
/// is used again once there is room.
@Timeout(120)
class FullDiskTest {
  @TempDir Path dir;

  @Test
  void failsInASentenceLosesNothingAndGoesOn() throws Exception {
    List<String> said = probe();
    for (String what : Set.of("journal", "session", "blob", "config")) {
      assertTrue(said.contains("before " + what + " ok"), said::toString);
      assertTrue(said.contains("after " + what + " ok"), said::toString);
    }
    for (String what : Set.of("session", "blob", "config")) {
      List<String> full = said.stream().filter(s -> s.startsWith("full " + what)).toList();
      assertEquals(2, full.size());
      for (String line : full) {
        assertTrue(line.startsWith("full " + what + " disk_full: The disk is full: "), line);
      }
    }
    // To SQLite a limit of the process is a broken disk; that a full one is told as such, its own
    // tests show.
    List<String> journal = said.stream().filter(s -> s.startsWith("full journal")).toList();
    assertEquals(2, journal.size());
    assertTrue(
        journal.getFirst().startsWith("full journal storage: The disk refused"), said::toString);
    assertTrue(
        said.containsAll(
            List.of(
                "reads 1",
                "journal sound=true",
                "damaged=0 of 2",
                "lost=0",
                "events lost=0",
                "config after/m",
                "reopened lost=0")),
        said::toString);
  }

  private List<String> probe() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FullDiskProbe.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed.lines().toList();
  }
}
