package alpi.alp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.wire.WireFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Project Wycheproof through our own calls: every verdict of every file.
class WycheproofTest {
  /// Ids of the cases that our code judges otherwise than the file.
  private static List<Integer> misjudged(List<JsonNode> tests, Predicate<JsonNode> accepts) {
    List<Integer> wrong = new ArrayList<>();
    for (JsonNode test : tests) {
      if (accepts.test(test) != test.get("result").stringValue().equals("valid")) {
        wrong.add(test.get("tcId").intValue());
      }
    }
    return wrong;
  }

  @Test
  void judgesAll151SignaturesRightly() {
    List<JsonNode> tests = Vectors.read("/wycheproof/ed25519.json");
    assertEquals(151, tests.size());
    assertEquals(
        List.of(),
        misjudged(
            tests,
            test ->
                PeerKey.of(Vectors.hex(test, "pk"))
                    .verifies(Vectors.hex(test, "msg"), Vectors.hex(test, "sig"))));
  }

  @Test
  void judgesAll325SealedTextsRightly() {
    List<JsonNode> tests = Vectors.read("/wycheproof/chacha20_poly1305.json");
    assertEquals(325, tests.size());
    assertEquals(List.of(), misjudged(tests, WycheproofTest::opensAndSeals));
  }

  private static boolean opensAndSeals(JsonNode test) {
    byte[] iv = Vectors.hex(test, "iv");
    byte[] aad = Vectors.hex(test, "aad");
    byte[] text = Vectors.hex(test, "msg");
    byte[] sealed =
        HexFormat.of().parseHex(test.get("ct").stringValue() + test.get("tag").stringValue());
    try {
      byte[] key = Vectors.hex(test, "key");
      return Arrays.equals(text, new ChaChaPoly(key).open(iv, aad, sealed))
          && Arrays.equals(sealed, new ChaChaPoly(key).seal(iv, aad, text));
    } catch (WireFault | IllegalArgumentException refused) {
      return false;
    }
  }

  @Test
  void derivesAll86Keys() {
    List<JsonNode> tests = Vectors.read("/wycheproof/hkdf_sha256.json");
    assertEquals(86, tests.size());
    assertEquals(List.of(), misjudged(tests, WycheproofTest::derives));
  }

  private static boolean derives(JsonNode test) {
    try {
      return Arrays.equals(
          Vectors.hex(test, "okm"),
          Hkdf.derive(
              Vectors.hex(test, "ikm"),
              Vectors.hex(test, "salt"),
              Vectors.hex(test, "info"),
              test.get("size").intValue()));
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  /// The file leaves keys of small order, on the twist and in other spellings to the reader. Ours
  /// refuses a secret of zero and computes the rest as the file does.
  @Test
  void agreesOnAll518SecretsButTheZeroOnes() {
    List<JsonNode> tests = Vectors.read("/wycheproof/x25519.json");
    assertEquals(518, tests.size());
    List<Integer> wrong = new ArrayList<>();
    for (JsonNode test : tests) {
      boolean zero = test.get("shared").stringValue().equals("0".repeat(64));
      if (agrees(test) == zero) {
        wrong.add(test.get("tcId").intValue());
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static boolean agrees(JsonNode test) {
    try {
      byte[] secret =
          DhKey.ofPrivate(Vectors.hex(test, "private")).agree(Vectors.hex(test, "public"));
      return Arrays.equals(Vectors.hex(test, "shared"), secret);
    } catch (WireFault refused) {
      return false;
    }
  }
}
