package alpi.daemon.blob;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.Leaves;
import alpi.alp.fast.Manifest;
import alpi.alp.transfer.BlobReceiver;
import alpi.alp.transfer.BlobSender;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.InlineHash;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The store of a profile as a peer meets it, on a real disk.
abstract class PeerStore {
  static final Identity ANA = Identity.ofSeed(new byte[Identity.SEED_BYTES]);
  static final PeerKey PEER = ANA.key();
  static final long QUOTA = 4L << 20;

  @TempDir Path dir;
  final FakeTime time = new FakeTime();
  long free = Long.MAX_VALUE;
  ProfileHome home;
  Journal journal;
  BlobStore store;
  Shares shares;
  PeerBlobs blobs;

  @BeforeEach
  void open() {
    home = new ProfileHome(ProfileName.DEFAULT, dir.resolve("home"));
    journal = Journal.open(home, time);
    reopen();
  }

  /// What a daemon that was killed finds when it starts anew.
  final void reopen() {
    store = new BlobStore(home, journal, time);
    shares = new Shares(store, journal, time);
    blobs = new PeerBlobs(home, store, shares, room(), time);
  }

  PeerBlobs.Room room() {
    return new PeerBlobs.Room() {
      @Override
      public long free(Path disk) {
        return free;
      }

      @Override
      public long perPeer() {
        return QUOTA;
      }
    };
  }

  @AfterEach
  void close() {
    Recorded.close(journal);
  }

  Path fileOf(int bytes, long seed) throws IOException {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return Files.write(dir.resolve("file-" + bytes + "-" + seed), content);
  }

  BlobSource source(Path file) throws Exception {
    return blobs.file(file, _ -> {});
  }

  /// Sends until `chunks` were taken, or to the end.
  ///
  /// @return what the receiver said last, if it said anything
  Optional<LaneRecord> send(BlobSource source, BlobReceiver receiver, int chunks) throws Exception {
    var sender = new BlobSender(ANA, source);
    Manifest manifest = source.manifest();
    LaneRecord answer = receiver.offered(manifest, manifest.offered(ANA));
    if (!(answer instanceof LaneRecord.Accept(var want))) {
      return Optional.of(answer);
    }
    sender.wanted(want);
    byte[] chunk = new byte[Chunks.BYTES];
    int taken = 0;
    Optional<LaneRecord> said = Optional.empty();
    Optional<BlobSender.Item> next = sender.next(chunk);
    while (next.isPresent() && said.isEmpty() && taken < chunks) {
      switch (next.get()) {
        case BlobSender.Item.Say(Leaves run) -> said = receiver.leaves(run);
        case BlobSender.Item.Say(LaneRecord.Fin fin) -> said = Optional.of(receiver.finished(fin));
        case BlobSender.Item.Say(LaneRecord other) -> said = Optional.of(other);
        case BlobSender.Item.Chunk(int index, boolean _, int length) -> {
          said = receiver.chunk(index, chunk.clone(), length);
          taken++;
        }
      }
      next = sender.next(chunk);
    }
    return said;
  }

  BlobReceiver receiver() {
    return new BlobReceiver(blobs, PEER, new InlineHash());
  }

  Sha256 received(Path file) throws Exception {
    try (BlobSource source = source(file);
        BlobReceiver receiver = receiver()) {
      assertInstanceOf(
          LaneRecord.Done.class, send(source, receiver, Integer.MAX_VALUE).orElseThrow());
      return source.manifest().id();
    }
  }

  List<String> waiting() throws IOException {
    try (Stream<Path> files = Files.list(home.blobs().resolve(".incoming"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
