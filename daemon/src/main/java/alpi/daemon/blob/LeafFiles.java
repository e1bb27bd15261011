package alpi.daemon.blob;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Merkle;
import alpi.alp.blob.Sha256;
import alpi.alp.fast.Manifest;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.Ingest;
import alpi.alp.transfer.WholeHash;
import alpi.daemon.base.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/// The chunk hashes of blobs that were read once to be sent: a file for each, named by the blob's
/// hash, with the root in front. May be deleted at any time.
final class LeafFiles {
  private final Path dir;

  LeafFiles(Path dir) {
    this.dir = dir;
  }

  /// Reads a blob and keeps its leaves.
  Manifest ingest(InputStream in, WholeHash whole, LongConsumer progress)
      throws IOException, BlobFault, InterruptedException {
    PrivateFiles.directory(dir);
    Path fresh = Files.createTempFile(dir, "new-", ".part", PrivateFiles.fileMode());
    try {
      Manifest manifest;
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(fresh, StandardOpenOption.WRITE))) {
        out.write(new byte[Sha256.BYTES]);
        manifest = Ingest.read(in, whole, out::write, progress);
      }
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(manifest.root().bytes()), 0);
      }
      Files.move(fresh, file(manifest.id()), StandardCopyOption.ATOMIC_MOVE);
      return manifest;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// What is known of a blob; empty when nothing is, or nothing that fits together.
  Optional<Manifest> find(Sha256 id, long size) throws IOException {
    Path file = file(id);
    int count = Chunks.count(size);
    long expected = (1L + (count > 1 ? count : 0)) * Sha256.BYTES;
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != expected) {
      return Optional.empty();
    }
    try (InputStream in = Channels.newInputStream(open(id))) {
      Sha256 root = Sha256.ofDigest(in.readNBytes(Sha256.BYTES));
      Merkle tree = new Merkle();
      for (int i = 0; i < count && count > 1; i++) {
        tree.add(in.readNBytes(Sha256.BYTES));
      }
      boolean fits = count <= 1 || tree.root().equals(root);
      return fits ? Optional.of(new Manifest(size, id, root)) : Optional.empty();
    }
  }

  /// A run of leaves.
  byte[] read(FileChannel file, int first, int count) throws IOException {
    ByteBuffer run = ByteBuffer.allocate(count * Sha256.BYTES);
    int got = 0;
    while (got >= 0 && run.hasRemaining()) {
      got = file.read(run, (1L + first) * Sha256.BYTES + run.position());
    }
    return Arrays.copyOf(run.array(), run.position());
  }

  FileChannel open(Sha256 id) throws IOException {
    return FileChannel.open(file(id), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  private Path file(Sha256 id) {
    return dir.resolve(id.hex());
  }
}
