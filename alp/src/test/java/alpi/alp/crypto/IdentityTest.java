package alpi.alp.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
  private static final Identity ANA = Identity.ofSeed(Vectors.run(0x00, 32));
  private static final Identity BEN = Identity.ofSeed(Vectors.run(0x20, 32));

  @ParameterizedTest
  @CsvSource({
    "0, A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=,"
        + "3894eea49c580aef816935762be049559d6d1440dede12e6a125f1841fff8e6f,"
        + "4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01",
    "32, Kay64UG8yvCyLhqU000LxzYeUm0L/hLIl5S8kyKWbdc=,"
        + "887af58a36202e05c4c1cfec5bf6c61fad66bca851536004074b31f1b56e4a49,"
        + "5730800ab340fcb18ce5111eda9d705f91388b41e4544cbd103ba5942db2233e"
  })
  void derivesBothKeyPairsFromTheSeed(int first, String key, String scalar, String point) {
    Identity identity = Identity.ofSeed(Vectors.run(first, 32));
    assertEquals(key, identity.key().text());
    assertArrayEquals(Vectors.hex(scalar), identity.staticKey().privateBytes());
    assertArrayEquals(Vectors.hex(point), identity.staticKey().publicBytes());
    assertArrayEquals(Vectors.hex(point), identity.key().staticKey());
    assertTrue(identity.key().hasStaticKey(Vectors.hex(point)));
  }

  @Test
  void reachesTheSameStaticKeyFromEitherHalf() {
    var random = new Random(7);
    for (int i = 0; i < 50; i++) {
      Identity identity = Identity.generate(random);
      assertArrayEquals(identity.staticKey().publicBytes(), identity.key().staticKey());
    }
  }

  @Test
  void signsWhatOnlyItsOwnKeyVerifies() {
    byte[] text = "a sentence".getBytes(StandardCharsets.UTF_8);
    byte[] signature = ANA.sign(text);
    assertTrue(ANA.key().verifies(text, signature));
    assertFalse(BEN.key().verifies(text, signature));
    for (int bit = 0; bit < 8 * signature.length; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFalse(ANA.key().verifies(text, changed), "bit " + bit);
    }
    assertFalse(ANA.key().verifies(text, new byte[63]));
    assertFalse(ANA.key().verifies(text, new byte[65]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg",
        " 6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
        "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n",
        "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
        "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbh=",
        "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMQ=="
      })
  void refusesAnotherSpellingOfAKey(String text) {
    WireFault fault = assertThrows(WireFault.class, () -> PeerKey.parse(text));
    assertEquals(Fault.BAD_KEY, fault.fault());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "0200000000000000000000000000000000000000000000000000000000000000"
      })
  void refusesPointsOfSmallOrderAndOffTheCurve(String hex) {
    String text = Base64.getEncoder().encodeToString(Vectors.hex(hex));
    assertThrows(WireFault.class, () -> PeerKey.parse(text));
  }

  @Test
  void showsNoSecretInItsText() {
    assertEquals("identity A6EHv/PO", ANA.toString());
    assertEquals("X25519 key", ANA.staticKey().toString());
  }

  @Test
  void refusesASeedOfAnotherLength() {
    assertThrows(IllegalArgumentException.class, () -> Identity.ofSeed(new byte[31]));
    assertThrows(IllegalArgumentException.class, () -> Identity.ofSeed(new byte[33]));
  }
}
