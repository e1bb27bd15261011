package alpi.alp.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import org.junit.jupiter.api.Test;

class SealingTest {
  private static final byte[] KEY = Vectors.run(1, 32);
  private static final byte[] NONCE = Vectors.run(9, 12);
  private static final byte[] NOTHING = {};

  @Test
  void opensAfterARefusalToo() throws WireFault {
    var aead = new ChaChaPoly(KEY);
    byte[] sealed = new ChaChaPoly(KEY).seal(NONCE, NOTHING, Vectors.run(0, 100));
    byte[] changed = sealed.clone();
    changed[3] ^= 1;
    WireFault fault = assertThrows(WireFault.class, () -> aead.open(NONCE, NOTHING, changed));
    assertEquals(Fault.BAD_TAG, fault.fault());
    assertArrayEquals(Vectors.run(0, 100), aead.open(NONCE, NOTHING, sealed));
  }

  @Test
  void refusesToSealTwiceUnderOneNonce() {
    var aead = new ChaChaPoly(KEY);
    aead.seal(NONCE, NOTHING, KEY);
    assertThrows(IllegalArgumentException.class, () -> aead.seal(NONCE, NOTHING, KEY));
  }

  @Test
  void refusesKeysNoncesAndTextsOfWrongLength() {
    assertThrows(IllegalArgumentException.class, () -> new ChaChaPoly(new byte[31]));
    var aead = new ChaChaPoly(KEY);
    assertThrows(IllegalArgumentException.class, () -> aead.seal(new byte[11], NOTHING, KEY));
    WireFault fault = assertThrows(WireFault.class, () -> aead.open(NONCE, NOTHING, new byte[15]));
    assertEquals(Fault.BAD_LENGTH, fault.fault());
  }

  @Test
  void derivesAsMuchAsTheStandardAllowsAndNoMore() {
    assertEquals(Hkdf.MAX_BYTES, Hkdf.derive(KEY, NOTHING, NOTHING, Hkdf.MAX_BYTES).length);
    assertThrows(
        IllegalArgumentException.class,
        () -> Hkdf.derive(KEY, NOTHING, NOTHING, Hkdf.MAX_BYTES + 1));
    assertThrows(IllegalArgumentException.class, () -> Hkdf.derive(KEY, NOTHING, NOTHING, 0));
  }

  @Test
  void refusesKeysOfWrongLength() {
    assertThrows(IllegalArgumentException.class, () -> DhKey.ofPrivate(new byte[33]));
    assertThrows(WireFault.class, () -> DhKey.ofPrivate(KEY).agree(new byte[31]));
  }
}
