package alpi.bench;

import alpi.alp.blob.Sha256;
import alpi.alp.fast.Batch;
import alpi.alp.net.BlobLine;
import alpi.alp.net.NetLimits;
import alpi.alp.net.TransferEnd;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.Packed;
import alpi.daemon.blob.PeerBlobs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One large blob, and many small ones, from a file into another store over loopback: hashed,
/// sealed, checked chunk by chunk and as a whole, synced. Both sides in this process, so the
/// processor time is that of both. A plain main: `DIR MIB ROUNDS SMALL`.
final class BlobBench {
  private static final int SMALL_BYTES = 4 << 10;

  private BlobBench() {}

  public static void main(String[] arguments) throws Exception {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int mebibytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1024;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    int small = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10_000;
    try (Scratch scratch = Scratch.below(parent, "blob-bench-")) {
      Path large = scratch.filled("large", (long) mebibytes << 20);
      for (int round = 0; round < rounds; round++) {
        measure("large", scratch.path(), List.of(large));
      }
      Path folder = Files.createDirectories(scratch.path().resolve("small"));
      for (int i = 0; i < small; i++) {
        var _ = scratch.filled("small/f" + i, SMALL_BYTES);
      }
      try (var files = Files.list(folder)) {
        measure("small", scratch.path(), files.toList());
      }
    }
  }

  /// Sends every file into a store that has never seen it.
  private static void measure(String what, Path parent, List<Path> files) throws Exception {
    try (Scratch scratch = Scratch.below(parent, "round-");
        var pair = new LinkedPair(scratch.path(), NetLimits.STANDARD)) {
      PeerBlobs sending = pair.sending();
      long cpu = cpu();
      long from = System.nanoTime();
      long ingested = 0;
      long moved = 0;
      try (BlobLine line = pair.blobs()) {
        for (int i = 0; i < files.size() && files.size() > 1; i += Batch.MAX) {
          long begin = System.nanoTime();
          Packed packed = packed(sending, files.subList(i, Math.min(files.size(), i + Batch.MAX)));
          ingested += System.nanoTime() - begin;
          moved += line.put(packed).moved();
        }
        for (Path file : files.size() == 1 ? files : List.<Path>of()) {
          long begin = System.nanoTime();
          try (BlobSource source = sending.file(file, _ -> {})) {
            ingested += System.nanoTime() - begin;
            TransferEnd end = line.put(source, (_, _, _) -> {});
            moved += end.moved();
          }
        }
      }
      System.out.printf(
          "%s: %d files, %d MiB, wall %.2f s (of it reading before sending %.2f s), cpu %.2f s%n",
          what,
          files.size(),
          moved >> 20,
          (System.nanoTime() - from) / 1e9,
          ingested / 1e9,
          (cpu() - cpu) / 1e9);
    }
  }

  private static Packed packed(PeerBlobs from, List<Path> files) throws IOException {
    List<Batch.Entry> entries = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      byte[] content = from.small(file).orElseThrow();
      entries.add(new Batch.Entry(Sha256.of(content), content.length));
      contents.add(content);
    }
    return new Packed(new Batch(entries), contents);
  }

  private static long cpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
