package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.GrantId;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.EgressRules.Finding;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.PolicyRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Puts the owner's rules about the network over what policy decided: rules say what may be reached
/// at all, policy whether this conversation may. The sterner of the two holds.
final class NetCeiling {
  private NetCeiling() {}

  /// The decision of both.
  ///
  /// @param grants all that are live now
  static Decision over(
      Decision policy, PolicyRequest request, List<Grant> grants, EgressRules rules) {
    List<String> unlisted = new ArrayList<>();
    Set<GrantId> used = new LinkedHashSet<>();
    for (Access access : request.accesses()) {
      if (access.capability() != Capability.NET) {
        continue;
      }
      switch (finding(access, rules)) {
        case Finding.Open _ -> {}
        case Finding.Blocked blocked -> {
          return denied(policy, sentence(access, blocked.why()));
        }
        case Finding.Unlisted(String why) -> {
          Optional<Grant> grant = grant(request, access, grants);
          if (grant.isPresent()) {
            used.add(grant.get().id());
          } else if (isPrivate(access)) {
            return denied(policy, sentence(access, why));
          } else {
            unlisted.add(sentence(access, why));
          }
        }
      }
    }
    return both(policy, request, unlisted, used);
  }

  private static Decision denied(Decision policy, String reason) {
    return new Decision.Deny(ErrorCode.EGRESS_DENIED, reason, policy.rulings());
  }

  private static Decision both(
      Decision policy, PolicyRequest request, List<String> unlisted, Set<GrantId> used) {
    String more = String.join("; ", unlisted);
    boolean tainted = request.labels().untrusted();
    return switch (policy) {
      case Decision.Deny deny -> deny;
      case Decision.Ask ask ->
          unlisted.isEmpty()
              ? ask
              : new Decision.Ask(
                  ask.reason() + "; " + more, ask.rememberable() && !tainted, ask.rulings());
      case Decision.Allow allow when unlisted.isEmpty() -> {
        var all = new LinkedHashSet<>(allow.grants());
        all.addAll(used);
        yield new Decision.Allow(allow.reason(), List.copyOf(all), allow.rulings());
      }
      case Decision.Allow allow ->
          request.attended()
              ? new Decision.Ask(more, !tainted, allow.rulings())
              : new Decision.Deny(
                  ErrorCode.NEED_GRANT,
                  more + "; nobody is there to ask and no grant covers it",
                  allow.rulings());
    };
  }

  /// To a private place only what the settings name is a way: the search engine of one's own.
  private static Optional<Grant> grant(PolicyRequest request, Access access, List<Grant> grants) {
    boolean near = isPrivate(access);
    return grants.stream()
        .filter(grant -> grant.covers(access, request.session(), request.run()))
        .filter(grant -> !near || grant.id().equals(OwnerAllows.ID))
        .findFirst();
  }

  private static Finding finding(Access access, EgressRules rules) {
    return place(access)
        .map(to -> rules.check(scheme(access), to.host(), to.port()))
        .orElseGet(() -> new Finding.Blocked("it is not one host and port"));
  }

  private static boolean isPrivate(Access access) {
    return place(access).map(to -> EgressRules.isPrivate(to.host())).orElse(true);
  }

  private static String scheme(Access access) {
    return access.target().substring(0, Math.max(0, access.target().indexOf("://")));
  }

  private static Optional<Destination> place(Access access) {
    int mark = access.target().indexOf("://");
    return mark < 0 ? Optional.empty() : Destination.parse(access.target().substring(mark + 3));
  }

  private static String sentence(Access access, String why) {
    return access.target() + " is out of reach: " + why;
  }
}
