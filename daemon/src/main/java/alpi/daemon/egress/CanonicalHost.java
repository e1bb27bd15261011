package alpi.daemon.egress;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A host in the one form that is checked, logged, compared and dialled: a lower-case ASCII name
/// without trailing dot, or an address literal as the JDK spells it (IPv6 in full).
///
/// The readings of IPv4 are those of the URL Standard: `0x7f.1`, `017700000001` and `2130706433`
/// all are 127.0.0.1, because some resolver somewhere would read them so.
public final class CanonicalHost {
  /// Longest name, in characters (RFC 1035).
  public static final int MAX_CHARS = 253;

  private static final int MAX_LABEL_CHARS = 63;

  private final String text;
  private final @Nullable InetAddress literal;

  private CanonicalHost(String text, @Nullable InetAddress literal) {
    this.text = text;
    this.literal = literal;
  }

  /// The canonical form; empty for whatever cannot be read in exactly one way.
  public static Optional<CanonicalHost> parse(@Nullable String raw) {
    if (raw == null || raw.isEmpty() || raw.length() > 4 * MAX_CHARS) {
      return Optional.empty();
    }
    if (raw.startsWith("[") || raw.indexOf(':') >= 0) {
      return six(raw);
    }
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) <= ' ' || "/\\?#@%[]<>^|\"`{}".indexOf(raw.charAt(i)) >= 0) {
        return Optional.empty();
      }
    }
    return ascii(raw).flatMap(CanonicalHost::name);
  }

  public Optional<InetAddress> literal() {
    return Optional.ofNullable(literal);
  }

  /// Whether it names the machine we run on.
  public boolean isThisMachine() {
    return text.equals("localhost") || (literal != null && literal.isLoopbackAddress());
  }

  /// For a URL or a Host header: IPv6 in brackets.
  public String inUrl() {
    return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
  }

  private static Optional<String> ascii(String raw) {
    try {
      String ascii = IDN.toASCII(raw, 0).toLowerCase(Locale.ROOT);
      String bare = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
      return bare.isEmpty() || bare.length() > MAX_CHARS ? Optional.empty() : Optional.of(bare);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<CanonicalHost> name(String ascii) {
    String[] labels = ascii.split("\\.", -1);
    if (looksNumeric(labels[labels.length - 1])) {
      return four(labels);
    }
    for (String label : labels) {
      if (label.isEmpty() || label.length() > MAX_LABEL_CHARS || !label.matches("[a-z0-9_-]+")) {
        return Optional.empty();
      }
    }
    return Optional.of(new CanonicalHost(ascii, null));
  }

  /// A name whose last label is a number is an IPv4 address or nothing.
  private static boolean looksNumeric(String label) {
    return label.matches("[0-9]+|0x[0-9a-f]*");
  }

  private static Optional<CanonicalHost> four(String[] parts) {
    if (parts.length > 4) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      long part = number(parts[i]);
      int bytes = i == parts.length - 1 ? 4 - i : 1;
      if (part < 0 || part >= 1L << (8 * bytes)) {
        return Optional.empty();
      }
      address |= part << (8 * (4 - i - bytes));
    }
    byte[] bytes = {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
    return Optional.of(of(bytes));
  }

  /// -1 when it is no number that fits.
  private static long number(String part) {
    try {
      if (part.startsWith("0x")) {
        return part.length() == 2 ? 0 : Long.parseLong(part.substring(2), 16);
      }
      boolean octal = part.length() > 1 && part.startsWith("0");
      return octal ? Long.parseLong(part, 8) : Long.parseLong(part);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Optional<CanonicalHost> six(String raw) {
    String bare =
        raw.startsWith("[") && raw.endsWith("]") ? raw.substring(1, raw.length() - 1) : raw;
    if (!bare.matches("[0-9a-fA-F:.]{2,45}") || bare.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      // Only digits and colons are left, so no resolver is asked.
      return Optional.of(of(InetAddress.ofLiteral(bare).getAddress(), bare));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static CanonicalHost of(byte[] four) {
    return of(four, "");
  }

  private static CanonicalHost of(byte[] bytes, String spelled) {
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      return new CanonicalHost(String.valueOf(address.getHostAddress()), address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four or sixteen bytes are an address: " + spelled, e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CanonicalHost that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// The canonical text; IPv6 without brackets.
  @Override
  public String toString() {
    return text;
  }
}
