package alpi.daemon.policy;

import alpi.daemon.base.GrantId;
import java.util.Optional;

/// What policy found about one access.
///
/// @param reason why it does not happen by itself; why it does for [Rule#FREE]
/// @param grant what lets it happen all the same
public record Ruling(Access access, Rule rule, String reason, Optional<GrantId> grant) {
  /// Whether it may go ahead.
  boolean goes() {
    return rule == Rule.FREE || grant.isPresent();
  }

  /// Whether no consent can change it.
  boolean never() {
    return rule == Rule.DANGEROUS || rule == Rule.AUTHORITY;
  }
}
