package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a run wrote can be taken back.
class UndoTest {
  @Test
  void undoRestoresWhatTheRunWroteAndLeavesTheOwnersChangesAlone() throws IOException {
    try (ScriptedModel model = new ScriptedModel();
        Product product = model.serve(new Product())) {
      model.when("WRITE", "write", "{\"path\":\"%s\",\"content\":\"by the run\\n\"}");
      Path kept = product.write("kept.txt", "before\n");
      Path mine = product.write("mine.txt", "before\n");
      String first = turn(product, "WRITE kept.txt");
      String second = turn(product, "WRITE mine.txt");
      String third = turn(product, "WRITE sub/new.txt");
      assertEquals("by the run\n", Files.readString(kept));
      Files.writeString(mine, "the owner was here\n");

      product.run("runs", "undo", first).succeeded();
      product.run("runs", "undo", third).succeeded();
      assertEquals("before\n", Files.readString(kept));
      assertFalse(Files.exists(product.workspace().resolve("sub/new.txt")));

      JsonNode left = Json.parse(product.run("runs", "undo", second, "--json").out());
      assertTrue(Json.text(left.path("leftAlone")).contains("mine.txt"), Json.text(left));
      assertEquals("the owner was here\n", Files.readString(mine));
      product.run("journal", "verify").succeeded();
    }
  }

  private static String turn(Product product, String text) {
    String out = product.run("chat", "--once", text, "--json").succeeded().out();
    return Json.parse(out).path("turn").asString();
  }
}
