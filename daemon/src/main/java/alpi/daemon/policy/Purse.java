package alpi.daemon.policy;

import alpi.daemon.base.GrantId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The money grants that cover a run, for what its models cost. They are spent one after the other:
/// the job's own, then the conversation's, then the profile's, and of several the one that ends
/// first.
///
/// @param grants in that order; one that is used up bounds as long as it would have held
public record Purse(List<Grant> grants) {
  /// Paying for models.
  public static final Access MODELS =
      new Access(Capability.MONEY, "usd/models", Tier.CAUTION, "paying for models");

  private static final int MICROS = 6;

  private static final Comparator<Grant> ORDER =
      Comparator.<Grant>comparingInt(
              grant -> grant.job().isPresent() ? 0 : grant.session().isPresent() ? 1 : 2)
          .thenComparing(Grant::expires)
          .thenComparing(grant -> grant.id().value());

  public Purse {
    grants = grants.stream().sorted(ORDER).toList();
  }

  /// What is left, in US dollars; empty where one of the grants has no limit.
  public Optional<BigDecimal> left() {
    return grants.stream().anyMatch(grant -> grant.budget().isEmpty())
        ? Optional.empty()
        : Optional.of(BigDecimal.valueOf(grants.stream().mapToLong(Purse::left).sum(), MICROS));
  }

  private static long left(Grant grant) {
    return grant.budget().map(GrantBudget::left).orElse(0L);
  }

  /// What each grant pays of an amount, in millionths of a dollar; one begun counts whole. What
  /// goes beyond all of them nobody pays: it was spent before it was counted.
  Map<GrantId, Long> shares(BigDecimal usd) {
    long open =
        usd.movePointRight(MICROS)
            .setScale(0, RoundingMode.CEILING)
            .min(BigDecimal.valueOf(GrantBudget.MAX))
            .longValueExact();
    Map<GrantId, Long> shares = new LinkedHashMap<>();
    for (Grant grant : grants) {
      long share = Math.min(open, left(grant));
      if (share > 0) {
        shares.put(grant.id(), share);
        open -= share;
      }
    }
    return shares;
  }
}
