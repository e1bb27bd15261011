package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactorTest {
  private static final String SECRET = "Tr0ub4dor & \"3\"/ü";
  private static final Redactor REDACTOR =
      Redactor.of(Secrets.of(Map.of("A", new Secret(SECRET), "B", new Secret("abababac"))));

  private static final String BLOCK =
      "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIE\n".repeat(40) + "-----END RSA PRIVATE KEY-----";

  private static final List<String> SHAPED =
      List.of(
          "sk-" + "proj-abcdefghijklmnop1234",
          "ghp_" + "a".repeat(36),
          "gho_" + "b".repeat(36),
          "xoxb-" + "123456789012-abcdef",
          "AIza" + "c".repeat(35),
          "AKIA" + "ABCDEFGHIJKLMNOP",
          BLOCK);

  @Test
  void findsARegisteredSecretInEveryForm() {
    byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
    List<String> forms =
        List.of(
            SECRET,
            HexFormat.of().formatHex(bytes),
            HexFormat.of().withUpperCase().formatHex(bytes),
            URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
            URLEncoder.encode(SECRET, StandardCharsets.UTF_8).replace("+", "%20"),
            "Tr0ub4dor & \\\"3\\\"/ü");
    for (String form : forms) {
      assertEquals("a [redacted] b", REDACTOR.redact("a " + form + " b"), form);
    }
  }

  @Test
  void findsARegisteredSecretInBase64AtEveryAlignment() {
    for (int before = 0; before < 7; before++) {
      String text = "u".repeat(before) + SECRET + "!!";
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String encoded = Base64.getEncoder().encodeToString(bytes);
      assertTrue(REDACTOR.redact(encoded).contains(Redactor.MASK), encoded);
    }
  }

  @Test
  void findsASecretThatStartsInsideAFalseStart() {
    assertEquals("abab[redacted]", REDACTOR.redact("ababababab" + "ac"));
    assertEquals("[redacted][redacted]", REDACTOR.redact("abababacabababac"));
  }

  @Test
  void leavesSecretsOfFewerThanSixCharactersAlone() {
    assertEquals(
        "the cat", Redactor.of(Secrets.of(Map.of("A", new Secret("cat")))).redact("the cat"));
  }

  @Test
  void findsWhatLooksLikeASecret() {
    for (String shaped : SHAPED) {
      assertEquals("x=[redacted] y", Redactor.shapesOnly().redact("x=" + shaped + " y"));
    }
    assertEquals(
        "https://[redacted]@host/p",
        Redactor.shapesOnly().redact("https://ana:" + "pa55word" + "@host/p"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task-oriented thoughts through the night",
        "https://host:8080/path?a=b@c",
        "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        "risk-averse sk-short AKIA AIza gh_pages"
      })
  void leavesOrdinaryTextAlone(String text) {
    assertEquals(text, Redactor.shapesOnly().redact(text));
  }

  @Test
  void catchesASecretSplitOverPiecesHoweverItIsSplit() {
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 1500; round++) {
      String text = text(random);
      Redactor.Stream stream = REDACTOR.stream();
      var shown = new StringBuilder();
      for (int at = 0; at < text.length(); ) {
        int end = Math.min(text.length(), at + 1 + random.nextInt(9));
        shown.append(stream.push(text.substring(at, end)));
        at = end;
      }
      shown.append(stream.flush());
      assertEquals(REDACTOR.redact(text), shown.toString(), "seed " + seed + " round " + round);
    }
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      text.append(
          switch (random.nextInt(6)) {
            case 0 -> SECRET;
            case 1 -> SHAPED.get(random.nextInt(SHAPED.size()));
            case 2 -> "ababab";
            case 3 -> "https://a:" + "b1234@h";
            case 4 -> "Tr0ub4";
            default -> "some words";
          });
      text.append(random.nextBoolean() ? " " : "\n");
    }
    return text.toString();
  }

  @Test
  void showsOrdinaryTextAtOnceAndHoldsBackOnlyWhatMayBecomeASecret() {
    Redactor.Stream stream = REDACTOR.stream();

    assertEquals("Hello, ", stream.push("Hello, "));
    assertEquals("my key is ", stream.push("my key is Tr0ub4"));
    assertEquals("Tr0ub4 not that ", stream.push(" not that "));
    assertEquals("", stream.push("sk-abc"));
    assertEquals("sk-abc", stream.flush());
  }

  @Test
  void aStreamHoldsABoundedAmount() {
    Redactor.Stream stream = Redactor.shapesOnly().stream();
    int shown = 0;
    for (int i = 0; i < 2000; i++) {
      shown += stream.push("sk/".repeat(10)).length();
    }
    assertTrue(shown >= 2000 * 30 - SecretShapes.MAX_TOKEN, "shown " + shown);

    Redactor.Stream block = Redactor.shapesOnly().stream();
    assertEquals("", block.push("-----BEGIN PRIVATE KEY-----\n" + "A".repeat(16_000)));
    assertEquals(Redactor.MASK, block.push("A".repeat(1000) + " "));
  }

  @Test
  void redactsTextLargerThanOnePiece() {
    String text =
        "x ".repeat(Redactor.MAX_PIECE / 2 - 3) + SECRET + " y".repeat(Redactor.MAX_PIECE);

    String redacted = REDACTOR.redact(text);

    assertFalse(redacted.contains("Tr0ub4dor"));
    assertEquals(text.replace(SECRET, Redactor.MASK), redacted);
  }
}
