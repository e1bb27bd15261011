package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// An amount that a grant is good for. It is counted after the fact, so what is under way when it
/// runs out has gone over it by as much as it moved since it was last counted.
///
/// @param left never negative; with nothing left the grant no longer holds
public record GrantBudget(Unit unit, long left) {
  /// Largest amount.
  public static final long MAX = 1L << 50;

  public enum Unit {
    /// Sent and received together.
    BYTES,
    /// Millionths of a US dollar.
    MICRO_USD;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Unit> ofWire(String wire) {
      return Arrays.stream(values()).filter(unit -> unit.wire().equals(wire)).findFirst();
    }
  }

  public GrantBudget {
    if (left < 0 || left > MAX) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "That budget is too large, or below zero.");
    }
  }

  /// Refuses an amount that nobody would count.
  void check(Capability capability) {
    boolean counted =
        switch (unit) {
          case BYTES -> capability == Capability.NET;
          case MICRO_USD -> capability == Capability.MONEY;
        };
    if (!counted || left == 0) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A grant of " + capability.wire() + " has no such budget.",
          "Bytes go with net, dollars with money, and neither is nothing.");
    }
  }
}
