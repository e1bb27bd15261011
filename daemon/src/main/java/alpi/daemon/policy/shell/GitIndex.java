package alpi.daemon.policy.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The names that a repository keeps under version control, read from its index file (versions 2 to
/// 4 of the format that git documents as `gitformat-index`).
///
/// @param files names of files, with `/` between folders
/// @param repositories names of folders that hold a repository of their own
record GitIndex(List<String> files, List<String> repositories) {
  /// A larger index is not read.
  private static final long MAX_BYTES = 64L << 20;

  private static final int SIGNATURE = 0x44495243;
  private static final int FIXED_BYTES = 62;
  private static final int HASH_BYTES = 20;
  private static final int EXTENDED = 0x4000;
  private static final int TYPE = 0xf000;
  private static final int REPOSITORY = 0xe000;
  private static final int FOLDER = 0x4000;

  GitIndex {
    files = List.copyOf(files);
    repositories = List.copyOf(repositories);
  }

  /// Reads it; empty when it has a form that is not known. A repository without one keeps nothing.
  static Optional<GitIndex> of(Path repository) {
    Path file = repository.resolve("index");
    try {
      if (!Files.exists(file)) {
        return Optional.of(new GitIndex(List.of(), List.of()));
      }
      return Files.size(file) > MAX_BYTES
          ? Optional.empty()
          : read(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException | RuntimeException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<GitIndex> read(ByteBuffer in) {
    int signature = in.getInt();
    int version = in.getInt();
    int count = in.getInt();
    if (signature != SIGNATURE || version < 2 || version > 4) {
      return Optional.empty();
    }
    List<String> files = new ArrayList<>();
    List<String> repositories = new ArrayList<>();
    byte[] name = new byte[0];
    for (int i = 0; i < count; i++) {
      int start = in.position();
      int mode = in.getInt(start + 24) & TYPE;
      boolean extended = (in.getShort(start + FIXED_BYTES - 2) & EXTENDED) != 0;
      in.position(start + FIXED_BYTES + (extended ? 2 : 0));
      name = name(in, version, name);
      if (version < 4) {
        // Entries are filled up to a multiple of eight bytes.
        in.position(start + (in.position() - 1 - start + 8) / 8 * 8);
      }
      String text = new String(name, StandardCharsets.UTF_8);
      if (mode == FOLDER) {
        return Optional.empty();
      }
      (mode == REPOSITORY ? repositories : files).add(text);
    }
    return whole(in) ? Optional.of(new GitIndex(files, repositories)) : Optional.empty();
  }

  private static byte[] name(ByteBuffer in, int version, byte[] before) {
    int kept = version < 4 ? 0 : before.length - dropped(in);
    int from = in.position();
    while (in.get() != 0) {
      // up to the end of the name
    }
    int length = in.position() - 1 - from;
    byte[] name = new byte[kept + length];
    System.arraycopy(before, 0, name, 0, kept);
    in.get(from, name, kept, length);
    return name;
  }

  /// How many bytes of the name before are not part of this one.
  private static int dropped(ByteBuffer in) {
    int b = in.get();
    int value = b & 0x7f;
    while ((b & 0x80) != 0) {
      b = in.get();
      value = ((value + 1) << 7) | (b & 0x7f);
    }
    return value;
  }

  /// Whether no extension says that entries lie elsewhere.
  private static boolean whole(ByteBuffer in) {
    while (in.remaining() > HASH_BYTES) {
      byte[] kind = new byte[4];
      in.get(kind);
      int length = in.getInt();
      String name = new String(kind, StandardCharsets.ISO_8859_1);
      if (name.equals("link") || name.equals("sdir")) {
        return false;
      }
      in.position(in.position() + length);
    }
    return true;
  }
}
