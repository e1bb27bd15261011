package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What the operations manual tells its reader to type works, in the order in which it stands: one
/// home is watched, tidied, backed up and restored beside itself.
class OperationsTest {
  private static final String PAGE = "docs/OPERATIONS.md";

  @Test
  void everyCommandSucceedsInTheOrderOfThePage() throws IOException, InterruptedException {
    List<String> commands = DocumentCommands.of(PAGE);
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

  @Test
  void aDamagedJournalComesBackFromTheBackupAndLaterConversationsStay()
      throws IOException, InterruptedException {
    try (Product product = new Product()) {
      product.run("chat", "--once", "what is 2 + 2").succeeded();
      product.run("daemon", "stop").succeeded();
      for (String command : backup()) {
        succeeds(product, command);
      }
      product.run("chat", "--once", "what is 3 + 3").succeeded();
      product.run("daemon", "stop").succeeded();
      List<String> said = conversations(product.home().resolve("sessions"));
      damage(product.home().resolve("journal.db"));
      Product.Ran refused = product.run("journal", "verify");
      assertTrue(refused.exit() != 0 && refused.err().contains("journal.db"), refused.toString());

      for (String command : DocumentCommands.of(PAGE, "A damaged journal")) {
        succeeds(product, command);
      }
      assertEquals(said, conversations(product.home().resolve("sessions")));
      assertTrue(product.run("chat", "--once", "what is 4 + 4").succeeded().out().contains("8"));
    }
  }

  /// From the passphrase up to the backup.
  private static List<String> backup() throws IOException {
    List<String> commands = DocumentCommands.of(PAGE, "Back up, restore");
    int last =
        commands.indexOf(
            commands.stream()
                .filter(command -> command.startsWith("alpi backup"))
                .findFirst()
                .orElseThrow());
    return commands.subList(0, last + 1);
  }

  /// Some pages in the middle, as a failing disk gives them.
  private static void damage(Path journal) throws IOException {
    byte[] bytes = Files.readAllBytes(journal);
    Arrays.fill(bytes, bytes.length / 4, bytes.length / 2, (byte) 0x5a);
    Files.write(journal, bytes);
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
