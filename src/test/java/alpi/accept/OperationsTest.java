package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What the operations manual tells its reader to type works, in the order in which it stands: one
/// home is watched, tidied, backed up and restored beside itself.
class OperationsTest {
  @Test
  void everyCommandSucceedsInTheOrderOfThePage() throws IOException, InterruptedException {
    List<String> commands = DocumentCommands.of("docs/OPERATIONS.md");
    assertTrue(commands.size() >= 10, () -> "commands found: " + commands.size());
    try (Product product = new Product()) {
      product.run("chat", "--once", "what is 2 + 2").succeeded();
      for (String command : commands) {
        succeeds(product, command);
      }
      Path restored = product.workspace().resolve("restored/sessions");
      assertEquals(conversations(product.home().resolve("sessions")), conversations(restored));
    }
  }

  private static List<String> conversations(Path dir) throws IOException {
    try (var files = Files.list(dir)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jsonl"))
              .sorted()
              .toList();
      assertTrue(!names.isEmpty(), "no conversation in " + dir);
      return names;
    }
  }

  private static void succeeds(Product product, String command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = product.shell(command).redirectErrorStream(true);
    builder.environment().put("HOME", product.workspace().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), command + "\n" + output);
    assertEquals(0, process.exitValue(), command + "\n" + output);
  }
}
