package alpi.daemon.blob;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Which peers may fetch which blobs, until when and how often. A share owns its blob as long as it
/// lasts.
public final class Shares {
  /// How long a share lasts if nobody says otherwise, and at most.
  public static final Duration USUAL = Duration.ofDays(7);

  public static final Duration LONGEST = Duration.ofDays(365);

  /// Most fetches that are counted.
  public static final int MAX_FETCHES = 1_000;

  /// Most shares of a profile.
  public static final int MAX = 10_000;

  private final BlobStore store;
  private final Journal journal;
  private final Time time;

  public Shares(BlobStore store, Journal journal, Time time) {
    this.store = store;
    this.journal = journal;
    this.time = time;
  }

  /// Lets a peer fetch a blob. A second time changes the first.
  ///
  /// @throws Problem `not_found` when there is no such blob, `invalid_params` outside the bounds
  public Share share(Sha256 hash, PeerKey peer, Duration lasts, OptionalInt fetches, Actor actor) {
    boolean bounded =
        fetches.isEmpty() || (fetches.getAsInt() >= 1 && fetches.getAsInt() <= MAX_FETCHES);
    if (!lasts.isPositive() || lasts.compareTo(LONGEST) > 0 || !bounded) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A share lasts up to 365 days and for 1 to " + MAX_FETCHES + " fetches.");
    }
    if (store.stat(hash).isEmpty()) {
      throw BlobFaults.unknown(hash);
    }
    Instant now = time.now();
    var share = new Share(hash, peer, now.plus(lasts), fetches, now);
    return journal.transact(tx -> {
      if (ShareTable.list(tx, MAX).size() >= MAX && ShareTable.find(tx, hash, peer).isEmpty()) {
        throw Problem.of(ErrorCode.TOO_LARGE, "A profile has at most " + MAX + " shares.");
      }
      ShareTable.put(tx, share);
      BlobTable.own(tx, hash, owner(peer), now);
      tx.append(
          Draft.of(EventKind.BLOB_SHARED, actor)
              .with("sha", hash.hex())
              .with("key", peer.text())
              .with("until", share.until().toString())
              .with("fetches", fetches.orElse(0)));
      return share;
    });
  }

  /// Ends a share.
  ///
  /// @return whether there was one
  public boolean unshare(Sha256 hash, PeerKey peer, Actor actor, String reason) {
    return journal.transact(tx -> end(tx, hash, peer, actor, reason));
  }

  private boolean end(Tx tx, Sha256 hash, PeerKey peer, Actor actor, String reason) {
    boolean gone = ShareTable.remove(tx, hash, peer);
    BlobTable.disown(tx, hash, owner(peer), time.now());
    if (gone) {
      tx.append(
          Draft.of(EventKind.BLOB_UNSHARED, actor)
              .with("sha", hash.hex())
              .with("key", peer.text())
              .with("reason", reason));
    }
    return gone;
  }

  /// Ends all that a peer may fetch: whoever is unpinned, and pinned again later, begins anew.
  public void revoke(PeerKey peer, Actor actor) {
    journal.transact(tx -> {
      List<Sha256> shared = ShareTable.sharedWith(tx, peer);
      shared.forEach(hash -> end(tx, hash, peer, actor, "unpinned"));
      return shared.size();
    });
  }

  /// Ends what those may fetch who are pinned no more.
  public void keepOnly(Predicate<PeerKey> pinned, Actor actor) {
    journal.view(ShareTable::peers).stream()
        .filter(pinned.negate())
        .forEach(peer -> revoke(peer, actor));
  }

  /// The latest first.
  public List<Share> list(int limit) {
    return journal.view(reader -> ShareTable.list(reader, limit));
  }

  /// Whether a peer may fetch a blob now.
  public boolean isShared(Sha256 hash, PeerKey peer) {
    Instant now = time.now();
    return journal
        .view(reader -> ShareTable.find(reader, hash, peer))
        .filter(share -> share.until().isAfter(now) && share.left().orElse(1) > 0)
        .isPresent();
  }

  /// Counts one fetch.
  ///
  /// @return whether it may go ahead
  boolean use(Sha256 hash, PeerKey peer) {
    return journal.transact(tx -> ShareTable.use(tx, hash, peer, time.now()));
  }

  /// Ends those that are over.
  ///
  /// @return how many
  public int expire() {
    List<Share> over = journal.view(reader -> ShareTable.over(reader, time.now()));
    over.forEach(share -> unshare(share.hash(), share.peer(), Actor.SYSTEM, "over"));
    return over.size();
  }

  /// Who keeps what is shared with a peer.
  public static BlobOwner owner(PeerKey peer) {
    return new BlobOwner(BlobOwner.Kind.SHARE, peer.text());
  }
}
