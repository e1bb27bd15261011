package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the product keeps by itself, and what it knows of itself, without any model.
class MemoryTest {
  @Test
  void remembersOverARestartAndForgetsToTheLastByte() throws IOException {
    try (Product product = new Product()) {
      String said = "Remember that the codeword of the shed is Xylophonist";
      product.run("chat", "--once", said, "--ephemeral").succeeded();
      product.kill();
      String listed = product.run("memory", "search", "codeword", "--json").succeeded().out();
      String id = Json.parse(listed).path("memories").path(0).path("id").asString();
      assertTrue(listed.contains("Xylophonist"), listed);
      String lines = product.run("memory", "export").succeeded().out();
      product.run("memory", "forget", id, "--yes").succeeded();
      assertEquals(1, product.run("memory", "show", id).exit());
      assertFalse(found(product.home(), "xylophonist"));
      Path file = product.write("memories.jsonl", lines);
      product.run("memory", "import", file.toString()).succeeded();
      assertTrue(product.run("memory", "show").out().contains("Xylophonist"));
    }
  }

  @Test
  void answersQuestionsAboutItselfFromThePackedManual() {
    try (Product product = new Product()) {
      String help = product.run("help", "add", "a", "peer").succeeded().out();
      assertTrue(help.contains("alpi peers add") && help.contains("docs/HOWTO.md"), help);
      String told = product.run("chat", "--once", "How do I add a peer?").succeeded().out();
      assertTrue(told.contains("alpi peers key"), told);
    }
  }

  private static boolean found(Path home, String word) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (text.toLowerCase(Locale.ROOT).contains(word)) {
          return true;
        }
      }
    }
    return false;
  }
}
