package alpi.cli.json;

/// Tells UTF-8 from other bytes (RFC 3629: no overlong forms, no surrogates, nothing past
/// U+10FFFF).
public final class Utf8 {
  private Utf8() {}

  public static boolean isValid(byte[] data, int from, int to) {
    int at = from;
    while (at < to) {
      int b = data[at] & 0xFF;
      int length = b < 0x80 ? 1 : b < 0xC2 ? 0 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : b < 0xF5 ? 4 : 0;
      if (length == 0 || at + length > to || !isTail(data, at, length, b)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /// Whether `data` is text for a prompt: valid, and free of NUL, which no text file holds.
  public static boolean isText(byte[] data, int from, int to) {
    for (int i = from; i < to; i++) {
      if (data[i] == 0) {
        return false;
      }
    }
    return isValid(data, from, to);
  }

  private static boolean isTail(byte[] data, int at, int length, int lead) {
    for (int i = 1; i < length; i++) {
      if ((data[at + i] & 0xC0) != 0x80) {
        return false;
      }
    }
    int second = length > 1 ? data[at + 1] & 0xFF : 0x80;
    return switch (lead) {
      case 0xE0 -> second >= 0xA0;
      case 0xED -> second < 0xA0;
      case 0xF0 -> second >= 0x90;
      case 0xF4 -> second < 0x90;
      default -> true;
    };
  }
}
