package alpi.cli.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  private static final long SEED = 20260101;

  @Test
  void agreesWithTheDecoderOfTheJdk() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200_000; round++) {
      byte[] data = new byte[random.nextInt(6)];
      random.nextBytes(data);
      if (data.length > 1 && random.nextBoolean()) {
        data[0] = (byte) (0xE0 + random.nextInt(0x18));
        data[1] = (byte) (0x80 + random.nextInt(0x40));
      }
      assertEquals(
          decodes(data), Utf8.isValid(data, 0, data.length), "seed " + SEED + " round " + round);
    }
  }

  @Test
  void takesTextWithZeroBytesForBinary() {
    assertFalse(Utf8.isText(new byte[] {'a', 0, 'b'}, 0, 3));
  }

  private static boolean decodes(byte[] data) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
