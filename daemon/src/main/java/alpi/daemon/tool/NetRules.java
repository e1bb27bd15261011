package alpi.daemon.tool;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.GrantId;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.EgressRules.Finding;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.gate.Standing;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Tier;
import alpi.daemon.profile.Settings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// The owner's rules about the network as they hold now. Settings that cannot be read allow
/// nothing: the last good ones may be what the owner was about to forbid.
public final class NetRules {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Settings settings;
  private final Grants grants;
  private final Dialer dialer;
  private final AtomicReference<Optional<Compiled>> compiled =
      new AtomicReference<>(Optional.empty());

  private record Compiled(ProfileConfig.Egress from, EgressRules rules) {}

  public NetRules(Settings settings, Grants grants, Dialer dialer) {
    this.settings = settings;
    this.grants = grants;
    this.dialer = dialer;
  }

  /// What holds now.
  public EgressRules now() {
    ProfileConfig.Egress from = settings.current().config().egress();
    Optional<Problem> problem = settings.problem();
    if (problem.isPresent()) {
      return EgressRules.shut(problem.get().sentence());
    }
    Optional<Compiled> known = compiled.get().filter(each -> each.from().equals(from));
    if (known.isPresent()) {
      return known.get().rules();
    }
    EgressRules rules = EgressRules.of(from);
    compiled.set(Optional.of(new Compiled(from, rules)));
    return rules;
  }

  /// Whether open connections may stay, on what holds at this moment.
  public Standing standing() {
    EgressRules rules = now();
    Set<GrantId> live = grants.live().stream().map(Grant::id).collect(Collectors.toSet());
    live.add(OwnerAllows.ID);
    return (to, rests) ->
        live.containsAll(rests)
            && !(rules.check("https", to.host(), to.port()) instanceof Finding.Blocked);
  }

  /// What would be decided about an address, and why. Nothing is dialled, nothing is recorded;
  /// names that rules refuse are not looked up.
  public Preview preview(HttpUrl url) {
    String scheme = url.tls() ? "https" : "http";
    String target = scheme + "://" + url.host().inUrl() + ":" + url.port();
    var access = new Access(Capability.NET, target, Tier.SAFE, "looking ahead");
    EgressRules rules = now();
    return switch (rules.check(scheme, url.host(), url.port())) {
      case Finding.Blocked(String why) -> Preview.of("deny", target, why);
      case Finding.Open(String why) -> looked(url, target, why, Optional.empty());
      case Finding.Unlisted(String why) -> {
        boolean near = EgressRules.isPrivate(url.host());
        Optional<Grant> grant =
            near
                ? Optional.empty()
                : grants.live().stream()
                    .filter(each -> each.session().isEmpty())
                    .filter(each -> each.capability() == Capability.NET)
                    .filter(each -> each.scope().covers(Capability.NET, access.target()))
                    .findFirst();
        if (grant.isPresent()) {
          yield looked(url, target, "a grant covers it", grant.map(Grant::id));
        }
        yield Preview.of(near ? "deny" : "ask", target, why);
      }
    };
  }

  private Preview looked(HttpUrl url, String target, String why, Optional<GrantId> grant) {
    try {
      List<InetAddress> found =
          dialer.look(url.host(), url.port(), now().reach(url.host(), url.port()), LOOK);
      List<String> addresses = found.stream().map(InetAddress::getHostAddress).toList();
      return new Preview("allow", target, why, grant.map(GrantId::value), addresses);
    } catch (Problem outOfReach) {
      return Preview.of("deny", target, outOfReach.sentence());
    } catch (EgressException e) {
      return Preview.of("deny", target, e.sentence());
    }
  }

  /// @param decision `allow`, `ask` (which is a refusal where nobody can be asked) or `deny`
  /// @param addresses that one of would be dialled
  public record Preview(
      String decision, String target, String why, Optional<String> grant, List<String> addresses) {
    static Preview of(String decision, String target, String why) {
      return new Preview(decision, target, why, Optional.empty(), List.of());
    }
  }
}
