package alpi.alp.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.crypto.SealBroken.Why;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// A sealed stream opens whole and as it was, or not at all from the first wrong piece on.
class SealedStreamTest {
  private static final int CHUNK = ChunkCipher.CHUNK;
  private static final int PIECE = CHUNK + ChunkCipher.TAG_BYTES;
  private static final byte[] KEY = new byte[ChunkCipher.KEY_BYTES];

  private static byte[] plain(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] seal(byte[] plain) throws IOException {
    var sealed = new ByteArrayOutputStream();
    try (var out = new SealedOutput(sealed, KEY)) {
      out.write(plain);
      out.finish();
    }
    return sealed.toByteArray();
  }

  private static byte[] open(byte[] sealed, byte[] key) throws IOException {
    try (var in = new SealedInput(new ByteArrayInputStream(sealed), key)) {
      return in.readAllBytes();
    }
  }

  private static Why why(byte[] sealed) {
    return assertThrows(SealBroken.class, () -> open(sealed, KEY)).why();
  }

  @Test
  void opensWhatWasSealedAtEverySizeAroundAPiece() throws IOException {
    for (int size : new int[] {0, 1, 15, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7}) {
      byte[] plain = plain(size);
      byte[] sealed = seal(plain);
      int pieces = Math.max(1, (size + CHUNK - 1) / CHUNK);
      assertEquals(size + pieces * ChunkCipher.TAG_BYTES, sealed.length);
      assertArrayEquals(plain, open(sealed, KEY), "size " + size);
    }
  }

  @Test
  void everyPieceIsAesGcmUnderItsCountAndWhetherItIsTheLast() throws Exception {
    byte[] plain = plain(CHUNK + 3);
    byte[] sealed = seal(plain);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    String[] nonces = {"000000000000000000000000", "000000000000000000000101"};
    int[] from = {0, PIECE, sealed.length};
    var whole = new ByteArrayOutputStream();
    for (int i = 0; i < 2; i++) {
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(KEY, "AES"),
          new GCMParameterSpec(128, HexFormat.of().parseHex(nonces[i])));
      whole.write(cipher.doFinal(sealed, from[i], from[i + 1] - from[i]));
    }
    assertArrayEquals(plain, whole.toByteArray());
  }

  @Test
  void refusesEveryChangedBit() throws IOException {
    byte[] sealed = seal(plain(2 * CHUNK + 100));
    long seed = 4;
    var random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] changed = sealed.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Why rest = at < 2 * PIECE ? Why.ALTERED : Why.END;
      Why expected = at < PIECE ? Why.KEY : rest;
      assertEquals(expected, why(changed), "seed " + seed + " at " + at);
    }
  }

  @Test
  void refusesACutAtEveryPlace() throws IOException {
    byte[] sealed = seal(plain(2 * CHUNK + 100));
    for (int length : new int[] {0, 1, 15, PIECE, PIECE + 3, PIECE + 15, 2 * PIECE}) {
      assertEquals(Why.CUT, why(Arrays.copyOf(sealed, length)), "cut to " + length);
    }
    for (int length : new int[] {16, 100, PIECE - 1, PIECE + 16, sealed.length - 1}) {
      assertThrows(
          SealBroken.class, () -> open(Arrays.copyOf(sealed, length), KEY), "cut to " + length);
    }
  }

  @Test
  void refusesPiecesThatWereDroppedMovedRepeatedOrAdded() throws IOException {
    byte[] sealed = seal(plain(3 * CHUNK + 9));
    byte[] first = Arrays.copyOfRange(sealed, 0, PIECE);
    byte[] second = Arrays.copyOfRange(sealed, PIECE, 2 * PIECE);
    byte[] rest = Arrays.copyOfRange(sealed, 2 * PIECE, sealed.length);
    assertEquals(Why.KEY, why(joined(second, rest)));
    assertEquals(Why.ALTERED, why(joined(first, rest)));
    assertEquals(Why.KEY, why(joined(second, first, rest)));
    assertEquals(Why.ALTERED, why(joined(first, first, second, rest)));
    assertEquals(Why.END, why(joined(sealed, new byte[1])));
    assertEquals(Why.ALTERED, why(joined(sealed, rest)));
  }

  @Test
  void refusesAnotherKey() throws IOException {
    byte[] sealed = seal(plain(100));
    byte[] other = KEY.clone();
    other[31] = 1;
    SealBroken broken = assertThrows(SealBroken.class, () -> open(sealed, other));
    assertEquals(Why.KEY, broken.why());
  }

  @Test
  void refusesAnEmptyPieceBehindOthers() throws IOException {
    var cipher = new ChunkCipher(KEY);
    byte[] first = cipher.seal(plain(CHUNK), CHUNK, false);
    byte[] empty = cipher.seal(new byte[0], 0, true);
    assertEquals(Why.ALTERED, why(joined(first, empty)));
  }

  @Test
  void aStreamThatWasClosedUnfinishedReadsAsCut() throws IOException {
    var sealed = new ByteArrayOutputStream();
    try (var out = new SealedOutput(sealed, KEY)) {
      out.write(plain(CHUNK + 1));
    }
    assertEquals(Why.CUT, why(sealed.toByteArray()));
  }

  /// RFC 9106, 5.3.
  @Test
  void derivesTheKeyOfThePublishedExample() {
    byte[] key =
        Argon2.derive(32, 3, 4, filled(32, 1), filled(16, 2), 32, filled(8, 3), filled(12, 4));
    assertEquals(
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
        HexFormat.of().formatHex(key));
  }

  @Test
  void refusesCostsThatNobodyChooses() {
    int memory = Argon2.MAX_MEMORY_KIB;
    assertEquals(memory, new Argon2(memory, Argon2.MAX_PASSES, Argon2.MAX_LANES).memoryKib());
    assertThrows(IllegalArgumentException.class, () -> new Argon2(memory + 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Argon2(Argon2.MIN_MEMORY_KIB - 1, 1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Argon2(memory, Argon2.MAX_PASSES + 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Argon2(memory, 1, Argon2.MAX_LANES + 1));
    assertThrows(IllegalArgumentException.class, () -> new Argon2(memory, 0, 1));
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
