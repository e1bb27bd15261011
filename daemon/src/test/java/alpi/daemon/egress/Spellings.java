package alpi.daemon.egress;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Ways to write the address of this machine and of places around it, as servers have been tricked
/// with: parts left out, other bases, wider digits, mapped and tunnelled IPv6.
public final class Spellings {
  private Spellings() {}

  /// Hosts as they stand in an address, IPv6 in brackets.
  public static List<String> ofPrivatePlaces() {
    Set<String> all = new LinkedHashSet<>();
    for (int[] four :
        new int[][] {
          {127, 0, 0, 1}, {127, 255, 255, 254}, {10, 0, 0, 1}, {172, 16, 0, 1}, {192, 168, 1, 1},
          {169, 254, 169, 254}, {100, 64, 0, 1}, {100, 100, 100, 200}, {0, 0, 0, 0}, {0, 0, 0, 1}
        }) {
      fours(four, all);
      sixes(four, all);
    }
    all.addAll(
        List.of(
            "localhost",
            "LocalHost",
            "localhost.",
            "x.localhost",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::]",
            "[fe80::1]",
            "[fd00::1]",
            "[fc00::1]",
            "[fec0::1]",
            "[ff02::1]",
            "[fd00:ec2::254]",
            "[::1%eth0]",
            "[::1%25lo]"));
    return List.copyOf(all);
  }

  private static void fours(int[] b, Set<String> all) {
    long whole = (long) b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
    long[][] splits = {
      {whole}, {b[0], whole & 0xffffff}, {b[0], b[1], whole & 0xffff}, {b[0], b[1], b[2], b[3]}
    };
    for (long[] parts : splits) {
      for (int mix = 0; mix < Math.pow(3, parts.length); mix++) {
        all.add(spelled(parts, mix));
      }
    }
    String plain = spelled(splits[3], 0);
    all.add(plain + ".");
    all.add(wide(plain));
    all.add(plain.replace('.', '\u3002'));
    all.add(spelled(splits[3], 80).toUpperCase(Locale.ROOT));
  }

  /// @param mix one digit of base 3 a part: decimal, octal, hexadecimal
  private static String spelled(long[] parts, int mix) {
    List<String> texts = new ArrayList<>();
    int left = mix;
    for (long part : parts) {
      texts.add(
          switch (left % 3) {
            case 0 -> Long.toString(part);
            case 1 -> "0" + Long.toOctalString(part);
            default -> "0x" + Long.toHexString(part);
          });
      left /= 3;
    }
    return String.join(".", texts);
  }

  private static String wide(String plain) {
    var text = new StringBuilder();
    plain.chars().forEach(c -> text.append(c == '.' ? '.' : (char) (c - '0' + '\uff10')));
    return text.toString();
  }

  private static void sixes(int[] b, Set<String> all) {
    String four = b[0] + "." + b[1] + "." + b[2] + "." + b[3];
    String hex = String.format(Locale.ROOT, "%x:%x", b[0] << 8 | b[1], b[2] << 8 | b[3]);
    for (String prefix : List.of("::ffff:", "::ffff:0:", "::", "64:ff9b::", "64:ff9b:1::")) {
      all.add("[" + prefix + four + "]");
      all.add("[" + prefix + hex + "]");
    }
    all.add("[2002:" + hex + "::]");
    all.add("[2001:0:" + hex + "::]");
  }
}
