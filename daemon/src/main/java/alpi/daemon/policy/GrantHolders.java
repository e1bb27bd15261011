package alpi.daemon.policy;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.GrantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Who works under which grant at this moment, so that they hear of its end.
final class GrantHolders {
  /// Guards the map; nobody is told under it.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<GrantId, List<Cancel>> holders = new HashMap<>();

  Cancel.Registration hold(Collection<GrantId> grants, Cancel holder) {
    List<GrantId> held = List.copyOf(grants);
    lock.lock();
    try {
      held.forEach(grant -> holders.computeIfAbsent(grant, _ -> new ArrayList<>()).add(holder));
    } finally {
      lock.unlock();
    }
    return () -> letGo(held, holder);
  }

  private void letGo(List<GrantId> held, Cancel holder) {
    lock.lock();
    try {
      for (GrantId grant : held) {
        List<Cancel> all = holders.getOrDefault(grant, new ArrayList<>());
        all.remove(holder);
        if (all.isEmpty()) {
          holders.remove(grant);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// The grants that somebody works under.
  Set<GrantId> held() {
    lock.lock();
    try {
      return Set.copyOf(holders.keySet());
    } finally {
      lock.unlock();
    }
  }

  /// Tells everybody who works under it.
  void ended(GrantId grant) {
    List<Cancel> told;
    lock.lock();
    try {
      told = List.copyOf(holders.getOrDefault(grant, List.of()));
    } finally {
      lock.unlock();
    }
    told.forEach(Cancel::fire);
  }
}
