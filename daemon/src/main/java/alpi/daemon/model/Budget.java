package alpi.daemon.model;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.math.BigDecimal;
import java.util.Optional;

/// What may be spent on models, in US dollars. Checked before each call: a limit that is reached
/// refuses the call, and so does one that the call itself could pass.
///
/// @param daily for all turns of a profile in one day
/// @param turn for one turn
public record Budget(Optional<BigDecimal> daily, Optional<BigDecimal> turn) {
  public static final Budget NONE = new Budget(Optional.empty(), Optional.empty());

  private static final String DAILY_HINT =
      "Raise it with `alpi config set budget.daily_usd`, or go on tomorrow.";
  private static final String TURN_HINT = "Raise --max-usd or `budget.turn_usd`.";

  /// The same with a turn's limit that the caller named, if that is stricter.
  public Budget capped(Optional<BigDecimal> maxUsd) {
    if (maxUsd.isEmpty()) {
      return this;
    }
    BigDecimal lower = turn.map(own -> own.min(maxUsd.get())).orElse(maxUsd.get());
    return new Budget(daily, Optional.of(lower));
  }

  /// Whether there is any limit.
  public boolean limited() {
    return daily.isPresent() || turn.isPresent();
  }

  /// What a call is refused with whose cost nobody can tell, while there is a limit to keep.
  public static Problem unpriced(String model) {
    String key = "prices." + model;
    return Problem.of(
        ErrorCode.BUDGET,
        "No price is known for " + model + ", so the budget could not be kept.",
        "Set it, in US dollars for a million tokens: alpi config set "
            + key
            + ".input 0.50; alpi config set "
            + key
            + ".output 2.00.");
  }

  /// Refuses a call that does not fit.
  ///
  /// @param daySpent spent today, what running calls have reserved included
  /// @param turnSpent spent by the turn
  /// @param next what the call may cost at most; zero when nobody knows
  /// @throws Problem `budget`
  public void check(BigDecimal daySpent, BigDecimal turnSpent, BigDecimal next) {
    daily.ifPresent(limit -> check("The day's budget", limit, daySpent, next, DAILY_HINT));
    turn.ifPresent(limit -> check("The turn's budget", limit, turnSpent, next, TURN_HINT));
  }

  private static void check(
      String what, BigDecimal limit, BigDecimal spent, BigDecimal next, String hint) {
    boolean reached = spent.compareTo(limit) >= 0;
    if (reached || spent.add(next).compareTo(limit) > 0) {
      String state = reached ? " is used up: " : " does not cover the next call: ";
      throw Problem.of(
          ErrorCode.BUDGET,
          what
              + " of $"
              + plain(limit)
              + state
              + "$"
              + plain(spent)
              + " spent"
              + (next.signum() > 0 ? ", up to $" + plain(next) + " more for the call." : "."),
          hint);
    }
  }

  private static String plain(BigDecimal usd) {
    BigDecimal bare = usd.stripTrailingZeros();
    return (bare.scale() < 2 ? bare.setScale(2) : bare).toPlainString();
  }
}
