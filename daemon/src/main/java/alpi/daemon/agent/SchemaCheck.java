package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One check of a value against a schema that [SchemaGrammar] let through. It names places by the
/// words of the schema only, never by those of the value: what it says goes into records.
final class SchemaCheck {
  /// Most schemas applied in one check: alternatives within alternatives multiply.
  static final int MAX_STEPS = 200_000;

  private static final int MAX_DEPTH = 256;

  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  private final ObjectNode root;
  private int steps;

  private SchemaCheck(ObjectNode root) {
    this.root = root;
  }

  /// What is wrong with the value, as half a sentence; empty when it fits.
  ///
  /// @throws Problem `invalid_params` when the schema has too many alternatives to tell
  static Optional<String> violation(ObjectNode schema, JsonNode value) {
    return new SchemaCheck(schema).check(schema, value, "$", 0);
  }

  private Optional<String> check(JsonNode schema, JsonNode value, String at, int depth) {
    step(depth);
    if (schema.isBoolean()) {
      return unless(schema.asBoolean(), at + " may not be there");
    }
    for (Map.Entry<String, JsonNode> rule : schema.properties()) {
      Optional<String> wrong = rule(rule.getKey(), rule.getValue(), schema, value, at, depth);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private void step(int depth) {
    if (++steps > MAX_STEPS || depth > MAX_DEPTH) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The output schema takes too long to check an answer against.",
          "Let no $ref lead back to itself, and nest anyOf and oneOf less.");
    }
  }

  private Optional<String> rule(
      String keyword, JsonNode rule, JsonNode schema, JsonNode value, String at, int depth) {
    return switch (keyword) {
      case "type" -> type(rule, value, at);
      case "enum" ->
          unless(
              rule.valueStream().anyMatch(each -> each.equals(BY_VALUE, value)),
              at + " is none of the values it may be");
      case "const" -> unless(rule.equals(BY_VALUE, value), at + " is not the value it must be");
      case "$ref" -> check(SchemaGrammar.target(root, rule.asString()), value, at, depth + 1);
      case "not" ->
          unless(check(rule, value, at, depth + 1).isPresent(), at + " is what it must not be");
      case "anyOf" ->
          unless(fitting(rule, value, at, depth) > 0, at + " fits none of the alternatives");
      case "oneOf" ->
          unless(
              fitting(rule, value, at, depth) == 1, at + " does not fit exactly one alternative");
      case "allOf" -> first(rule.valueStream().map(each -> check(each, value, at, depth + 1)));
      case "minLength", "maxLength" -> length(keyword, rule.asInt(), value, at);
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
          unless(!value.isNumber() || holds(keyword, rule, value), at + " is out of its bounds");
      default -> members(keyword, rule, schema, value, at, depth);
    };
  }

  private Optional<String> members(
      String keyword, JsonNode rule, JsonNode schema, JsonNode value, String at, int depth) {
    if (value.isObject()) {
      return switch (keyword) {
        case "properties" ->
            first(
                rule.propertyStream()
                    .filter(each -> value.has(each.getKey()))
                    .map(each ->
                        check(
                            each.getValue(),
                            value.get(each.getKey()),
                            at + "." + each.getKey(),
                            depth + 1)));
        case "required" ->
            first(
                rule.valueStream()
                    .map(JsonNode::asString)
                    .map(name -> unless(value.has(name), at + "." + name + " is missing")));
        case "additionalProperties" -> unnamed(rule, schema, value, at, depth);
        case "minProperties", "maxProperties" -> count(keyword, rule.asInt(), value, at);
        default -> Optional.empty();
      };
    }
    if (value.isArray()) {
      return switch (keyword) {
        case "items" ->
            first(
                IntStream.range(0, value.size())
                    .mapToObj(i -> check(rule, value.get(i), at + "[" + i + "]", depth + 1)));
        case "minItems", "maxItems" -> count(keyword, rule.asInt(), value, at);
        case "uniqueItems" ->
            unless(!rule.asBoolean() || unique(value), at + " holds a value twice");
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  /// Members that the schema does not name; their names are the model's own words.
  private Optional<String> unnamed(
      JsonNode rule, JsonNode schema, JsonNode value, String at, int depth) {
    JsonNode named = schema.path("properties");
    if (rule.isBoolean() && !rule.asBoolean()) {
      boolean closed = value.propertyStream().allMatch(each -> named.has(each.getKey()));
      return unless(closed, at + " has a member that the schema does not name");
    }
    return first(
        value
            .propertyStream()
            .filter(each -> !named.has(each.getKey()))
            .map(each -> check(rule, each.getValue(), at + ".*", depth + 1)));
  }

  private long fitting(JsonNode rules, JsonNode value, String at, int depth) {
    return rules.valueStream().filter(each -> check(each, value, at, depth + 1).isEmpty()).count();
  }

  private static Optional<String> type(JsonNode rule, JsonNode value, String at) {
    boolean fits =
        rule.isArray()
            ? rule.valueStream().anyMatch(each -> is(each.asString(), value))
            : is(rule.asString(), value);
    String wanted = rule.isArray() ? "one of its types" : rule.asString();
    return unless(fits, at + " is not " + article(wanted));
  }

  private static String article(String type) {
    return switch (type) {
      case "integer", "object", "array" -> "an " + type;
      case "number", "string", "boolean" -> "a " + type;
      default -> type;
    };
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "null" -> value.isNull();
      case "boolean" -> value.isBoolean();
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "number" -> value.isNumber();
      default -> value.isNumber() && whole(value.decimalValue());
    };
  }

  private static boolean whole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }

  private static Optional<String> length(String keyword, int bound, JsonNode value, String at) {
    if (!value.isString()) {
      return Optional.empty();
    }
    String text = value.asString();
    int length = text.codePointCount(0, text.length());
    boolean least = keyword.equals("minLength");
    return unless(least ? length >= bound : length <= bound, at + tooMuch(least, "characters"));
  }

  private static Optional<String> count(String keyword, int bound, JsonNode value, String at) {
    boolean least = keyword.startsWith("min");
    String what = keyword.substring(3).toLowerCase(Locale.ROOT);
    int held = value.size();
    return unless(least ? held >= bound : held <= bound, at + tooMuch(least, what));
  }

  private static String tooMuch(boolean least, String what) {
    return " has too " + (least ? "few " : "many ") + what;
  }

  private static boolean holds(String keyword, JsonNode rule, JsonNode value) {
    int order = value.decimalValue().compareTo(rule.decimalValue());
    return switch (keyword) {
      case "minimum" -> order >= 0;
      case "maximum" -> order <= 0;
      case "exclusiveMinimum" -> order > 0;
      default -> order < 0;
    };
  }

  private boolean unique(JsonNode list) {
    for (int one = 0; one < list.size(); one++) {
      for (int other = 0; other < one; other++) {
        step(0);
        if (list.get(one).equals(BY_VALUE, list.get(other))) {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<String> first(Stream<Optional<String>> found) {
    return found.flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> unless(boolean fits, String otherwise) {
    return fits ? Optional.empty() : Optional.of(otherwise);
  }
}
