package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import alpi.alp.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ConfigSchemaTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void theCommittedReferencePageIsTheGeneratedOne() throws IOException {
    assertGolden(DOCS.resolve("config.md"), ConfigReference.markdown());
  }

  @Test
  void theCommittedSchemaIsTheGeneratedOne() throws IOException {
    String text =
        Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(ConfigSchema.json());
    assertGolden(DOCS.resolve("config.schema.json"), text + "\n");
  }

  @Test
  void everySettingHasADescriptionAndABound() {
    assertDescribed(ConfigSchema.json());
  }

  private static void assertDescribed(JsonNode schema) {
    schema
        .path("properties")
        .properties()
        .forEach(entry -> {
          assertFalse(entry.getValue().path("description").asString().isEmpty());
          assertDescribed(entry.getValue());
          assertDescribed(entry.getValue().path("additionalProperties"));
        });
  }

  private static void assertGolden(Path file, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, text);
    }
    assertEquals(Files.readString(file), text, file + ": run with -Dgolden.update=true and review");
  }
}
