package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What the README tells a newcomer to type works as printed, from the folder they cloned.
class ReadmeTest {
  private static final String TEST_COMMAND = "./mvnw verify";

  private static List<String> commands() throws IOException {
    return DocumentCommands.of("README.md");
  }

  @Test
  void theTestCommandIsTheOneThatChecksEveryCheckout() throws IOException {
    assertTrue(commands().contains(TEST_COMMAND));
    String script = Files.readString(Product.root().resolve(".ci/run"));
    assertTrue(script.contains("./mvnw -B -ntp verify"), script);
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  List<DynamicTest> everyOtherCommandSucceeds() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String command : commands()) {
      if (!command.equals(TEST_COMMAND)) {
        tests.add(DynamicTest.dynamicTest(command, () -> succeeds(command)));
      }
    }
    assertFalse(tests.isEmpty());
    return tests;
  }

  private static void succeeds(String command) throws IOException, InterruptedException {
    try (Product product = new Product()) {
      ProcessBuilder builder = product.shell(command).directory(Product.root().toFile());
      builder.redirectErrorStream(true);
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), output);
      assertEquals(0, process.exitValue(), output);
      assertFalse(output.isBlank(), "nothing was said");
    }
  }
}
