package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.GrantId;
import java.util.List;

/// The verdict on a request, with the reason that goes on record.
public sealed interface Decision {
  String reason();

  /// What was found about each access, in the order of the request.
  List<Ruling> rulings();

  /// The rule that decided: the first one that stood in the way, with or without a grant for it.
  default Rule rule() {
    return rulings().stream()
        .filter(ruling -> !ruling.goes())
        .map(Ruling::rule)
        .min(Rule::compareTo)
        .or(() -> rulings().stream().map(Ruling::rule).min(Rule::compareTo))
        .orElse(Rule.FREE);
  }

  /// @param grants used up by going ahead; empty when none was needed
  record Allow(String reason, List<GrantId> grants, List<Ruling> rulings) implements Decision {
    public Allow {
      grants = List.copyOf(grants);
      rulings = List.copyOf(rulings);
    }
  }

  /// Someone must agree first.
  ///
  /// @param rememberable whether "always" may be offered: never for interpreters, wrappers or
  ///   tainted requests
  record Ask(String reason, boolean rememberable, List<Ruling> rulings) implements Decision {
    public Ask {
      rulings = List.copyOf(rulings);
    }
  }

  record Deny(ErrorCode code, String reason, List<Ruling> rulings) implements Decision {
    public Deny {
      rulings = List.copyOf(rulings);
    }
  }
}
