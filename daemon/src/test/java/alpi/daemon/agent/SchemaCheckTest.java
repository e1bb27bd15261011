package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SchemaCheckTest {
  private static ObjectNode schema(String json) {
    return (ObjectNode) Json.parse(json);
  }

  /// A row per rule: a value at its edge, and the nearest one that breaks it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"type\":\"string\"} | \"a\" | 1 | $ is not a string",
        "{\"type\":\"integer\"} | 2.0 | 2.5 | $ is not an integer",
        "{\"type\":\"number\"} | 2.5 | \"2\" | $ is not a number",
        "{\"type\":\"null\"} | null | 0 | $ is not null",
        "{\"type\":[\"array\",\"boolean\"]} | true | {} | $ is not one of its types",
        "{\"enum\":[1,\"b\"]} | 1.0 | \"c\" | $ is none of the values it may be",
        "{\"const\":{\"a\":1}} | {\"a\":1} | {\"a\":2} | $ is not the value it must be",
        "{\"required\":[\"a\"]} | {\"a\":null} | {} | $.a is missing",
        "{\"properties\":{\"a\":{\"type\":\"null\"}}} | {\"b\":1} | {\"a\":1} | $.a is not null",
        "{\"additionalProperties\":false,\"properties\":{\"a\":true}} | {\"a\":1} | {\"b\":1}"
            + " | $ has a member that the schema does not name",
        "{\"additionalProperties\":{\"type\":\"null\"}} | {\"x\":null} | {\"x\":1}"
            + " | $.* is not null",
        "{\"minProperties\":1} | {\"a\":1} | {} | $ has too few properties",
        "{\"maxProperties\":1} | {\"a\":1} | {\"a\":1,\"b\":1} | $ has too many properties",
        "{\"items\":{\"type\":\"null\"}} | [null] | [null,1] | $[1] is not null",
        "{\"minItems\":1} | [1] | [] | $ has too few items",
        "{\"maxItems\":1} | [1] | [1,2] | $ has too many items",
        "{\"uniqueItems\":true} | [1,\"1\"] | [1,1.0] | $ holds a value twice",
        "{\"minLength\":2} | \"ab\" | \"\uD83D\uDE00\" | $ has too few characters",
        "{\"maxLength\":1} | \"\uD83D\uDE00\" | \"ab\" | $ has too many characters",
        "{\"minimum\":1} | 1 | 0.9 | $ is out of its bounds",
        "{\"maximum\":1} | 1 | 1.1 | $ is out of its bounds",
        "{\"exclusiveMinimum\":1} | 1.1 | 1 | $ is out of its bounds",
        "{\"exclusiveMaximum\":1} | 0.9 | 1 | $ is out of its bounds",
        "{\"anyOf\":[{\"const\":1},{\"const\":2}]} | 2 | 3 | $ fits none of the alternatives",
        "{\"oneOf\":[{\"minimum\":1},{\"minimum\":5}]} | 2 | 6"
            + " | $ does not fit exactly one alternative",
        "{\"allOf\":[{\"minimum\":1},{\"maximum\":2}]} | 2 | 3 | $ is out of its bounds",
        "{\"not\":{\"const\":1}} | 2 | 1 | $ is what it must not be",
        "{\"$defs\":{\"n\":{\"type\":\"null\"}},\"items\":{\"$ref\":\"#/$defs/n\"}} | [null]"
            + " | [1] | $[0] is not null",
        "{\"items\":{\"$ref\":\"#\"},\"type\":\"array\"} | [[[]]] | [[1]]"
            + " | $[0][0] is not an array",
        "{\"format\":\"date\",\"title\":\"x\",\"items\":false} | [] | [1] | $[0] may not be there"
      })
  void holdsEachRuleAtItsEdgeAndNotBeyond(String schema, String fits, String breaks, String said) {
    ObjectNode rules = schema(schema);
    SchemaGrammar.require(rules);
    assertEquals(Optional.empty(), SchemaCheck.violation(rules, Json.parse(fits)));
    assertEquals(Optional.of(said), SchemaCheck.violation(rules, Json.parse(breaks)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"pattern\":\"a+\"} | $.pattern is a rule that alpi does not check",
        "{\"properties\":{\"a\":{\"multipleOf\":2}}} | $.properties.a.multipleOf is a rule",
        "{\"type\":\"text\"} | $.type names no type of JSON",
        "{\"required\":\"a\"} | $.required is no list of names",
        "{\"items\":[1]} | $.items is no schema",
        "{\"minLength\":-1} | $.minLength is no count",
        "{\"$ref\":\"https://example.com/s\"} | $.$ref leads nowhere",
        "{\"$ref\":\"#/$defs/none\"} | $.$ref leads nowhere",
        "{\"anyOf\":[]} | $.anyOf is no list of schemas"
      })
  void refusesWhatItWouldNotCheck(String schema, String said) {
    Problem refused = assertThrows(Problem.class, () -> SchemaGrammar.require(schema(schema)));
    assertEquals(ErrorCode.INVALID_PARAMS, refused.code());
    assertTrue(refused.sentence().contains(said), refused.sentence());
  }

  @Test
  void refusesASchemaThatNestsTooDeeply() {
    String open = "{\"items\":".repeat(SchemaGrammar.MAX_DEPTH);
    String close = "}".repeat(SchemaGrammar.MAX_DEPTH);
    SchemaGrammar.require(schema(open + "true" + close));
    ObjectNode deeper = schema("{\"items\":" + open + "true" + close + "}");
    assertThrows(Problem.class, () -> SchemaGrammar.require(deeper));
  }

  @Test
  void givesUpOnASchemaWhoseAlternativesMultiply() {
    ObjectNode endless =
        schema("{\"anyOf\":[{\"$ref\":\"#\",\"const\":1},{\"$ref\":\"#\",\"const\":2}]}");
    SchemaGrammar.require(endless);
    Problem tooMuch =
        assertThrows(Problem.class, () -> SchemaCheck.violation(endless, Json.parse("3")));
    assertEquals(ErrorCode.INVALID_PARAMS, tooMuch.code());
  }
}
