package alpi.daemon.model;

import alpi.daemon.base.ProfileName;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// What each profile spent on models today, in US dollars, with what running calls may still cost
/// reserved. The journal's `model.answered` and `model.failed` events are the truth; this is their
/// sum, seeded from them at start.
public final class CostLedger {
  /// Guards both maps.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Day, BigDecimal> spent = new HashMap<>();
  private final Map<Day, BigDecimal> reserved = new HashMap<>();

  private record Day(ProfileName profile, LocalDate date) {}

  /// Money set aside for one call.
  public final class Reservation {
    private final Day day;
    private final BigDecimal amount;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Reservation(Day day, BigDecimal amount) {
      this.day = day;
      this.amount = amount;
    }

    /// Replaces the reserve by what the call really cost. Counts once.
    public void settle(BigDecimal cost) {
      if (open.compareAndSet(true, false)) {
        lock.lock();
        try {
          reserved.merge(day, amount.negate(), BigDecimal::add);
          spent.merge(day, cost, BigDecimal::add);
        } finally {
          lock.unlock();
        }
      }
    }
  }

  /// Takes over what the record says was spent on a day: it is the truth, whatever was known here.
  public void seed(ProfileName profile, LocalDate date, BigDecimal cost) {
    lock.lock();
    try {
      spent.put(new Day(profile, date), cost);
    } finally {
      lock.unlock();
    }
  }

  /// What the profile spent on `date`, running calls aside.
  public BigDecimal spent(ProfileName profile, LocalDate date) {
    lock.lock();
    try {
      return spent.getOrDefault(new Day(profile, date), BigDecimal.ZERO);
    } finally {
      lock.unlock();
    }
  }

  /// Sets `amount` aside if the budget allows the call; two calls at once cannot both take the last
  /// of it.
  ///
  /// @param turnSpent what the turn has cost so far
  /// @param amount what the call may cost at most; zero when nobody knows
  /// @throws alpi.alp.rpc.Problem `budget`
  public Reservation reserve(
      ProfileName profile, LocalDate date, BigDecimal turnSpent, BigDecimal amount, Budget budget) {
    var day = new Day(profile, date);
    lock.lock();
    try {
      spent.keySet().removeIf(each -> each.date().isBefore(date.minusDays(1)));
      reserved.keySet().removeIf(each -> each.date().isBefore(date.minusDays(1)));
      BigDecimal held = reserved.getOrDefault(day, BigDecimal.ZERO);
      budget.check(spent.getOrDefault(day, BigDecimal.ZERO).add(held), turnSpent, amount);
      reserved.merge(day, amount, BigDecimal::add);
      return new Reservation(day, amount);
    } finally {
      lock.unlock();
    }
  }
}
