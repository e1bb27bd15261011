package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Secret;
import alpi.daemon.config.SecretConfig;
import alpi.daemon.egress.Errand;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.profile.InForce;
import alpi.daemon.profile.Settings;
import java.util.Optional;

/// Gives the value behind a handle to what carries a request, and only towards the hosts that the
/// owner bound the secret to. Each loan and each refusal is on record before anything is sent.
public record Loans(Settings settings, Journal journal) {
  /// The value to be sent to a host.
  ///
  /// @param origin scheme, host and port, as [HttpUrl#origin] writes them
  /// @return empty when there is no secret of that name
  /// @throws Problem `denied` when it is bound to other hosts, or to none
  public Optional<Secret> lend(String name, String origin, Errand errand) {
    InForce now = settings.current();
    Optional<Secret> value = now.secrets().get(name);
    if (value.isEmpty() && !now.config().secrets().containsKey(name)) {
      return Optional.empty();
    }
    SecretConfig bound = now.config().secrets().get(name);
    boolean here =
        bound != null
            && bound.hosts().stream()
                .map(HttpUrl::parse)
                .flatMap(Optional::stream)
                .anyMatch(host -> host.origin().equals(origin));
    String reason = here ? "it is bound to this host" : "it is not bound to this host";
    if (here && value.isEmpty()) {
      reason = "its value cannot be read now";
    }
    boolean lent = here && value.isPresent();
    record(name, origin, errand, lent ? "allow" : "deny", reason);
    if (!lent) {
      throw Problem.of(
          ErrorCode.DENIED,
          "The secret " + name + " is not sent to " + origin + ": " + reason + ".",
          "Its owner binds it: `alpi secret set " + name + " --host " + origin + "`.");
    }
    return value;
  }

  private void record(String name, String origin, Errand errand, String decision, String reason) {
    Draft draft =
        Draft.of(EventKind.SECRET_USED, Actor.job(errand.run()))
            .in(errand.session())
            .corr(errand.run().value())
            .with("name", name)
            .with("host", origin)
            .with("decision", decision)
            .with("reason", reason);
    journal.append(errand.call().map(draft::span).orElse(draft));
  }
}
