package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.fast.Batch;
import alpi.alp.net.BatchEnd;
import alpi.alp.net.BlobLine;
import alpi.alp.net.Progress;
import alpi.alp.net.TransferEnd;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.Packed;
import alpi.alp.wire.WireFault;
import alpi.daemon.blob.PeerBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Several files on their way to one peer over one connection: small ones together where the peer
/// takes them so, the others one after another.
final class ManyFiles {
  /// Most files at a time.
  static final int MAX = Batch.MAX;

  /// Sends one blob, however the peer is reached.
  interface One {
    TransferEnd send(BlobSource source, Progress progress)
        throws WireFault, BlobFault, IOException, InterruptedException;
  }

  private final PeerBlobs blobs;
  private final List<Path> files;
  private final Progress progress;
  private final Consumer<BatchEnd> batched;
  private final List<Sha256> hashes = new ArrayList<>();
  private final Map<Sha256, byte[]> packed = new LinkedHashMap<>();
  private final long size;
  private int packedBytes;
  private long bytes;
  private long moved;

  /// @param batched is told of each batch that is on the peer's disk
  ManyFiles(PeerBlobs blobs, List<Path> files, Progress progress, Consumer<BatchEnd> batched)
      throws IOException {
    this.blobs = blobs;
    this.files = files;
    this.progress = progress;
    this.batched = batched;
    long all = 0;
    for (Path file : files) {
      all += sizeOf(file);
    }
    this.size = all;
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      throw missing(file).because(e);
    }
  }

  /// @param together whether the peer takes small ones together
  ManyEnd over(BlobLine line, boolean together)
      throws WireFault, BlobFault, IOException, InterruptedException {
    for (Path file : files) {
      Optional<byte[]> small = together ? small(file) : Optional.empty();
      if (small.isPresent()) {
        pack(line, small.get());
      } else {
        one(file, line::put);
      }
    }
    flush(line);
    return new ManyEnd(bytes, moved, hashes);
  }

  /// One after another.
  ManyEnd each(One way) throws WireFault, BlobFault, IOException, InterruptedException {
    for (Path file : files) {
      one(file, way);
    }
    return new ManyEnd(bytes, moved, hashes);
  }

  private Optional<byte[]> small(Path file) throws IOException {
    try {
      return blobs.small(file);
    } catch (NoSuchFileException e) {
      throw missing(file).because(e);
    }
  }

  private void pack(BlobLine line, byte[] content)
      throws WireFault, BlobFault, InterruptedException {
    Sha256 hash = Sha256.of(content);
    hashes.add(hash);
    bytes += content.length;
    if (packed.containsKey(hash)) {
      return;
    }
    if (packed.size() == Batch.MAX || packedBytes + content.length > Batch.MAX_BYTES) {
      flush(line);
    }
    packed.put(hash, content);
    packedBytes += content.length;
  }

  private void flush(BlobLine line) throws WireFault, BlobFault, InterruptedException {
    if (packed.isEmpty()) {
      return;
    }
    List<Batch.Entry> entries = new ArrayList<>();
    packed.forEach((hash, content) -> entries.add(new Batch.Entry(hash, content.length)));
    BatchEnd end = line.put(new Packed(new Batch(entries), List.copyOf(packed.values())));
    packed.clear();
    packedBytes = 0;
    moved += end.moved();
    batched.accept(end);
    progress.at(bytes, moved, size);
  }

  private void one(Path file, One way)
      throws WireFault, BlobFault, IOException, InterruptedException {
    long before = bytes;
    long movedBefore = moved;
    try (BlobSource source = blobs.file(file, _ -> {})) {
      TransferEnd end =
          way.send(source, (at, sent, _) -> progress.at(before + at, movedBefore + sent, size));
      hashes.add(end.id());
      bytes += end.size();
      moved += end.moved();
      progress.at(bytes, moved, size);
    } catch (NoSuchFileException e) {
      throw missing(file).because(e);
    }
  }

  private static Problem missing(Path file) {
    return Problem.of(ErrorCode.NOT_FOUND, "There is no file " + file + ".");
  }
}
