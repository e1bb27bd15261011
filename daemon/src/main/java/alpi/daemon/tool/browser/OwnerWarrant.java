package alpi.daemon.tool.browser;

import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.EgressRules.Finding;
import alpi.daemon.egress.Errand;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.egress.gate.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the owner's own look at a page may reach: what the rules open, and the host that was typed.
/// Hosts of this machine and the network around it still need a rule: a page could ask for them.
///
/// @param typed the host of the address
record OwnerWarrant(Destination typed, Supplier<EgressRules> rules) implements Warrant {
  @Override
  public Verdict judge(Destination to, boolean before) {
    EgressRules now = rules.get();
    if (now.check("http", to.host(), to.port()) instanceof Finding.Open(String plain)) {
      return allow(now, to, plain);
    }
    return switch (now.check("https", to.host(), to.port())) {
      case Finding.Blocked(String why) -> new Verdict.Deny(why);
      case Finding.Open(String why) -> allow(now, to, why);
      case Finding.Unlisted(String why) ->
          to.equals(typed) && !EgressRules.isPrivate(to.host())
              ? allow(now, to, "the owner typed it")
              : new Verdict.Deny(why);
    };
  }

  private static Verdict allow(EgressRules now, Destination to, String why) {
    return new Verdict.Allow(now.reach(to.host(), to.port()), Verdict.Traffic.WEB, why, List.of());
  }

  @Override
  public boolean privateData() {
    return false;
  }

  @Override
  public Optional<Errand> errand() {
    return Optional.empty();
  }
}
