package alpi.alp.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.StringNode;

/// The signed text of the peer link, where it is not RFC 8785.
class LinkJsonTest {
  private static String signed(String json) {
    return LinkJson.signed(Json.parse(json));
  }

  @ParameterizedTest
  @CsvSource({
    "1e-05, 1e-05",
    "0.0001, 0.0001",
    "0.00012345, 0.00012345",
    "10000000.0, 10000000.0",
    "1e15, 1000000000000000.0",
    "9999999999999998.0, 9999999999999998.0",
    "1e16, 1e+16",
    "12345678901234568e0, 1.2345678901234568e+16",
    "-0.0, -0.0",
    "0.0, 0.0",
    "0e5, 0.0",
    "5e-324, 5e-324",
    "4.9e-324, 5e-324",
    "1.5e-323, 1.5e-323",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "1.0, 1.0",
    "25.0, 25.0",
    "1e3, 1000.0",
    "1E3, 1000.0",
    "0.50, 0.5",
    "-1.5, -1.5",
    "1e22, 1e+22",
    "1e100, 1e+100",
    "2.5e-07, 2.5e-07",
    "0.1, 0.1",
    "123456.789, 123456.789"
  })
  void writesFractionsAsTheFirstSpeakersDid(String token, String text) {
    assertEquals(text, signed(token));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "7, 7",
    "-12, -12",
    "9007199254740993, 9007199254740993",
    "123456789012345678901234567890, 123456789012345678901234567890"
  })
  void keepsEveryDigitOfAnInteger(String token, String text) {
    assertEquals(text, signed(token));
  }

  @Test
  void sortsKeysByCodePointAtEveryDepth() {
    String given =
        "{\"\\ud83d\\ude00\":1,\"\\ue000\":{\"b\":1,\"a\":2},\"\\uffff\":3,\"z\":[{\"y\":1,\"x\":2}],\"\":0}";
    assertEquals(
        "{\"\":0,\"z\":[{\"x\":2,\"y\":1}],\"\ue000\":{\"a\":2,\"b\":1},\"\uffff\":3,"
            + "\"\ud83d\ude00\":1}",
        signed(given));
  }

  @Test
  void ordersKeysAsTheirCodePointsAre() {
    var random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      String a = text(random);
      String b = text(random);
      int expected = java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
      assertEquals(
          Integer.signum(expected), Integer.signum(LinkJson.byCodePoint(a, b)), a + " " + b);
    }
  }

  private static String text(Random random) {
    int[] some = {'a', 'b', 0x7f, 0xd7ff, 0xe000, 0xfffd, 0x10000, 0x1f600, 0x10ffff};
    var out = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      out.appendCodePoint(some[random.nextInt(some.length)]);
    }
    return out.toString();
  }

  @Test
  void escapesOnlyWhatItMust() {
    assertEquals(
        "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028A\ud83d\ude00é\"",
        signed("\"\\\"\\\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\\u007f\\u2028\\u0041\\ud83d\\ude00é\""));
  }

  @Test
  void leavesKeysInTheirOrderOnTheWire() {
    assertEquals("{\"b\":[],\"a\":{}}", LinkJson.text(Json.parse("{\"b\": [ ], \"a\": { }}")));
  }

  @Test
  void refusesWhatHasNoText() {
    assertThrows(
        IllegalArgumentException.class,
        () -> LinkJson.signed(DoubleNode.valueOf(Double.POSITIVE_INFINITY)));
    assertThrows(
        IllegalArgumentException.class, () -> LinkJson.signed(DoubleNode.valueOf(Double.NaN)));
    assertThrows(
        IllegalArgumentException.class, () -> LinkJson.signed(StringNode.valueOf("\ud83d")));
  }

  @Test
  void readsBackEveryDoubleFromItsShortText() {
    var random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = LinkJson.signed(DoubleNode.valueOf(value));
        assertEquals(value, Double.parseDouble(text), text);
        assertTrue(text.matches("-?\\d+\\.\\d+|-?\\d(\\.\\d+)?e[+-]\\d{2,3}"), text);
      }
    }
  }
}
