package alpi.alp.transfer;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The blobs under way that peers began, so that there are never too many. The newest connection
/// that brings a blob takes the place of an older one that brings the same: no dead connection
/// keeps anything locked.
public final class Streams {
  /// Of one peer.
  public static final int PER_PEER = 2;

  /// Of all peers.
  public static final int IN_ALL = 8;

  /// Ends what holds a place.
  @FunctionalInterface
  public interface Holder {
    void end();
  }

  private record Place(PeerKey peer, Sha256 blob, boolean put) {}

  /// Guards the map. Nothing is called out under it.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Place, Holder> places = new HashMap<>();

  /// Takes a place.
  ///
  /// @param put whether the peer sends it, and not asks for it
  /// @return whether there was one
  public boolean enter(PeerKey peer, Sha256 blob, boolean put, Holder holder) {
    Holder older;
    lock.lock();
    try {
      var place = new Place(peer, blob, put);
      older = places.remove(place);
      long ofPeer = places.keySet().stream().filter(one -> one.peer().equals(peer)).count();
      if (places.size() < IN_ALL && ofPeer < PER_PEER) {
        places.put(place, holder);
      } else {
        return false;
      }
    } finally {
      lock.unlock();
    }
    if (older != null) {
      older.end();
    }
    return true;
  }

  /// What may go on.
  @FunctionalInterface
  public interface Right {
    /// @param put whether the peer sends it
    boolean holds(PeerKey peer, boolean put);
  }

  /// Ends those that may not go on.
  public void endUnless(Right right) {
    List<Holder> ended = new ArrayList<>();
    lock.lock();
    try {
      places
          .entrySet()
          .removeIf(entry -> {
            boolean over = !right.holds(entry.getKey().peer(), entry.getKey().put());
            if (over) {
              ended.add(entry.getValue());
            }
            return over;
          });
    } finally {
      lock.unlock();
    }
    ended.forEach(Holder::end);
  }

  /// Gives the place back, unless another has it by now.
  public void leave(PeerKey peer, Sha256 blob, boolean put, Holder holder) {
    lock.lock();
    try {
      places.remove(new Place(peer, blob, put), holder);
    } finally {
      lock.unlock();
    }
  }

  /// Blobs under way.
  public int size() {
    lock.lock();
    try {
      return places.size();
    } finally {
      lock.unlock();
    }
  }
}
