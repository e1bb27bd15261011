package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is full in the middle of a blob of a peer: the sender is told, nothing half is
/// visible, other work goes on, and with room again the blob goes on where it stopped.
@Timeout(120)
class FullDiskTransferTest {
  @TempDir Path dir;

  @Test
  void tellsTheSenderKeepsThePartAndGoesOnWithRoom() throws Exception {
    assertEquals(
        List.of(
            "full disk_full: The peer ben: disk-low (the peer refused chunk 20).",
            "visible 0 rows 0",
            "waiting 1",
            "small done whole",
            "room done in part",
            "same true visible 2 rows 2",
            "waiting 0",
            "journal sound=true"),
        probe());
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
                FullDiskTransferProbe.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    // What is logged goes the same way.
    return printed
        .lines()
        .filter(line -> line.startsWith("> "))
        .map(line -> line.substring(2))
        .toList();
  }
}
