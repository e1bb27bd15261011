package alpi.bench;

import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Identity;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.envelope.Seen;
import alpi.alp.link.Gate;
import alpi.alp.net.BlobLine;
import alpi.alp.net.BlobService;
import alpi.alp.net.Clock;
import alpi.alp.net.LinkDialer;
import alpi.alp.net.LinkLine;
import alpi.alp.net.LinkListener;
import alpi.alp.net.NetLimits;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.blob.Shares;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.journal.Journal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Two profiles in this process, linked over loopback: Ana sends, Ben listens, answers pings and
/// stores what comes. Both stores lie below one folder and are fresh.
final class LinkedPair implements AutoCloseable {
  private static final Clock CLOCK = () -> new Moment(Instant.now(), System.nanoTime());
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Identity ana = Identity.generate(RANDOM);
  private final Identity ben = Identity.generate(RANDOM);
  private final Journal here;
  private final Journal there;
  private final PeerBlobs sending;
  private final LinkListener listener;
  private final LinkDialer dialer;
  private final InetSocketAddress address;

  LinkedPair(Path folder, NetLimits limits) throws InterruptedException {
    here = journal(folder.resolve("ana"));
    there = journal(folder.resolve("ben"));
    sending = blobs(folder.resolve("ana"), here);
    PeerBlobs receiving = blobs(folder.resolve("ben"), there);
    PeerBook book =
        PeerBook.empty(ben.key())
            .add(Peer.pinned("ana", ana.key(), Optional.empty()))
            .allow("ana", Set.of("link.ping", "link.put_blob"))
            .perMinute("ana", Peer.MAX_PER_MINUTE);
    ReplayWindow window = ReplayWindow.of(List.<Seen>of(), Instant.now());
    var gate = new Gate(ben, book, Set.of("link.ping"), window, PendingPeers.NONE, _ -> {});
    listener =
        new LinkListener(
            gate,
            exchange -> exchange.answer(exchange.request().params()),
            (_, _) -> {},
            limits,
            CLOCK,
            RANDOM);
    listener.serve(new BlobService(ben, gate, receiving, _ -> {}, limits, CLOCK, RANDOM));
    address = listener.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    dialer = new LinkDialer(ana, limits, CLOCK, RANDOM);
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

  /// What Ana sends from.
  PeerBlobs sending() {
    return sending;
  }

  /// A connection of the fast lane.
  BlobLine blobs() throws WireFault, InterruptedException {
    return dialer.dialBlobs(address, ben.key(), BulkSuite.AES_256_GCM);
  }

  /// A session of version 1.
  LinkLine session() throws WireFault, InterruptedException {
    return dialer.dial(address, ben.key());
  }

  @Override
  public void close() {
    dialer.close();
    listener.close();
    there.close();
    here.close();
  }
}
