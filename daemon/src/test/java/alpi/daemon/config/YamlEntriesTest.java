package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class YamlEntriesTest {
  private static final String FILE =
      """
      # people I know
      - id: ana    # from work
        key: "A="
        allow:
        - one
        - two

      # my own laptop
      - id: ben
        key: B
      # the end
      """;

  @TempDir Path dir = Path.of("");

  private YamlEntries read(String text) throws IOException {
    return YamlEntries.load(Files.writeString(dir.resolve("list.yaml"), text));
  }

  private static ObjectNode entry(String json) {
    return (ObjectNode) Json.parse(json);
  }

  @Test
  void readsWhatYamlSays() throws IOException {
    List<ObjectNode> entries = read(FILE).entries();
    assertEquals(
        entry("{\"id\":\"ana\",\"key\":\"A=\",\"allow\":[\"one\",\"two\"]}"), entries.getFirst());
    ObjectNode typed =
        read("- a: 1\n  b: '1'\n  c: null\n  d: true\n  e: 1.5\n").entries().getFirst();
    assertEquals("{\"a\":1,\"b\":\"1\",\"c\":null,\"d\":true,\"e\":1.5}", Json.text(typed));
  }

  @Test
  void addsAnEntryAndLeavesEveryOtherCharacter() throws IOException {
    YamlEntries after = read(FILE).add(entry("{\"id\":\"eve\",\"key\":\"E/+=\"}"));
    assertEquals(FILE + "- id: eve\n  key: \"E/+=\"\n", after.text());
  }

  @Test
  void replacesAnEntryAndKeepsWhatStandsBetween() throws IOException {
    YamlEntries after = read(FILE).replace(1, entry("{\"id\":\"ben\",\"key\":\"C\"}"));
    assertEquals(FILE.replace("key: B", "key: C"), after.text());
    YamlEntries first = read(FILE).replace(0, entry("{\"id\":\"ana\",\"allow\":[]}"));
    assertEquals(
        """
        # people I know
        - id: ana
          allow: []

        # my own laptop
        - id: ben
          key: B
        # the end
        """,
        first.text());
  }

  @Test
  void removesAnEntryAndKeepsTheRest() throws IOException {
    YamlEntries after = read(FILE).remove(0);
    assertEquals(
        "# people I know\n\n# my own laptop\n- id: ben\n  key: B\n# the end\n", after.text());
    assertEquals(List.of(), after.remove(0).entries());
  }

  @Test
  void writesAnewWhatIsLaidOutInAnotherWay() throws IOException {
    for (String text : List.of("[]", "[{id: ana}]", "- {id: ana}\n", "-\n  id: ana\n")) {
      YamlEntries after = read(text).add(entry("{\"id\":\"eve\"}"));
      assertEquals("eve", after.entries().getLast().path("id").asString(), text);
      assertTrue(after.text().endsWith("- id: eve\n"), after.text());
    }
  }

  @Test
  void refusesWhatIsNoListOfEntries() {
    for (String text : List.of("id: ana\n", "- ana\n", "text", "- id: a\n  id: b\n", "- [")) {
      Problem refused = assertThrows(Problem.class, () -> read(text));
      assertEquals(ErrorCode.CONFIG_BROKEN, refused.code(), text);
    }
  }

  @Test
  void anAbsentFileHasNoEntriesAndIsMadeClosedToOthers() throws IOException {
    Path file = dir.resolve("none.yaml");
    YamlEntries.load(file).add(entry("{\"id\":\"ana\"}")).save(file);
    assertEquals("- id: ana\n", Files.readString(file));
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }
}
