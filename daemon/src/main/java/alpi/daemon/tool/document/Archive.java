package alpi.daemon.tool.document;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The entries of a ZIP archive that are wanted, unpacked in memory within bounds that hold for all
/// of them together: what an archive says of its own sizes is not believed.
final class Archive {
  /// Largest archive, in bytes.
  static final int MAX_BYTES = 32 << 20;

  /// Most entries that are passed.
  static final int MAX_ENTRIES = 5_000;

  /// Most bytes that all entries unpack to, wanted or not: passing one means unpacking it.
  static final long MAX_UNPACKED = 128L << 20;

  /// Most bytes that are kept.
  static final int MAX_KEPT = 32 << 20;

  /// Most bytes that a byte of the archive may unpack to, beyond [#FREE] of them.
  static final int MAX_RATIO = 100;

  private static final long FREE = 4L << 20;

  private Archive() {}

  /// @throws Problem `too_large`, or `corrupt` when it is none
  static Map<String, byte[]> entries(byte[] zip, Predicate<String> wanted) {
    if (zip.length > MAX_BYTES) {
      throw tooLarge();
    }
    Map<String, byte[]> kept = new LinkedHashMap<>();
    long most = Math.min(MAX_UNPACKED, Math.max(FREE, (long) MAX_RATIO * zip.length));
    long unpacked = 0;
    int bytes = 0;
    int passed = 0;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (++passed > MAX_ENTRIES) {
          throw tooLarge();
        }
        if (wanted.test(entry.getName()) && !kept.containsKey(entry.getName())) {
          byte[] content = in.readNBytes(MAX_KEPT - bytes + 1);
          bytes += content.length;
          unpacked += content.length;
          if (bytes > MAX_KEPT) {
            throw tooLarge();
          }
          kept.put(entry.getName(), content);
        } else {
          unpacked += skipped(in, most - unpacked);
        }
        if (unpacked > most) {
          throw tooLarge();
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw Problem.of(ErrorCode.CORRUPT, "The document is damaged and cannot be read.").because(e);
    }
    return kept;
  }

  private static long skipped(ZipInputStream in, long most) throws IOException {
    byte[] buffer = new byte[64 << 10];
    long all = 0;
    for (int n = in.read(buffer); n >= 0 && all <= most; n = in.read(buffer)) {
      all += n;
    }
    return all;
  }

  private static Problem tooLarge() {
    return Problem.of(
        ErrorCode.TOO_LARGE, "The document unpacks to more than is read of one document.");
  }
}
