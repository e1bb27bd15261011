package alpi.daemon.tool;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.GrantId;
import alpi.daemon.policy.GrantBudget;
import alpi.daemon.policy.Grants;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The grants that one call runs under, those included that it comes to need while it runs. When
/// one of them is taken back, runs out or is used up, the call is stopped, and so is what it left
/// running and told with [#retain].
public final class Holding implements AutoCloseable {
  private final Cancel cancel = new Cancel();
  private final Cancel revoked = new Cancel();

  /// Guards all below.
  private final ReentrantLock lock = new ReentrantLock();

  private final List<Cancel.Registration> registrations = new ArrayList<>();
  private final List<Charged> charged = new ArrayList<>();
  private int users = 1;

  private record Charged(Grants grants, Set<GrantId> ids, Actor actor) {}

  /// @param turn stops the call as well
  Holding(Cancel turn) {
    registrations.add(turn.onFire(cancel::fire));
    registrations.add(revoked.onFire(cancel::fire));
  }

  /// Fires when the call has to stop, whoever wants it.
  Cancel cancel() {
    return cancel;
  }

  /// Whether it has to stop because a grant ended.
  boolean revoked() {
    return revoked.fired();
  }

  /// Ties the call to these grants as well.
  void under(Grants grants, List<GrantId> ids, Actor actor) {
    if (ids.isEmpty()) {
      return;
    }
    Cancel.Registration held = grants.hold(ids, revoked);
    lock.lock();
    try {
      registrations.add(held);
      charged.add(new Charged(grants, new LinkedHashSet<>(ids), actor));
    } finally {
      lock.unlock();
    }
  }

  /// Counts what the call used against the budgets of its grants.
  public void charge(GrantBudget.Unit unit, long amount) {
    List<Charged> all;
    lock.lock();
    try {
      all = List.copyOf(charged);
    } finally {
      lock.unlock();
    }
    all.forEach(each -> each.grants().charge(each.ids(), unit, amount, each.actor()));
  }

  /// For what goes on after the call: `stop` runs when a grant ends, at once if one has. Close the
  /// result when nothing of it is left.
  public Cancel.Registration retain(Runnable stop) {
    lock.lock();
    try {
      users++;
    } finally {
      lock.unlock();
    }
    Cancel.Registration told = revoked.onFire(stop);
    return () -> {
      told.close();
      close();
    };
  }

  @Override
  public void close() {
    List<Cancel.Registration> over;
    lock.lock();
    try {
      users--;
      over = users == 0 ? List.copyOf(registrations) : List.of();
    } finally {
      lock.unlock();
    }
    over.forEach(Cancel.Registration::close);
  }
}
