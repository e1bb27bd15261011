package alpi.daemon.tool.shell;

import alpi.daemon.egress.gate.Destination;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grants;
import alpi.daemon.tool.ConnectionJudge;
import alpi.daemon.tool.Loans;
import alpi.daemon.tool.NetRules;
import alpi.daemon.tool.ToolContext;

/// Gives commands behind the wall their way to the network. One is made only where some host was
/// granted: it costs a program of its own beside the command, and without a grant nothing would
/// pass.
public record Outlets(Gate gate, NetRules net, Grants grants, Loans loans) {
  private static final int HTTP = 80;

  Outlet of(ToolContext context) {
    boolean granted =
        grants.live(context.session()).stream()
            .filter(grant -> grant.capability() == Capability.NET)
            .anyMatch(grant -> grant.job().map(context.run()::equals).orElse(true));
    return granted
        ? Outlet.open(
            new ConnectionJudge(
                context.consents(),
                net::now,
                (name, to) -> loans.lend(name, origin(to), context.errand("shell"))),
            judge -> gate.open(context.errand("shell"), judge))
        : Outlet.SHUT;
  }

  /// Only plain requests pass the gate unsealed, so only they can carry a secret through it.
  private static String origin(Destination to) {
    return "http://" + (to.port() == HTTP ? to.host().inUrl() : to.toString());
  }
}
