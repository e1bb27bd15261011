package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Verb;
import alpi.alp.rpc.VerbRegistry;
import alpi.daemon.host.HostVerb;
import alpi.daemon.journal.view.fold.Folds;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The reference of the plane is what the registry says, or the build fails.
class ProtocolReferenceTest {
  private static final Path DOCS = Path.of("../docs/protocol");
  private static final Path PREFACE = Path.of("src/test/resources/protocol/host-preface.md");
  private static final Path EVENTS_PREFACE =
      Path.of("src/test/resources/protocol/events-preface.md");
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final RecordSchema schemas = new RecordSchema(new RecordDocs()::of);

  @TempDir Path root;

  private VerbFixture at;
  private VerbRegistry registry;

  @BeforeEach
  void open() {
    at = new VerbFixture(root);
    registry = new VerbRegistry(at.all().stream().<Verb<?, ?>>map(HostVerb::verb).toList());
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void thePagesSayWhatTheRegistryServes() throws IOException {
    StringBuilder page =
        new StringBuilder(
            Files.readString(PREFACE)
                .replace("{{errors}}", errors())
                .replace("{{views}}", views()));
    registry.all().forEach(verb -> append(page, verb));
    assertGolden(DOCS.resolve("host.md"), page.toString());
  }

  @Test
  void theOpenRpcFileSaysWhatTheRegistryServes() throws IOException {
    ObjectNode file = Json.object().put("openrpc", "1.3.2");
    file.putObject("info").put("title", "alpi host plane").put("version", "1");
    var methods = file.putArray("methods");
    registry.all().forEach(verb -> methods.add(method(verb)));
    assertGolden(DOCS.resolve("host.openrpc.json"), PRETTY.writeValueAsString(file) + "\n");
  }

  @Test
  void theEventsAreToldAsTheirShapesSay() throws IOException {
    var reference = new EventReference(schemas);
    String json = PRETTY.writeValueAsString(reference.asyncApi()) + "\n";
    assertGolden(DOCS.resolve("events.json"), json);
    String preface = Files.readString(EVENTS_PREFACE);
    assertGolden(DOCS.resolve("events.md"), reference.page(preface));
  }

  @Test
  void everyReferenceInsideTheFileOfEventsLeadsSomewhere() {
    JsonNode file = new EventReference(schemas).asyncApi();
    for (JsonNode ref : file.findValues("$ref")) {
      String at = ref.asString().substring(1);
      assertFalse(file.at(at).isMissingNode(), at);
    }
  }

  /// The command line completes names without asking a daemon.
  @Test
  void theCommandLineKnowsTheNamesThatTheRegistryServes() throws IOException {
    String names =
        registry.all().stream()
            .map(verb -> verb.name() + (verb.streaming() ? " streams\n" : "\n"))
            .collect(Collectors.joining());
    assertGolden(Path.of("../cli/src/main/resources/alpi/cli/command/verbs.txt"), names);
  }

  private static String errors() {
    return Arrays.stream(ErrorCode.values())
        .map(code ->
            "| `%s` | %d | %d | %s |"
                .formatted(
                    code.wire(), code.number(), code.exit(), code.retryable() ? "yes" : "no"))
        .collect(
            Collectors.joining(
                "\n", "| name | number | exit | retryable |\n|---|---|---|---|\n", ""));
  }

  private static String views() {
    return Folds.all().stream()
        .map(view ->
            "| `%s` | %s | %s |"
                .formatted(
                    view.id(),
                    view.about(),
                    view.kinds().stream()
                        .map(kind -> "`" + kind.wire() + "`")
                        .collect(Collectors.joining(" "))))
        .collect(Collectors.joining("\n", "| view | tells | folded from |\n|---|---|---|\n", ""));
  }

  private void append(StringBuilder page, Verb<?, ?> verb) {
    page.append("\n### ").append(verb.name()).append("\n\n").append(verb.doc()).append("\n\n");
    page.append("Role ").append(verb.role().wire());
    page.append(verb.mutating() ? " · mutating" : "")
        .append(verb.local() ? " · local" : "")
        .append(verb.streaming() ? " · streaming" : "");
    page.append(" · since ").append(verb.since());
    if (!verb.errors().isEmpty()) {
      page.append(
          verb.errors().stream()
              .map(code -> "`" + code.wire() + "`")
              .collect(Collectors.joining(", ", " · fails with ", "")));
    }
    page.append("\n\n");
    table(page, "Param", verb.params());
    page.append("```json\n").append(verb.example()).append("\n```\n\n");
    table(page, "Result", verb.result());
  }

  private void table(StringBuilder page, String head, Class<?> type) {
    ObjectNode schema = schemas.of(type);
    if (schema.path("properties").isEmpty()) {
      page.append(head).append(": `{}`\n\n");
      return;
    }
    page.append("| ").append(head).append(" | type | |\n|---|---|---|\n");
    boolean sent = head.equals("Param");
    for (RecordComponent component : type.getRecordComponents()) {
      String name = RecordSchema.wire(type, component);
      JsonNode field = schema.path("properties").path(name);
      boolean always = RecordSchema.required(component) || (!sent && list(field));
      page.append(
          "| `%s`%s | %s | %s |\n"
              .formatted(
                  name, always ? "" : "?", shape(field), field.path("description").asString("")));
    }
    page.append('\n');
  }

  private static boolean list(JsonNode field) {
    return !field.path("type").asString("").equals("string")
        && (field.has("items") || field.has("additionalProperties"));
  }

  /// A type in a word, records with their fields.
  private static String shape(JsonNode schema) {
    String type = schema.path("type").asString("any");
    if (schema.has("items")) {
      return shape(schema.path("items")) + "[]";
    }
    if (schema.path("additionalProperties").isObject()) {
      return "{name: " + shape(schema.path("additionalProperties")) + "}";
    }
    if (schema.has("properties")) {
      return schema.path("properties").properties().stream()
          .map(ProtocolReferenceTest::field)
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return schema.has("format") ? schema.path("format").asString() : type;
  }

  private static String field(Map.Entry<String, JsonNode> field) {
    String shape = shape(field.getValue());
    return shape.equals("string") ? field.getKey() : field.getKey() + ": " + shape;
  }

  private ObjectNode method(Verb<?, ?> verb) {
    ObjectNode method =
        Json.object()
            .put("name", verb.name())
            .put("summary", verb.doc())
            .put("paramStructure", "by-name");
    ObjectNode schema = schemas.of(verb.params());
    var params = method.putArray("params");
    for (RecordComponent component : verb.params().getRecordComponents()) {
      String name = RecordSchema.wire(verb.params(), component);
      ObjectNode param =
          params.addObject().put("name", name).put("required", RecordSchema.required(component));
      param.set("schema", schema.path("properties").path(name));
    }
    method.putObject("result").put("name", "result").set("schema", schemas.of(verb.result()));
    var errors = method.putArray("errors");
    verb.errors()
        .forEach(code -> errors.addObject().put("code", code.number()).put("message", code.wire()));
    var example = method.putArray("examples").addObject().put("name", "example");
    var values = example.putArray("params");
    Json.parse(verb.example())
        .properties()
        .forEach(
            value -> values.addObject().put("name", value.getKey()).set("value", value.getValue()));
    return method
        .put("x-role", verb.role().wire())
        .put("x-mutating", verb.mutating())
        .put("x-local", verb.local())
        .put("x-streaming", verb.streaming())
        .put("x-since", verb.since());
  }

  private static void assertGolden(Path file, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertEquals(Files.readString(file), text, file + ": run with -Dgolden.update=true and review");
  }
}
