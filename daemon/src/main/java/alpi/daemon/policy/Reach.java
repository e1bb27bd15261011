package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/// How far a run may go at most, before posture and grants are asked.
public sealed interface Reach {
  /// As far as its profile may.
  record Profile() implements Reach {
    @Override
    public boolean covers(Access access) {
      return true;
    }
  }

  /// These things and no others. Questions to the owner are no thing, and always possible.
  ///
  /// @param permits none of which lies in another one; at most [#MAX_PERMITS]
  record Only(Set<Permit> permits) implements Reach {
    /// Most things that can be named.
    public static final int MAX_PERMITS = 500;

    public Only {
      if (permits.size() > MAX_PERMITS) {
        throw Problem.of(
            ErrorCode.TOO_LARGE,
            "A run is bounded by at most " + MAX_PERMITS + " permits.",
            "Name folders instead of files.");
      }
      permits = maximal(permits);
    }

    private static Set<Permit> maximal(Collection<Permit> permits) {
      Set<Permit> kept = new LinkedHashSet<>();
      for (Permit permit : permits) {
        boolean beneath =
            permits.stream().anyMatch(other -> !other.equals(permit) && permit.within(other));
        if (!beneath) {
          kept.add(permit);
        }
      }
      return Set.copyOf(kept);
    }

    @Override
    public boolean covers(Access access) {
      return access.capability() == Capability.ASK
          || permits.stream().anyMatch(permit -> permit.covers(access));
    }
  }

  boolean covers(Access access);

  /// What lies in both.
  default Reach and(Reach other) {
    return switch (this) {
      case Profile _ -> other;
      case Only mine ->
          switch (other) {
            case Profile _ -> mine;
            case Only theirs -> meet(mine, theirs);
          };
    };
  }

  private static Only meet(Only mine, Only theirs) {
    Set<Permit> both = new LinkedHashSet<>();
    for (Permit a : mine.permits()) {
      for (Permit b : theirs.permits()) {
        if (a.within(b)) {
          both.add(a);
        } else if (b.within(a)) {
          both.add(b);
        }
      }
    }
    return new Only(both);
  }

  /// Whether all of it lies in `other`.
  default boolean within(Reach other) {
    return switch (other) {
      case Profile _ -> true;
      case Only theirs ->
          switch (this) {
            case Profile _ -> false;
            case Only mine ->
                mine.permits().stream()
                    .allMatch(a -> theirs.permits().stream().anyMatch(a::within));
          };
    };
  }
}
