package alpi.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Reads codes back, by the specification and not by the code that draws them.
class QrCodeTest {
  @Test
  void holdsWhatWasPutIn() {
    for (int length :
        new int[] {1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 122, 152, 180, 213}) {
      String text = text(length);
      QrCode code = QrCode.of(text);
      assertEquals(text, read(code), "length " + length);
    }
  }

  @Test
  void takesNotOneByteMoreThanFits() {
    assertEquals(57, QrCode.of("x".repeat(QrCode.MAX_BYTES)).size());
    assertThrows(IllegalArgumentException.class, () -> QrCode.of("x".repeat(QrCode.MAX_BYTES + 1)));
  }

  @Test
  void drawsTwoRowsInALineWithAQuietRim() {
    QrCode code = QrCode.of("x");
    assertEquals((code.size() + 5) / 2, code.halves().size());
    assertTrue(code.halves().getFirst().contains(" ".repeat(2)));
  }

  private static String text(int length) {
    var random = new Random(length);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString();
  }

  private static String read(QrCode code) {
    int size = code.size();
    int version = (size - 17) / 4;
    int mask = mask(code);
    StringBuilder bits = new StringBuilder();
    int column = 0;
    for (int right = size - 1; right > 0; right -= 2) {
      right -= right == 6 ? 1 : 0;
      for (int step = 0; step < size; step++) {
        int y = column % 2 == 0 ? size - 1 - step : step;
        for (int x = right; x >= right - 1; x--) {
          if (!reserved(version, size, x, y)) {
            bits.append(code.isDark(x, y) ^ flipped(mask, y, x) ? '1' : '0');
          }
        }
      }
      column++;
    }
    return text(version, bits.toString());
  }

  /// The five bits of level and mask beside the upper left corner, without their disguise.
  private static int mask(QrCode code) {
    int format = 0;
    for (int i = 0; i < 5; i++) {
      format = format * 2 + (code.isDark(i, 8) ? 1 : 0);
    }
    int plain = format ^ 0b10101;
    assertEquals(0, plain >> 3, "error correction M");
    return plain & 7;
  }

  private static boolean flipped(int mask, int row, int column) {
    int product = row * column;
    return switch (mask) {
      case 0 -> (row + column) % 2 == 0;
      case 1 -> row % 2 == 0;
      case 2 -> column % 3 == 0;
      case 3 -> (row + column) % 3 == 0;
      case 4 -> (row / 2 + column / 3) % 2 == 0;
      case 5 -> product % 2 + product % 3 == 0;
      case 6 -> (product % 2 + product % 3) % 2 == 0;
      default -> ((row + column) % 2 + product % 3) % 2 == 0;
    };
  }

  private static boolean reserved(int version, int size, int x, int y) {
    boolean corner = (x < 9 && y < 9) || (x > size - 9 && y < 9) || (x < 9 && y > size - 9);
    boolean number = version > 6 && ((x > size - 12 && y < 6) || (x < 6 && y > size - 12));
    return corner || number || x == 6 || y == 6 || aligned(version, size, x, y);
  }

  private static boolean aligned(int version, int size, int x, int y) {
    int[] lone = {0, 0, 18, 22, 26, 30, 34, 22, 24, 26, 28};
    int[] centres =
        version == 1
            ? new int[0]
            : version < 7 ? new int[] {6, lone[version]} : new int[] {6, lone[version], size - 7};
    for (int cx : centres) {
      for (int cy : centres) {
        boolean finder =
            (cx == 6 && cy == 6) || (cx == 6 && cy > size - 9) || (cy == 6 && cx > size - 9);
        if (!finder && Math.abs(x - cx) < 3 && Math.abs(y - cy) < 3) {
          return true;
        }
      }
    }
    return false;
  }

  private static String text(int version, String bits) {
    int[] total = {0, 26, 44, 70, 100, 134, 172, 196, 242, 292, 346};
    int[] check = {0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26};
    int[] blocks = {0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5};
    int count = blocks[version];
    int data = total[version] - check[version] * count;
    int longer = data % count;
    int[][] block = new int[count][];
    for (int i = 0; i < count; i++) {
      block[i] = new int[data / count + (i >= count - longer ? 1 : 0) + check[version]];
    }
    int at = 0;
    for (int i = 0; i <= data / count; i++) {
      for (int[] each : block) {
        if (i < each.length - check[version]) {
          each[i] = Integer.parseInt(bits.substring(at, at + 8), 2);
          at += 8;
        }
      }
    }
    for (int i = check[version]; i > 0; i--) {
      for (int[] each : block) {
        each[each.length - i] = Integer.parseInt(bits.substring(at, at + 8), 2);
        at += 8;
      }
    }
    StringBuilder words = new StringBuilder();
    for (int[] each : block) {
      assertWhole(each, check[version]);
      for (int i = 0; i < each.length - check[version]; i++) {
        words.append(Integer.toBinaryString(256 + each[i]).substring(1));
      }
    }
    return said(version, words.toString());
  }

  /// A block without faults is zero at every root of its generator.
  private static void assertWhole(int[] words, int roots) {
    int root = 1;
    for (int i = 0; i < roots; i++) {
      int sum = 0;
      for (int word : words) {
        sum = QrCode.times(sum, root) ^ word;
      }
      assertEquals(0, sum, "a block does not check");
      root = QrCode.times(root, 2);
    }
  }

  private static String said(int version, String words) {
    assertEquals("0100", words.substring(0, 4));
    int start = version < 10 ? 12 : 20;
    int length = Integer.parseInt(words.substring(4, start), 2);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) Integer.parseInt(words.substring(start + 8 * i, start + 8 * i + 8), 2);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
