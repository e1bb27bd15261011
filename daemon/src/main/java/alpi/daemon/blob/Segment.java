package alpi.daemon.blob;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.fast.Batch;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Small blobs in one file, which is brought to the disk at once: what vouches for them until the
/// file of each is on the disk by itself. A list of hashes and sizes, then the bytes.
///
/// @param file where it lies
/// @param entries in the order of their bytes
record Segment(Path file, List<Batch.Entry> entries) {
  /// How the names of segments end.
  static final String ENDING = ".batch";

  private static final byte[] MARK = "ALBATCH1".getBytes(StandardCharsets.US_ASCII);
  private static final int ENTRY = Sha256.BYTES + Integer.BYTES;

  /// Takes one blob.
  interface Each {
    void blob(Sha256 hash, byte[] bytes, int from, int length) throws IOException;
  }

  Segment {
    entries = List.copyOf(entries);
  }

  /// Writes the blobs of a batch that are not `held`; they are on the disk when this returns.
  static Segment write(Path dir, Batch batch, ChunkMap held, byte[] bytes) throws IOException {
    List<Batch.Entry> entries = new ArrayList<>();
    for (int i = held.nextMissing(0); i < batch.count(); i = held.nextMissing(i + 1)) {
      entries.add(batch.entries().get(i));
    }
    Path file = Files.createTempFile(dir, "put-", ENDING, PrivateFiles.fileMode());
    var segment = new Segment(file, entries);
    boolean kept = false;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      full(channel, segment.head());
      full(channel, ByteBuffer.wrap(bytes));
      channel.force(true);
      PrivateFiles.sync(dir);
      kept = true;
      return segment;
    } finally {
      if (!kept) {
        Files.deleteIfExists(file);
      }
    }
  }

  private ByteBuffer head() {
    ByteBuffer head = ByteBuffer.allocate(MARK.length + Integer.BYTES + entries.size() * ENTRY);
    head.put(MARK).putInt(entries.size());
    entries.forEach(entry -> head.put(entry.id().bytes()).putInt(entry.size()));
    return head.flip();
  }

  private static void full(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// What an earlier daemon left; empty when it is not complete, and so was never vouched for.
  static Optional<Segment> read(Path file) throws IOException {
    byte[] all = bytes(file);
    ByteBuffer in = ByteBuffer.wrap(all);
    byte[] mark = new byte[MARK.length];
    if (all.length < MARK.length + Integer.BYTES) {
      return Optional.empty();
    }
    in.get(mark);
    int count = in.getInt();
    boolean listed =
        Arrays.equals(mark, MARK)
            && count > 0
            && count <= Batch.MAX
            && in.remaining() >= count * ENTRY;
    List<Batch.Entry> entries = new ArrayList<>();
    for (int i = 0; listed && i < count; i++) {
      byte[] digest = new byte[Sha256.BYTES];
      in.get(digest);
      int size = in.getInt();
      listed = size >= 0 && size <= Chunks.BYTES;
      if (listed) {
        entries.add(new Batch.Entry(Sha256.ofDigest(digest), size));
      }
    }
    int size = entries.stream().mapToInt(Batch.Entry::size).sum();
    return listed && in.remaining() == size
        ? Optional.of(new Segment(file, entries))
        : Optional.empty();
  }

  private static byte[] bytes(Path file) throws IOException {
    long most = MARK.length + Integer.BYTES + (long) Batch.MAX * ENTRY + Batch.MAX_BYTES;
    boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    return plain && Files.size(file) <= most ? Files.readAllBytes(file) : new byte[0];
  }

  /// Goes through the blobs as they lie in the file.
  void each(Each each) throws IOException {
    byte[] all = bytes(file);
    int at = MARK.length + Integer.BYTES + entries.size() * ENTRY;
    for (Batch.Entry entry : entries) {
      each.blob(entry.id(), all, at, entry.size());
      at += entry.size();
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
