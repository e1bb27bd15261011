package alpi.daemon.policy.shell;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Decodes `$'…'` the way bash does.
final class AnsiC {
  private static final String LETTERS = "abeEfnrtv\\'\"?";
  private static final String MEANINGS = "\u0007\b\u001b\u001b\f\n\r\t\u000b\\'\"?";

  private AnsiC() {}

  /// Reads up to the closing quote, which is consumed.
  static String read(Cursor cursor) {
    var bytes = new ByteArrayOutputStream();
    while (true) {
      char c = cursor.next();
      if (c == '\'') {
        return text(bytes);
      }
      if (c == '\\') {
        escape(cursor, bytes);
      } else {
        put(bytes, surrogates(cursor, c));
      }
    }
  }

  private static String surrogates(Cursor cursor, char c) {
    return Character.isHighSurrogate(c) ? "" + c + cursor.next() : String.valueOf(c);
  }

  private static void escape(Cursor cursor, ByteArrayOutputStream bytes) {
    char c = cursor.next();
    int known = LETTERS.indexOf(c);
    if (known >= 0) {
      bytes.write(MEANINGS.charAt(known));
    } else if (c >= '0' && c <= '7') {
      bytes.write(digits(cursor, c - '0', 8, 2) & 0xff);
    } else if (c == 'x' && Character.digit(cursor.peek(), 16) >= 0) {
      bytes.write(digits(cursor, 0, 16, 2));
    } else if ((c == 'u' || c == 'U') && Character.digit(cursor.peek(), 16) >= 0) {
      int point = digits(cursor, 0, 16, c == 'u' ? 4 : 8);
      if (!Character.isValidCodePoint(point)) {
        throw new Cursor.Refused("it names a character that does not exist", false);
      }
      put(bytes, Character.toString(point));
    } else if (c == 'c') {
      bytes.write(cursor.next() & 0x1f);
    } else {
      put(bytes, "\\" + surrogates(cursor, c));
    }
  }

  private static int digits(Cursor cursor, int start, int base, int most) {
    int value = start;
    for (int i = 0; i < most; i++) {
      int digit = cursor.peek() < 0x80 ? Character.digit(cursor.peek(), base) : -1;
      if (digit < 0) {
        break;
      }
      value = value * base + digit;
      cursor.skip(1);
    }
    return value;
  }

  private static void put(ByteArrayOutputStream bytes, String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      if (text.indexOf('\0') >= 0) {
        throw new Cursor.Refused("it holds a NUL", false);
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Cursor.Refused("it spells bytes that are not text", false);
    }
  }
}
