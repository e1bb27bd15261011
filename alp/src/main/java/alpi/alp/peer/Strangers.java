package alpi.alp.peer;

import alpi.alp.crypto.PeerKey;
import alpi.alp.wire.Moment;
import java.time.Instant;
import java.util.Optional;

/// Those who are not pinned: how often one is listened to at all, and who they were. Confined to
/// one caller at a time.
public final class Strangers {
  /// Envelopes of strangers a minute whose signature is looked at, all of them together.
  public static final int PER_MINUTE = 60;

  private Optional<TokenBucket> bucket = Optional.empty();
  private PendingPeers pending;

  public Strangers(PendingPeers pending) {
    this.pending = pending;
  }

  /// Whether another one is listened to now; counts it if so.
  public boolean mayKnock(Moment now) {
    if (bucket.isEmpty()) {
      bucket = Optional.of(new TokenBucket(PER_MINUTE, now.nanos()));
    }
    return bucket.get().take(now.nanos());
  }

  /// Keeps a row of a stranger whose signature was verified.
  public void knocked(PeerKey key, Optional<String> address, Instant now) {
    pending = pending.knocked(key, address, now);
  }

  public void forget(PeerKey key) {
    pending = pending.without(key);
  }

  public PendingPeers pending() {
    return pending;
  }
}
