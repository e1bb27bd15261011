package alpi.cli.mcp;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One tool as clients see it, and what it does.
///
/// @param reads whether it changes nothing
/// @param open whether it reaches others than this machine
record McpTool(
    String name,
    String title,
    String about,
    boolean reads,
    boolean destroys,
    boolean open,
    List<Field> fields,
    Work work) {
  /// One argument.
  ///
  /// @param type `string` or `integer`
  record Field(String name, String type, boolean required, String about) {}

  /// Does what the tool is for.
  interface Work {
    McpAnswer run(JsonObject arguments, McpProgress progress, Asked asked)
        throws IOException, InterruptedException;
  }

  static Field text(String name, String about) {
    return new Field(name, "string", true, about);
  }

  static Field maybeText(String name, String about) {
    return new Field(name, "string", false, about);
  }

  static Field maybeNumber(String name, String about) {
    return new Field(name, "integer", false, about);
  }

  JsonObject json() {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (Field field : fields) {
      properties.put(
          field.name(),
          new JsonObject().put("type", field.type()).put("description", field.about()));
      if (field.required()) {
        required.add(field.name());
      }
    }
    return new JsonObject()
        .put("name", name)
        .put("title", title)
        .put("description", about)
        .put(
            "inputSchema",
            new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("required", required)
                .put("additionalProperties", false))
        .put(
            "annotations",
            new JsonObject()
                .put("title", title)
                .put("readOnlyHint", reads)
                .put("destructiveHint", destroys)
                .put("idempotentHint", reads)
                .put("openWorldHint", open));
  }

  /// What is wrong with arguments; empty when nothing is.
  List<String> faults(JsonObject arguments) {
    List<String> faults = new ArrayList<>();
    for (Field field : fields) {
      boolean there = arguments.has(field.name());
      if (!there && field.required()) {
        faults.add("`" + field.name() + "` is missing");
      } else if (there && !fits(field, arguments)) {
        faults.add("`" + field.name() + "` is no " + field.type());
      }
    }
    for (String name : arguments.keys()) {
      if (fields.stream().noneMatch(field -> field.name().equals(name))) {
        faults.add("there is no `" + name + "`");
      }
    }
    return faults;
  }

  private static boolean fits(Field field, JsonObject arguments) {
    return field.type().equals("string")
        ? arguments.get(field.name()) instanceof alpi.cli.json.JsonText
        : arguments.get(field.name()) instanceof alpi.cli.json.JsonNumber;
  }
}
