package alpi.cli.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JsonReaderTest {
  @TestFactory
  Stream<DynamicTest> agreesWithJsonTestSuite() throws IOException, URISyntaxException {
    List<Path> files = suite();
    assertTrue(files.size() > 300, "the suite is incomplete: " + files.size());
    return files.stream()
        .map(
            file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> check(file)));
  }

  @Test
  void readsNestingUpToItsLimitAndNotOneDeeper() {
    String fits = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);
    assertDoesNotThrow(() -> read(fits));
    assertThrows(JsonFault.class, () -> read("[" + fits + "]"));
  }

  @Test
  void keepsEveryDigitOfANumber() {
    String text = "{\"usd\":0.10000000000000000001,\"n\":9007199254740993}";
    assertEquals(text, JsonWriter.text(read(text)));
  }

  @Test
  void readsAbsentAndMistypedMembersAsEmpty() {
    JsonObject object = (JsonObject) read("{\"a\":1,\"b\":null,\"c\":\"x\"}");
    assertEquals("", object.text("a"));
    assertEquals(0, object.number("c"));
    assertTrue(object.array("zzz").size() == 0 && !object.has("b") && !object.flag("c"));
  }

  @Test
  void decodesEscapesAndSurrogatePairs() {
    assertEquals(
        new JsonText("a\"\\/\b\f\n\r\t\uD83D\uDE00é"),
        read("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00é\""));
  }

  @Test
  void readsBackWhatTheWriterWrote() {
    String nasty = "\u0000\u001b[31m\u007f\u2028 \uD83D\uDE00 \" \\ \n é";
    JsonObject object = new JsonObject().put("k\n", nasty).put("half", "\uD83D");
    byte[] line = JsonWriter.line(object);
    JsonObject back = JsonReader.readObject(line, 0, line.length - 1);
    assertEquals(nasty, back.text("k\n"));
    assertEquals("\uD83D", back.text("half"));
  }

  private static void check(Path file) throws IOException {
    byte[] data = Files.readAllBytes(file);
    switch (String.valueOf(file.getFileName()).charAt(0)) {
      case 'y' -> assertDoesNotThrow(() -> JsonReader.read(data, 0, data.length));
      case 'n' -> assertThrows(JsonFault.class, () -> JsonReader.read(data, 0, data.length));
      default -> either(data);
    }
  }

  /// The suite leaves these open; they must end in a value or a fault, never in anything else.
  private static void either(byte[] data) {
    try {
      JsonReader.read(data, 0, data.length);
    } catch (JsonFault e) {
      assertTrue(String.valueOf(e.getMessage()).contains("at byte"));
    }
  }

  private static JsonValue read(String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    return JsonReader.read(data, 0, data.length);
  }

  private static List<Path> suite() throws IOException, URISyntaxException {
    URL dir =
        Objects.requireNonNull(JsonReaderTest.class.getResource("/jsontestsuite/test_parsing"));
    try (Stream<Path> files = Files.list(Path.of(dir.toURI()))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
