package alpi.daemon.host.verb;

import alpi.alp.blob.BlobRef;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What kind of bytes these are, told from the bytes and not from a name.
final class MediaType {
  private MediaType() {}

  /// @param head the first bytes, some thousands if there are so many
  static String of(byte[] head) {
    if (begins(head, 0, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return "image/png";
    }
    if (begins(head, 0, 0xFF, 0xD8, 0xFF)) {
      return "image/jpeg";
    }
    if (begins(head, 0, 'G', 'I', 'F', '8')) {
      return "image/gif";
    }
    if (begins(head, 0, 'R', 'I', 'F', 'F') && begins(head, 8, 'W', 'E', 'B', 'P')) {
      return "image/webp";
    }
    if (begins(head, 0, '%', 'P', 'D', 'F', '-')) {
      return "application/pdf";
    }
    return text(head) ? "text/plain" : BlobRef.UNKNOWN_TYPE;
  }

  private static boolean begins(byte[] head, int at, int... magic) {
    if (head.length < at + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[at + i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /// UTF-8 without a NUL; a character cut off at the end does not count against it.
  private static boolean text(byte[] head) {
    for (byte b : head) {
      if (b == 0) {
        return false;
      }
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    var out = CharBuffer.allocate(head.length);
    return !decoder.decode(ByteBuffer.wrap(Arrays.copyOf(head, head.length)), out, false).isError();
  }
}
