package alpi.cli.term;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A QR code (ISO/IEC 18004) of a text: bytes, error correction M, versions 1 to 10.
public final class QrCode {
  /// Longest text, in bytes of UTF-8.
  public static final int MAX_BYTES = 213;

  private static final int[] TOTAL = {0, 26, 44, 70, 100, 134, 172, 196, 242, 292, 346};
  private static final int[] CHECK = {0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26};
  private static final int[] BLOCKS = {0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5};
  private static final int[] MIDDLE = {0, 0, 18, 22, 26, 30, 34, 22, 24, 26, 28};
  private static final int MASKS = 8;
  private static final int QUIET = 2;

  private final int version;
  private final int size;
  private final boolean[][] dark;
  private final boolean[][] fixed;

  private QrCode(int version) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.dark = new boolean[size][size];
    this.fixed = new boolean[size][size];
  }

  /// The code of a text.
  ///
  /// @throws IllegalArgumentException when it is longer than [#MAX_BYTES]
  public static QrCode of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int version = 1;
    while (version <= 10 && room(version) < bytes.length) {
      version++;
    }
    if (version > 10) {
      throw new IllegalArgumentException("a QR code holds at most " + MAX_BYTES + " bytes here");
    }
    byte[] words = interleaved(version, data(version, bytes));
    QrCode best = drawn(version, words, 0);
    for (int mask = 1; mask < MASKS; mask++) {
      QrCode other = drawn(version, words, mask);
      if (other.penalty() < best.penalty()) {
        best = other;
      }
    }
    return best;
  }

  private static int dataWords(int version) {
    return TOTAL[version] - CHECK[version] * BLOCKS[version];
  }

  private static int lengthBits(int version) {
    return version < 10 ? 8 : 16;
  }

  private static int room(int version) {
    return (dataWords(version) * 8 - 4 - lengthBits(version)) / 8;
  }

  private static byte[] data(int version, byte[] text) {
    byte[] words = new byte[dataWords(version)];
    int at = bits(words, 0, 0b0100, 4);
    at = bits(words, at, text.length, lengthBits(version));
    for (byte each : text) {
      at = bits(words, at, each & 0xff, 8);
    }
    int next = (Math.min(at + 4, words.length * 8) + 7) / 8;
    for (int pad = 0; next < words.length; pad++) {
      words[next++] = (byte) (pad % 2 == 0 ? 0xec : 0x11);
    }
    return words;
  }

  private static int bits(byte[] words, int at, int value, int count) {
    for (int i = count - 1; i >= 0; i--, at++) {
      if (((value >>> i) & 1) == 1) {
        words[at >>> 3] = (byte) (words[at >>> 3] | (0x80 >>> (at & 7)));
      }
    }
    return at;
  }

  /// Cuts the data into blocks, the longer ones last, and deals out the words of all in turn.
  private static byte[] interleaved(int version, byte[] data) {
    int blocks = BLOCKS[version];
    int shortest = data.length / blocks;
    int shorter = blocks - data.length % blocks;
    byte[][] parts = new byte[blocks][];
    byte[][] checks = new byte[blocks][];
    int from = 0;
    for (int i = 0; i < blocks; i++) {
      int length = shortest + (i < shorter ? 0 : 1);
      parts[i] = Arrays.copyOfRange(data, from, from + length);
      checks[i] = check(parts[i], CHECK[version]);
      from += length;
    }
    byte[] all = new byte[TOTAL[version]];
    int at = deal(parts, shortest + 1, all, 0);
    deal(checks, CHECK[version], all, at);
    return all;
  }

  private static int deal(byte[][] parts, int longest, byte[] all, int from) {
    int at = from;
    for (int i = 0; i < longest; i++) {
      for (byte[] part : parts) {
        if (i < part.length) {
          all[at++] = part[i];
        }
      }
    }
    return at;
  }

  /// The Reed-Solomon words of a block.
  private static byte[] check(byte[] data, int count) {
    int[] generator = new int[count];
    generator[count - 1] = 1;
    int root = 1;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        generator[j] = times(generator[j], root) ^ (j + 1 < count ? generator[j + 1] : 0);
      }
      root = times(root, 2);
    }
    int[] rest = new int[count];
    for (byte each : data) {
      int factor = (each & 0xff) ^ rest[0];
      System.arraycopy(rest, 1, rest, 0, count - 1);
      rest[count - 1] = 0;
      for (int j = 0; j < count; j++) {
        rest[j] ^= times(generator[j], factor);
      }
    }
    byte[] words = new byte[count];
    for (int i = 0; i < count; i++) {
      words[i] = (byte) rest[i];
    }
    return words;
  }

  /// Multiplies in the field of 256 elements that QR codes use.
  static int times(int a, int b) {
    int product = 0;
    for (int i = 7; i >= 0; i--) {
      product = (product << 1) ^ ((product >>> 7) * 0x11d);
      product ^= ((b >>> i) & 1) * a;
    }
    return product;
  }

  private static QrCode drawn(int version, byte[] words, int mask) {
    QrCode code = new QrCode(version);
    code.patterns();
    code.format(mask);
    code.fill(words, mask);
    return code;
  }

  private void patterns() {
    for (int i = 0; i < size; i++) {
      set(6, i, i % 2 == 0);
      set(i, 6, i % 2 == 0);
    }
    corner(3, 3);
    corner(size - 4, 3);
    corner(3, size - 4);
    alignments();
    if (version >= 7) {
      versionBits();
    }
  }

  private void corner(int x, int y) {
    for (int dy = -4; dy <= 4; dy++) {
      for (int dx = -4; dx <= 4; dx++) {
        int ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (x + dx >= 0 && x + dx < size && y + dy >= 0 && y + dy < size) {
          set(x + dx, y + dy, ring != 2 && ring != 4);
        }
      }
    }
  }

  private void alignments() {
    int[] at =
        version == 1
            ? new int[0]
            : version < 7
                ? new int[] {6, MIDDLE[version]}
                : new int[] {6, MIDDLE[version], size - 7};
    int last = at.length - 1;
    for (int i = 0; i <= last; i++) {
      for (int j = 0; j <= last; j++) {
        boolean corner = (i == 0 && j == 0) || (i == 0 && j == last) || (i == last && j == 0);
        if (!corner) {
          alignment(at[i], at[j]);
        }
      }
    }
  }

  private void alignment(int x, int y) {
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) != 1);
      }
    }
  }

  private void versionBits() {
    int rest = version;
    for (int i = 0; i < 12; i++) {
      rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    }
    int bits = (version << 12) | rest;
    for (int i = 0; i < 18; i++) {
      boolean on = ((bits >>> i) & 1) == 1;
      set(size - 11 + i % 3, i / 3, on);
      set(i / 3, size - 11 + i % 3, on);
    }
  }

  /// Error correction M is spelled as two zeros.
  private void format(int mask) {
    int rest = mask;
    for (int i = 0; i < 10; i++) {
      rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    }
    int bits = ((mask << 10) | rest) ^ 0x5412;
    for (int i = 0; i < 15; i++) {
      boolean on = ((bits >>> i) & 1) == 1;
      if (i < 6) {
        set(8, i, on);
      } else if (i < 8) {
        set(8, i + 1, on);
      } else if (i == 8) {
        set(7, 8, on);
      } else {
        set(14 - i, 8, on);
      }
      if (i < 8) {
        set(size - 1 - i, 8, on);
      } else {
        set(8, size - 15 + i, on);
      }
    }
    set(8, size - 8, true);
  }

  private void fill(byte[] words, int mask) {
    int at = 0;
    for (int right = size - 1; right >= 1; right -= 2) {
      if (right == 6) {
        right = 5;
      }
      for (int step = 0; step < size; step++) {
        boolean upwards = ((right + 1) & 2) == 0;
        int y = upwards ? size - 1 - step : step;
        for (int x = right; x > right - 2; x--) {
          if (!fixed[y][x]) {
            boolean bit = at < words.length * 8 && ((words[at >>> 3] >>> (7 - (at & 7))) & 1) == 1;
            dark[y][x] = bit ^ masked(mask, x, y);
            at++;
          }
        }
      }
    }
  }

  private static boolean masked(int mask, int x, int y) {
    return switch (mask) {
      case 0 -> (x + y) % 2 == 0;
      case 1 -> y % 2 == 0;
      case 2 -> x % 3 == 0;
      case 3 -> (x + y) % 3 == 0;
      case 4 -> (x / 3 + y / 2) % 2 == 0;
      case 5 -> (x * y) % 2 + (x * y) % 3 == 0;
      case 6 -> ((x * y) % 2 + (x * y) % 3) % 2 == 0;
      default -> ((x + y) % 2 + (x * y) % 3) % 2 == 0;
    };
  }

  private void set(int x, int y, boolean on) {
    dark[y][x] = on;
    fixed[y][x] = true;
  }

  /// How hard the code is to read: long runs and blocks of one colour, and an uneven share of dark.
  private int penalty() {
    int sum = 0;
    int count = 0;
    for (int i = 0; i < size; i++) {
      sum += runs(i, true) + runs(i, false);
      for (int j = 0; j < size; j++) {
        count += dark[i][j] ? 1 : 0;
        boolean block =
            i + 1 < size
                && j + 1 < size
                && dark[i][j] == dark[i + 1][j]
                && dark[i][j] == dark[i][j + 1]
                && dark[i][j] == dark[i + 1][j + 1];
        sum += block ? 3 : 0;
      }
    }
    return sum + Math.abs(count * 20 - size * size * 10) / (size * size) * 10;
  }

  private int runs(int line, boolean across) {
    int sum = 0;
    int run = 1;
    for (int i = 1; i <= size; i++) {
      if (i < size && at(line, i, across) == at(line, i - 1, across)) {
        run++;
      } else {
        sum += run >= 5 ? run - 2 : 0;
        run = 1;
      }
    }
    return sum;
  }

  private boolean at(int line, int i, boolean across) {
    return across ? dark[line][i] : dark[i][line];
  }

  /// Modules on a side.
  public int size() {
    return size;
  }

  /// Whether a module is dark; light outside of the code.
  public boolean isDark(int x, int y) {
    return x >= 0 && y >= 0 && x < size && y < size && dark[y][x];
  }

  /// The code for a terminal, two rows of modules in a line of text, dark on light whatever the
  /// colours of the terminal are.
  public List<String> halves() {
    List<String> lines = new ArrayList<>();
    for (int y = -QUIET; y < size + QUIET; y += 2) {
      StringBuilder text = new StringBuilder("\033[30;107m");
      for (int x = -QUIET; x < size + QUIET; x++) {
        boolean upper = isDark(x, y);
        boolean lower = isDark(x, y + 1);
        char upperHalf = lower ? '█' : '▀';
        char lowerHalf = lower ? '▄' : ' ';
        text.append(upper ? upperHalf : lowerHalf);
      }
      lines.add(text.append("\033[0m").toString());
    }
    return lines;
  }
}
