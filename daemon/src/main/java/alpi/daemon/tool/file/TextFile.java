package alpi.daemon.tool.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The bytes of a text file as text that can be turned back into the very same bytes.
///
/// UTF-8 and UTF-16 (by byte order mark) are recognised. Whatever else is not binary is taken as
/// ISO 8859-1, in which every byte is a character: what is not edited stays as it was.
///
/// @param marked whether a byte order mark stands in front
public record TextFile(String text, Charset charset, boolean marked) {
  private static final char MARK = '\ufeff';

  /// Bytes looked at to tell text from binary.
  public static final int SNIFFED = 8192;

  /// Empty when the bytes are binary.
  public static Optional<TextFile> of(byte[] bytes) {
    if (binary(bytes)) {
      return Optional.empty();
    }
    Charset charset = charset(bytes);
    try {
      String text = strict(charset, ByteBuffer.wrap(bytes));
      boolean marked = !text.isEmpty() && text.charAt(0) == MARK;
      return Optional.of(new TextFile(marked ? text.substring(1) : text, charset, marked));
    } catch (CharacterCodingException e) {
      Charset latin = StandardCharsets.ISO_8859_1;
      return Optional.of(new TextFile(new String(bytes, latin), latin, false));
    }
  }

  /// Whether these first bytes of a file belong to no text.
  static boolean binary(byte[] head) {
    if (!charset(head).equals(StandardCharsets.UTF_8)) {
      return false;
    }
    for (int i = 0; i < Math.min(head.length, SNIFFED); i++) {
      if (head[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /// The charset that the first bytes announce; UTF-8 when they announce none.
  static Charset charset(byte[] head) {
    if (head.length < 2) {
      return StandardCharsets.UTF_8;
    }
    int first = (head[0] & 0xff) << 8 | (head[1] & 0xff);
    if (first == 0xfffe) {
      return StandardCharsets.UTF_16LE;
    }
    return first == 0xfeff ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }

  boolean utf8() {
    return charset.equals(StandardCharsets.UTF_8);
  }

  /// The bytes of `changed` in this file's charset, behind its mark; empty when the charset lacks a
  /// character.
  Optional<byte[]> encode(String changed) {
    try {
      ByteBuffer encoded =
          charset
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(marked ? MARK + changed : changed));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return Optional.of(bytes);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /// Whether most lines end in CR LF.
  static boolean crlf(String text) {
    long pairs = 0;
    long feeds = 0;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      feeds++;
      pairs += i > 0 && text.charAt(i - 1) == '\r' ? 1 : 0;
    }
    return pairs * 2 > feeds;
  }

  /// `text` with every line end as CR LF.
  static String withCrlf(String text) {
    return text.replace("\r\n", "\n").replace("\n", "\r\n");
  }

  private static String strict(Charset charset, ByteBuffer bytes) throws CharacterCodingException {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(bytes)
        .toString();
  }
}
