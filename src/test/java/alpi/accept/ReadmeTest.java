package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What the README tells a newcomer to type works as printed, from the folder they cloned.
class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
  private static final String TEST_COMMAND = "./mvnw verify";

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Product.root().resolve("README.md")));
    while (block.find()) {
      block.group(1).lines().filter(line -> !line.isBlank()).forEach(commands::add);
    }
    return commands;
  }

  @Test
  void theTestCommandIsTheOneThatChecksEveryCheckout() throws IOException {
    assertTrue(commands().contains(TEST_COMMAND));
    String script = Files.readString(Product.root().resolve(".ci/run"));
    assertTrue(script.contains("./mvnw -B -ntp verify"), script);
  }

  @TestFactory
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
      Path root = Product.root();
      ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(root.toFile());
      builder.environment().put("ALPI_HOME", product.home().toString());
      builder.environment().put("ALPI_BUILD", "off");
      builder.environment().put("ALPI_AOT", "off");
      builder.environment().keySet().removeIf(name -> name.startsWith("OPENAI_"));
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
