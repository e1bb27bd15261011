package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.Verb;
import alpi.alp.rpc.WireRecords;
import alpi.daemon.host.HostVerb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a client of version 0.1 sends is understood for ever: verbs stay, and their params only
/// gain fields that may be left out. Lines are added to the file with a release and never changed.
class EarlierMessagesTest {
  private static final Path MESSAGES = Path.of("src/test/resources/protocol/messages-0.1.jsonl");

  @TempDir Path root;

  @Test
  void everyMessageOfAnEarlierClientIsStillUnderstood() throws IOException {
    try (var at = new VerbFixture(root.resolve("home"))) {
      Map<String, Verb<?, ?>> verbs =
          at.all().stream()
              .<Verb<?, ?>>map(HostVerb::verb)
              .collect(Collectors.toMap(Verb::name, verb -> verb));
      List<String> broken = new ArrayList<>();
      List<String> lines = Files.readAllLines(MESSAGES);
      for (String line : lines) {
        JsonNode message = Json.parse(line);
        Verb<?, ?> verb = verbs.get(message.path("method").asString());
        if (verb == null || !reads(verb, message.path("params"))) {
          broken.add(line);
        }
      }
      assertEquals(List.of(), broken);
      assertTrue(lines.size() > 100, "the file holds a message for each verb of that version");
    }
  }

  private static boolean reads(Verb<?, ?> verb, JsonNode params) {
    try {
      return WireRecords.params(verb.params(), Optional.of(params)).getClass().isRecord();
    } catch (RuntimeException e) {
      return false; // what is wrong stands in the message; the line says which
    }
  }
}
