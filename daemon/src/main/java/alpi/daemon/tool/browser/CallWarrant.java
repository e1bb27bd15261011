package alpi.daemon.tool.browser;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.GrantId;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.EgressRules.Finding;
import alpi.daemon.egress.Errand;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.egress.gate.Verdict;
import alpi.daemon.policy.Access;
import alpi.daemon.tool.ConnectionJudge;
import alpi.daemon.tool.Consents;
import alpi.daemon.tool.ToolContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What one tool call was allowed: the hosts that it named, which were judged before it began, and
/// those that would need no question now. A host that a page comes up with by itself and that would
/// need one is refused and told; the call can be made again with that host named.
///
/// @param planned that the call named
record CallWarrant(ToolContext context, Set<Destination> planned, Supplier<EgressRules> rules)
    implements Warrant {
  CallWarrant {
    planned = Set.copyOf(planned);
  }

  @Override
  public Verdict judge(Destination to, boolean before) throws InterruptedException {
    EgressRules now = rules.get();
    Consents consents = context.consents();
    Access access = ConnectionJudge.access(to, consents);
    Finding finding = now.check(scheme(access), to.host(), to.port());
    if (finding instanceof Finding.Blocked(String why)) {
      return new Verdict.Deny(why);
    }
    Optional<Consents.Pass> free = consents.free(access);
    if (planned.contains(to)) {
      List<GrantId> grants = free.map(Consents.Pass::grants).orElse(List.of());
      return allow(now, to, "it was named in the call", grants);
    }
    if (free.isPresent()) {
      return passed(now, to, access);
    }
    if (before && finding instanceof Finding.Open && !privateData()) {
      return allow(now, to, "this conversation's pages have reached it before", List.of());
    }
    return new Verdict.Deny(reason(finding));
  }

  private Verdict passed(EgressRules now, Destination to, Access access)
      throws InterruptedException {
    try {
      Consents.Pass pass = context.consents().require(access, "let a page reach " + to);
      return allow(now, to, pass.reason(), pass.grants());
    } catch (Problem refused) {
      return new Verdict.Deny(refused.sentence());
    }
  }

  private static String scheme(Access access) {
    return access.target().substring(0, Math.max(0, access.target().indexOf("://")));
  }

  private static String reason(Finding finding) {
    return switch (finding) {
      case Finding.Blocked(String why) -> why;
      case Finding.Unlisted(String why) -> why;
      case Finding.Open _ -> "it needs consent";
    };
  }

  private static Verdict allow(
      EgressRules now, Destination to, String reason, List<GrantId> grants) {
    return new Verdict.Allow(now.reach(to.host(), to.port()), Verdict.Traffic.WEB, reason, grants);
  }

  @Override
  public boolean privateData() {
    return context.labels().privateData();
  }

  @Override
  public Optional<Errand> errand() {
    return Optional.of(context.errand(BrowserTool.NAME));
  }
}
