package alpi.daemon.blob;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Sha256;
import alpi.alp.fast.Batch;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of a store: `<sha256>` flat in one directory, half-written ones in `.incoming`,
/// damaged ones in `.quarantine`. Knows names and bytes; who owns them is the table's business.
final class Shelf {
  private static final int BUFFER = 64 << 10;

  private final Path dir;
  private final Path incoming;
  private final Path quarantine;

  Shelf(Path dir) {
    this.dir = PrivateFiles.directory(dir);
    this.incoming = PrivateFiles.directory(dir.resolve(".incoming"));
    this.quarantine = PrivateFiles.directory(dir.resolve(".quarantine"));
    for (Path one : List.of(dir, incoming, quarantine)) {
      if (Files.isSymbolicLink(one)) {
        throw planted(one);
      }
    }
  }

  /// A file that is written, hashed and on disk, but has no name yet.
  record Staged(Path part, Sha256 hash, long bytes) {
    BlobRef ref(String mediaType) {
      return new BlobRef(hash, bytes, mediaType);
    }
  }

  /// Reads everything from `in`.
  ///
  /// @throws Problem `too_large` at the first byte past `limit`
  Staged stage(InputStream in, long limit) throws IOException {
    Path part = Files.createTempFile(incoming, "put-", ".part", PrivateFiles.fileMode());
    boolean kept = false;
    try {
      MessageDigest digest = Sha256.digest();
      long bytes = 0;
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        byte[] buffer = new byte[BUFFER];
        int got = in.read(buffer);
        while (got >= 0) {
          bytes += got;
          if (bytes > limit) {
            throw BlobFaults.tooLarge(limit);
          }
          digest.update(buffer, 0, got);
          out.write(buffer, 0, got);
          got = in.read(buffer);
        }
        channel.force(true);
      }
      kept = true;
      return new Staged(part, Sha256.ofDigest(digest.digest()), bytes);
    } finally {
      if (!kept) {
        Files.deleteIfExists(part);
      }
    }
  }

  /// Gives a staged file its name. The same bytes may bear it already; a link may not.
  void publish(Staged staged) throws IOException {
    Path file = file(staged.hash());
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      refuseUnlessPlain(file);
    }
    Files.move(staged.part(), file, StandardCopyOption.ATOMIC_MOVE);
    PrivateFiles.sync(dir);
  }

  /// Writes small blobs into one file, on the disk when this returns.
  Segment segment(Batch batch, ChunkMap held, byte[] bytes) throws IOException {
    return Segment.write(incoming, batch, held, bytes);
  }

  /// The files of such that were left.
  List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(incoming)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).endsWith(Segment.ENDING))
          .toList();
    }
  }

  /// Gives bytes their name all at once, but does not wait for the disk. One caller at a time.
  void place(Sha256 hash, byte[] bytes, int from, int length) throws IOException {
    Path file = file(hash);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      refuseUnlessPlain(file);
    }
    Path fresh = incoming.resolve("place.part");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            PrivateFiles.fileMode())) {
      ByteBuffer left = ByteBuffer.wrap(bytes, from, length);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Waits until a blob that has its name is on the disk; nothing where it is gone.
  void flush(Sha256 hash) throws IOException {
    try (FileChannel channel = open(hash)) {
      channel.force(false);
    } catch (NoSuchFileException gone) {
      // Removed meanwhile, and rightly.
    }
  }

  void flushNames() throws IOException {
    PrivateFiles.sync(dir);
  }

  void discard(Staged staged) throws IOException {
    Files.deleteIfExists(staged.part());
  }

  boolean has(Sha256 hash) {
    return Files.isRegularFile(file(hash), LinkOption.NOFOLLOW_LINKS);
  }

  long size(Sha256 hash) throws IOException {
    return Files.size(file(hash));
  }

  /// Opens without following a link.
  FileChannel open(Sha256 hash) throws IOException {
    Path file = file(hash);
    refuseUnlessPlain(file);
    return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  /// By what a file is known to be the one it was.
  record Stamp(long bytes, FileTime modified, @Nullable Object key) {}

  Stamp stamp(Sha256 hash) throws IOException {
    var now =
        Files.readAttributes(file(hash), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
  }

  Sha256 hashOf(Sha256 name) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = Channels.newInputStream(open(name))) {
      byte[] buffer = new byte[BUFFER];
      int got = in.read(buffer);
      while (got >= 0) {
        digest.update(buffer, 0, got);
        got = in.read(buffer);
      }
    }
    return Sha256.ofDigest(digest.digest());
  }

  void delete(Sha256 hash) throws IOException {
    Files.deleteIfExists(file(hash));
  }

  /// Moves a damaged file out of the way, where an owner can still look at it.
  void quarantine(Sha256 hash) throws IOException {
    Path file = file(hash);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(file, quarantine.resolve(hash.hex()), StandardCopyOption.REPLACE_EXISTING);
      PrivateFiles.sync(dir);
    }
  }

  /// Names of all plain files that could be blobs.
  Set<Sha256> names() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> String.valueOf(file.getFileName()))
          .filter(Sha256::isHex)
          .map(Sha256::new)
          .collect(Collectors.toSet());
    }
  }

  /// Drops what an earlier daemon was storing when it died. Parts of peers wait for another try.
  void dropStaged() throws IOException {
    try (Stream<Path> parts = Files.list(incoming)) {
      for (Path part : parts.filter(Shelf::isOurs).toList()) {
        Files.deleteIfExists(part);
      }
    }
  }

  private static boolean isOurs(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".part") && !PeerParts.isPart(name);
  }

  private Path file(Sha256 hash) {
    return dir.resolve(hash.hex());
  }

  private static void refuseUnlessPlain(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw planted(file);
    }
  }

  private static Problem planted(Path file) {
    return Problem.of(
        ErrorCode.CORRUPT,
        "There is something in the blob store that is not a plain file: "
            + file.getFileName()
            + ".",
        "Somebody put it there. Look at " + file + " and remove it.");
  }
}
