package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.daemon.journal.kind.Field;
import alpi.daemon.journal.kind.Form;
import alpi.daemon.journal.kind.Shape;
import alpi.daemon.journal.kind.Shapes;
import tools.jackson.databind.node.ObjectNode;

/// The events of the record as AsyncAPI 3 and as a page, from the shapes of their kinds.
record EventReference(RecordSchema schemas) {
  private static final String MESSAGES = "#/components/messages/";

  ObjectNode asyncApi() {
    ObjectNode file = Json.object().put("asyncapi", "3.0.0");
    file.putObject("info")
        .put("title", "alpi record of events")
        .put("version", "1")
        .put("description", "What `host.events.watch` and `host.events.read` of the plane tell.");
    file.put("defaultContentType", "application/json");
    ObjectNode channel = file.putObject("channels").putObject("record");
    channel.put("address", "host.events.watch").put("description", "Events in their order.");
    ObjectNode told = channel.putObject("messages");
    ObjectNode operation = file.putObject("operations").putObject("tell").put("action", "send");
    operation.putObject("channel").put("$ref", "#/channels/record");
    ObjectNode components = file.putObject("components");
    ObjectNode messages = components.putObject("messages");
    components.putObject("schemas").set("event", schemas.of(EventView.class));
    for (Shape shape : Shapes.all()) {
      String kind = shape.kind().wire();
      told.putObject(kind).put("$ref", MESSAGES + kind);
      messages.set(kind, message(shape));
    }
    return file;
  }

  private static ObjectNode message(Shape shape) {
    String kind = shape.kind().wire();
    ObjectNode message = Json.object().put("name", kind).put("summary", shape.when());
    var all = message.putObject("payload").putArray("allOf");
    all.addObject().put("$ref", "#/components/schemas/event");
    ObjectNode here = all.addObject().put("type", "object");
    ObjectNode properties = here.putObject("properties");
    properties.putObject("kind").put("const", kind);
    properties.set("body", body(shape));
    return message;
  }

  private static ObjectNode body(Shape shape) {
    ObjectNode body = Json.object().put("type", "object");
    ObjectNode properties = body.putObject("properties");
    var required = body.putArray("required");
    for (Field field : shape.fields()) {
      properties.set(field.name(), schema(field.form()).put("description", field.doc()));
      if (field.always()) {
        required.add(field.name());
      }
    }
    return body.put("additionalProperties", false);
  }

  private static ObjectNode schema(Form form) {
    return switch (form) {
      case TEXT -> type("string");
      case WHOLE -> type("integer");
      case TRUTH -> type("boolean");
      case MOMENT -> type("string").put("format", "date-time");
      case HASH -> type("string").put("pattern", "^[0-9a-f]{64}$");
      case AMOUNT -> type("string").put("pattern", "^-?[0-9]+([.][0-9]+)?$");
      case TEXTS -> texts();
      case LABELS -> labels();
    };
  }

  private static ObjectNode type(String name) {
    return Json.object().put("type", name);
  }

  private static ObjectNode texts() {
    ObjectNode list = type("array");
    list.set("items", type("string"));
    return list;
  }

  private static ObjectNode labels() {
    ObjectNode labels = type("object");
    ObjectNode properties = labels.putObject("properties");
    properties.set("sources", texts());
    properties.set("private", type("boolean"));
    labels.putArray("required").add("sources").add("private");
    return labels.put("additionalProperties", false);
  }

  /// @param preface what stands before the kinds
  String page(String preface) {
    StringBuilder page = new StringBuilder(preface);
    String family = "";
    for (Shape shape : Shapes.all()) {
      String kind = shape.kind().wire();
      String first = kind.substring(0, kind.indexOf('.'));
      if (!first.equals(family)) {
        page.append("\n## ").append(first).append('\n');
        family = first;
      }
      append(page, shape);
    }
    return page.toString();
  }

  private static void append(StringBuilder page, Shape shape) {
    page.append("\n### ").append(shape.kind().wire()).append("\n\n").append(shape.when());
    page.append('\n');
    if (shape.fields().isEmpty()) {
      return;
    }
    page.append("\n| field | form | |\n|---|---|---|\n");
    for (Field field : shape.fields()) {
      page.append(
          "| `%s`%s | %s | %s |\n"
              .formatted(
                  field.name(), field.always() ? "" : "?", field.form().wire(), field.doc()));
    }
  }
}
