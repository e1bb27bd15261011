package alpi.alp.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.StringNode;

/// RFC 8785: its example of section 3.2, its key order, and its table of numbers (appendix B).
class CanonicalJsonTest {
  private static String canonical(String json) {
    return CanonicalJson.text(Json.parse(json));
  }

  @Test
  void writesTheExampleOfTheRfc() {
    String given =
        """
        {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
         "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
         "literals": [null, true, false]}
        """;
    assertEquals(
        "{\"literals\":[null,true,false],"
            + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        canonical(given));
  }

  @Test
  void sortsKeysByUtf16CodeUnit() {
    String given =
        """
        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet",
         "1": "One", "\\ud83d\\ude00": "Emoji", "\\u0080": "Control", "\\u00f6": "Latin"}
        """;
    assertEquals(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin\","
            + "\"€\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji\",\"\ufb33\":\"Hebrew Letter Dalet\"}",
        canonical(given));
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000,0",
    "8000000000000000,0",
    "0000000000000001,5e-324",
    "8000000000000001,-5e-324",
    "7fefffffffffffff,1.7976931348623157e+308",
    "ffefffffffffffff,-1.7976931348623157e+308",
    "4340000000000000,9007199254740992",
    "c340000000000000,-9007199254740992",
    "4430000000000000,295147905179352830000",
    "44b52d02c7e14af5,9.999999999999997e+22",
    "44b52d02c7e14af6,1e+23",
    "44b52d02c7e14af7,1.0000000000000001e+23",
    "444b1ae4d6e2ef4e,999999999999999700000",
    "444b1ae4d6e2ef4f,999999999999999900000",
    "444b1ae4d6e2ef50,1e+21",
    "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d,0.000001",
    "41b3de4355555553,333333333.3333332",
    "41b3de4355555554,333333333.33333325",
    "41b3de4355555555,333333333.3333333",
    "41b3de4355555556,333333333.3333334",
    "41b3de4355555557,333333333.33333343",
    "becbf647612f3696,-0.0000033333333333333333",
    "43143ff3c1cb0959,1424953923781206.2"
  })
  void writesTheNumbersOfTheRfc(String bits, String text) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertEquals(text, CanonicalJson.text(DoubleNode.valueOf(value)));
  }

  @Test
  void everyDoubleReadsBackAsItself() {
    long seed = 8785;
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (!Double.isNaN(value) && !Double.isInfinite(value)) {
        String text = CanonicalJson.text(DoubleNode.valueOf(value));
        assertEquals(value, Double.parseDouble(text), "seed " + seed + ": " + text);
      }
    }
  }

  @Test
  void holdsIntegersExactlyOrRefusesThem() {
    assertEquals("9007199254740992", canonical("9007199254740992"));
    assertEquals("1152921504606847000", canonical("1152921504606846976"));
    assertEquals("50070199254740990", canonical("50070199254740992"));
    assertEquals("50070199254740990", canonical("50070199254740990"));
    assertThrows(IllegalArgumentException.class, () -> canonical("50070199254740991"));
    assertThrows(IllegalArgumentException.class, () -> canonical("9007199254740993"));
    assertThrows(IllegalArgumentException.class, () -> canonical("-9007199254740993"));
  }

  @Test
  void refusesWhatIsNoJson() {
    for (JsonNode bad :
        new JsonNode[] {
          DoubleNode.valueOf(Double.NaN),
          DoubleNode.valueOf(Double.NEGATIVE_INFINITY),
          StringNode.valueOf("\ud83d"),
          StringNode.valueOf("\ude00\ud83d"),
          StringNode.valueOf("x\ud83dx")
        }) {
      assertThrows(IllegalArgumentException.class, () -> CanonicalJson.text(bad));
    }
  }

  @Test
  void refusesNestingOnePastTheLimit() {
    assertEquals(2 * Json.MAX_DEPTH + 1, CanonicalJson.text(nested(Json.MAX_DEPTH)).length());
    JsonNode deeper = nested(Json.MAX_DEPTH + 1);
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.text(deeper));
  }

  private static JsonNode nested(int depth) {
    JsonNode node = Json.parse("1");
    for (int i = 0; i < depth; i++) {
      node = Json.mapper().createArrayNode().add(node);
    }
    return node;
  }

  @Test
  void isIndifferentToSpacesAndOrder() {
    assertEquals(canonical("{\"a\":[],\"b\":{}}"), canonical(" { \"b\" : { } , \"a\":[ ] } "));
  }
}
