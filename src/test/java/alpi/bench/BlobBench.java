package alpi.bench;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Identity;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.envelope.Seen;
import alpi.alp.fast.Batch;
import alpi.alp.link.Gate;
import alpi.alp.net.BlobLine;
import alpi.alp.net.BlobService;
import alpi.alp.net.Clock;
import alpi.alp.net.LinkDialer;
import alpi.alp.net.LinkListener;
import alpi.alp.net.NetLimits;
import alpi.alp.net.TransferEnd;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.Packed;
import alpi.alp.wire.Moment;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.blob.Shares;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.journal.Journal;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// One large blob, and many small ones, from a file into another store over loopback: hashed,
/// sealed, checked chunk by chunk and as a whole, synced. Both sides in this process, so the
/// processor time is that of both. A plain main: `DIR MIB ROUNDS SMALL`.
final class BlobBench {
  private static final Clock CLOCK = () -> new Moment(Instant.now(), System.nanoTime());
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SMALL_BYTES = 4 << 10;

  private final Identity ana = Identity.generate(RANDOM);
  private final Identity ben = Identity.generate(RANDOM);

  private BlobBench() {}

  public static void main(String[] arguments) throws Exception {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int mebibytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1024;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    int small = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10_000;
    try (Scratch scratch = Scratch.below(parent, "blob-bench-")) {
      var bench = new BlobBench();
      Path large = filled(scratch.path().resolve("large"), (long) mebibytes << 20);
      for (int round = 0; round < rounds; round++) {
        bench.measure("large", scratch.path(), List.of(large));
      }
      Path folder = Files.createDirectories(scratch.path().resolve("small"));
      for (int i = 0; i < small; i++) {
        filled(folder.resolve("f" + i), SMALL_BYTES);
      }
      try (var files = Files.list(folder)) {
        bench.measure("small", scratch.path(), files.toList());
      }
    }
  }

  private static Path filled(Path file, long size) throws IOException {
    var random = new Random(file.hashCode());
    byte[] piece = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = size; left > 0; left -= piece.length) {
        random.nextBytes(piece);
        out.write(piece, 0, (int) Math.min(left, piece.length));
      }
    }
    return file;
  }

  /// Sends every file into a store that has never seen it.
  private void measure(String what, Path parent, List<Path> files) throws Exception {
    try (Scratch scratch = Scratch.below(parent, "round-");
        Journal here = journal(scratch.path().resolve("ana"));
        Journal there = journal(scratch.path().resolve("ben"))) {
      PeerBlobs sending = blobs(scratch.path().resolve("ana"), here);
      PeerBlobs receiving = blobs(scratch.path().resolve("ben"), there);
      PeerBook book =
          PeerBook.empty(ben.key())
              .add(Peer.pinned("ana", ana.key(), Optional.empty()))
              .allow("ana", Set.of("link.put_blob"));
      ReplayWindow window = ReplayWindow.of(List.<Seen>of(), Instant.now());
      var gate = new Gate(ben, book, Set.of(), window, PendingPeers.NONE, _ -> {});
      try (var listener =
              new LinkListener(gate, _ -> {}, (_, _) -> {}, NetLimits.STANDARD, CLOCK, RANDOM);
          var dialer = new LinkDialer(ana, NetLimits.STANDARD, CLOCK, RANDOM)) {
        listener.serve(
            new BlobService(ben, gate, receiving, _ -> {}, NetLimits.STANDARD, CLOCK, RANDOM));
        InetSocketAddress at =
            listener.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        long cpu = cpu();
        long from = System.nanoTime();
        long ingested = 0;
        long moved = 0;
        try (BlobLine line = dialer.dialBlobs(at, ben.key(), BulkSuite.AES_256_GCM)) {
          for (int i = 0; i < files.size() && files.size() > 1; i += Batch.MAX) {
            long begin = System.nanoTime();
            Packed packed =
                packed(sending, files.subList(i, Math.min(files.size(), i + Batch.MAX)));
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

  private static Journal journal(Path home) {
    return Journal.open(new ProfileHome(ProfileName.DEFAULT, home), Time.system());
  }

  private static PeerBlobs blobs(Path home, Journal journal) {
    var profile = new ProfileHome(ProfileName.DEFAULT, home);
    var store = new BlobStore(profile, journal, Time.system(), () -> 64L << 30);
    var shares = new Shares(store, journal, Time.system());
    return new PeerBlobs(
        profile, store, shares, PeerBlobs.Room.of(ProfileConfig.defaults()::link), Time.system());
  }

  private static long cpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
