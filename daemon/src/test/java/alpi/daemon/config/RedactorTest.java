package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

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

  /// Every way in which a program of the machine may print what it was given.
  private static List<String> encodings(String secret, Random random) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    String before = "x".repeat(random.nextInt(5));
    byte[] among = (before + secret + "tail").getBytes(StandardCharsets.UTF_8);
    String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String json = Json.text(JsonNodeFactory.instance.stringNode(secret));
    String inner = json.substring(1, json.length() - 1);
    return List.of(
        before + secret,
        Base64.getEncoder().encodeToString(bytes),
        Base64.getEncoder().encodeToString(among),
        Base64.getUrlEncoder().encodeToString(among),
        Base64.getMimeEncoder(20, "\n".getBytes(StandardCharsets.UTF_8)).encodeToString(among),
        Base64.getMimeEncoder(12, "\r\n".getBytes(StandardCharsets.UTF_8)).encodeToString(bytes),
        HexFormat.of().formatHex(bytes),
        HexFormat.of().withUpperCase().formatHex(among),
        HexFormat.ofDelimiter(" ").formatHex(bytes),
        HexFormat.ofDelimiter(":").withUpperCase().formatHex(bytes),
        url,
        url.replace("+", "%20"),
        Pattern.compile("%..").matcher(url).replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT)),
        inner,
        inner.replace("/", "\\/"),
        secret.substring(0, 3) + "\n" + secret.substring(3));
  }

  @Test
  void noSeededSecretSurvivesAnyEncodingHoweverTheTextIsCut() {
    long seed = Long.getLong("alpi.redact.seed", 20261121);
    var random = new Random(seed);
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/+=.:\"&";
    for (int round = 0; round < 150; round++) {
      String secret =
          random
              .ints(8 + random.nextInt(60), 0, letters.length())
              .mapToObj(at -> String.valueOf(letters.charAt(at)))
              .collect(Collectors.joining());
      Redactor redactor = Redactor.of(Secrets.of(Map.of("S", new Secret(secret))));
      for (String form : encodings(secret, random)) {
        String told = "seed " + seed + " round " + round + ": " + form;
        String text = "one " + form + " two\n";
        String clean = redactor.redact(text);
        assertTrue(clean.contains(Redactor.MASK), told);
        assertFalse(leaks(clean, secret), told);
        Redactor.Stream stream = redactor.stream();
        var pieces = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
          int end = Math.min(text.length(), at + 1 + random.nextInt(9));
          pieces.append(stream.push(text.substring(at, end)));
          at = end;
        }
        assertFalse(leaks(pieces.append(stream.flush()).toString(), secret), told);
      }
    }
  }

  /// Whether enough of a secret is left, in some form, to be of use.
  private static boolean leaks(String clean, String secret) {
    String bare = clean.replaceAll("[\\r\\n]", "");
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return bare.contains(secret)
        || bare.contains(HexFormat.of().formatHex(bytes))
        || bare.contains(Base64.getEncoder().withoutPadding().encodeToString(bytes));
  }

  @Test
  void findsNothingAcrossMoreLineBreaksThanEncodersPut() {
    String gap = "\n".repeat(SecretTrie.MAX_BREAKS);
    assertEquals("[redacted]", REDACTOR.redact("abab" + gap + "abac"));
    assertEquals("abab\n" + gap + "abac", REDACTOR.redact("abab\n" + gap + "abac"));
  }

  @Test
  void redactsEveryTextOfATreeAndLeavesItsShape() {
    JsonNode tree = Json.parse("{\"a\":[\"abababac\",1,null,true],\"b\":{\"c\":\"x\"}}");
    assertEquals(
        Json.parse("{\"a\":[\"[redacted]\",1,null,true],\"b\":{\"c\":\"x\"}}"),
        REDACTOR.redact(tree));
  }

  @Test
  void namesOfModelsAndAddressesAreNoSecretsThoughTheyStandAmongKeys() {
    Secrets secrets =
        Secrets.of(
            Map.of(
                "ALPI_MODEL", new Secret("openai/some-model"),
                "OPENAI_BASE_URL", new Secret("http://127.0.0.1:8080/v1"),
                "OPENAI_API_KEY", new Secret("the-key-itself")));
    Redactor redactor = Redactor.of(secrets);
    String text = "openai/some-model at http://127.0.0.1:8080/v1 with ";
    assertEquals(text + "[redacted]", redactor.redact(text + "the-key-itself"));
    Redactor more = redactor.and(List.of(new Secret("another-key")));
    assertEquals("[redacted] [redacted]", more.redact("the-key-itself another-key"));
    assertEquals("another-key", redactor.redact("another-key"));
  }
}
