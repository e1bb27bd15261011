package alpi.daemon.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ToolSchemaTest {
  enum Colour {
    RED,
    DARK_BLUE
  }

  record Inner(@Doc String text, @Doc Optional<Boolean> done) {}

  record Everything(
      @Doc("a name") String name,
      @Doc(min = 1, max = 10) Optional<Integer> maxCount,
      @Doc Optional<Long> big,
      @Doc Optional<Boolean> flag,
      @Doc Optional<Colour> colour,
      @Doc(longest = 2) Optional<List<String>> words,
      @Doc Optional<Inner> inner) {}

  private final ToolSchema<Everything> schema = ToolSchema.of(Everything.class);

  @Test
  void describesARecord() {
    assertEquals(
        """
        {"type":"object","properties":{"name":{"type":"string","description":"a name"},\
        "max_count":{"type":"integer","minimum":1,"maximum":10},"big":{"type":"integer"},\
        "flag":{"type":"boolean"},"colour":{"type":"string","enum":["red","dark_blue"]},\
        "words":{"type":"array","items":{"type":"string"}},\
        "inner":{"type":"object","properties":{"text":{"type":"string"},\
        "done":{"type":"boolean"}},"required":["text"],"additionalProperties":false}},\
        "required":["name"],"additionalProperties":false}\
        """,
        Json.text(schema.json()));
  }

  @Test
  void readsEveryType() {
    Everything all =
        schema.decode(
            """
            {"name":"n","max_count":10,"big":5000000000,"flag":true,"colour":"dark_blue",
             "words":["a","b"],"inner":{"text":"t","done":null}}\
            """);
    assertEquals(
        new Everything(
            "n",
            Optional.of(10),
            Optional.of(5_000_000_000L),
            Optional.of(true),
            Optional.of(Colour.DARK_BLUE),
            Optional.of(List.of("a", "b")),
            Optional.of(new Inner("t", Optional.empty()))),
        all);
  }

  @Test
  void namesTheValidArgumentsWhenOneIsUnknown() {
    Problem problem = refused("{\"name\":\"n\",\"nmae\":1}");
    assertTrue(problem.sentence().contains("nmae"));
    assertTrue(problem.hint().orElse("").contains("max_count (optional)"));
  }

  @Test
  void refusesWhatIsNotExactlyTheArguments() {
    for (String bad :
        List.of(
            "{}",
            "{\"name\":null}",
            "{\"name\":1}",
            "{\"name\":\"n\",\"max_count\":0}",
            "{\"name\":\"n\",\"max_count\":11}",
            "{\"name\":\"n\",\"max_count\":1.0}",
            "{\"name\":\"n\",\"max_count\":\"1\"}",
            "{\"name\":\"n\",\"flag\":\"true\"}",
            "{\"name\":\"n\",\"colour\":\"RED\"}",
            "{\"name\":\"n\",\"words\":\"a\"}",
            "{\"name\":\"n\",\"words\":[\"a\",\"b\",\"c\"]}",
            "{\"name\":\"n\",\"inner\":{\"text\":\"t\",\"extra\":1}}",
            "{\"name\":\"n\",\"Name\":\"n\"}",
            "{\"name\":\"n\",\"name\":\"m\"}",
            "{\"name\":\"n\",\"maxCount\":1}",
            "[]",
            "\"name\"",
            "{\"name\":\"n\"} trailing",
            "name=n")) {
      assertEquals(ErrorCode.INVALID_PARAMS, refused(bad).code(), bad);
    }
  }

  @Test
  void noTextStandsForNoArguments() {
    record None() {}
    assertEquals(new None(), ToolSchema.of(None.class).decode(""));
  }

  /// AG-10: no spelling of a parameter that does not exist gets through, for any tool.
  @Test
  void refusesEveryMutatedParameterOfEveryTool(@TempDir Path dir) {
    long seed = 20261121;
    var random = new Random(seed);
    List<String> aliases =
        List.of(
            "file",
            "file_path",
            "filename",
            "cmd",
            "sandbox",
            "unsafe",
            "force",
            "approved",
            "labels",
            "__proto__",
            "",
            " path",
            "path ",
            "tool",
            "timeout_ms",
            "url2");
    try (var bench = new Bench(dir)) {
      for (Tool<?> tool : bench.tools) {
        ToolSchema<?> of = ToolSchema.of(tool.arguments());
        ObjectNode properties = (ObjectNode) of.json().get("properties");
        List<String> names = List.copyOf(properties.propertyNames());
        for (int i = 0; i < 500; i++) {
          ObjectNode given = Json.object();
          for (String name : names) {
            given.put(name, "x");
          }
          String extra = mutated(names, aliases, random);
          if (names.contains(extra)) {
            continue;
          }
          given.put(extra, random.nextInt());
          Problem problem =
              assertThrows(
                  Problem.class,
                  () -> of.decode(given),
                  () -> "seed " + seed + " " + tool.spec().name() + " " + extra);
          assertEquals(ErrorCode.INVALID_PARAMS, problem.code());
          assertTrue(problem.sentence().startsWith("There is no argument called"), extra);
        }
      }
    }
  }

  private static String mutated(List<String> names, List<String> aliases, Random random) {
    String name = names.get(random.nextInt(names.size()));
    return switch (random.nextInt(6)) {
      case 0 -> name.toUpperCase(Locale.ROOT);
      case 1 -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
      case 2 -> name + random.nextInt(10);
      case 3 -> name.replace("_", "-") + "_";
      case 4 -> "args." + name;
      default -> aliases.get(random.nextInt(aliases.size()));
    };
  }

  @Test
  void keepsTheCoreDefinitionsSmall(@TempDir Path dir) {
    try (var bench = new Bench(dir)) {
      int bytes = 0;
      for (var definition : new Tools(bench.tools).offered(bench.session, List.of())) {
        bytes += definition.name().length() + definition.description().length() + 40;
        bytes += Json.text(definition.parameters()).length();
      }
      assertTrue(bytes < 5000, "core tools take " + bytes + " bytes");
      assertFalse(bytes == 0);
    }
  }

  private Problem refused(String text) {
    return assertThrows(Problem.class, () -> schema.decode(text), text);
  }
}
