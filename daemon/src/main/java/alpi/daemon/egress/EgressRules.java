package alpi.daemon.egress;

import alpi.daemon.config.EgressPosture;
import alpi.daemon.config.ProfileConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the owner's rules say of a destination, before anything is looked up. Immutable, so that a
/// change of the settings is seen whole or not at all. What cannot be read allows nothing.
///
/// In this order: a posture of off, `block`, `local`, `allow`, the posture. The address of a
/// private place is allowed by `local` alone, whatever a grant says: a model that asks for one may
/// be speaking for a stranger. Metadata services and their like are allowed by nothing.
public final class EgressRules {
  private final Optional<String> shut;
  private final EgressPosture posture;
  private final List<EgressRule> allow;
  private final List<EgressRule> block;
  private final List<EgressRule> local;

  private EgressRules(
      Optional<String> shut,
      EgressPosture posture,
      List<EgressRule> allow,
      List<EgressRule> block,
      List<EgressRule> local) {
    this.shut = shut;
    this.posture = posture;
    this.allow = List.copyOf(allow);
    this.block = List.copyOf(block);
    this.local = List.copyOf(local);
  }

  /// What the rules say.
  public sealed interface Finding {
    String why();

    /// Rules do not stand in the way; whether this conversation may is another question.
    record Open(String why) implements Finding {}

    /// A grant of exactly this may still allow it.
    record Unlisted(String why) implements Finding {}

    /// Nothing allows it.
    record Blocked(String why) implements Finding {}
  }

  /// The rules of these settings. One line that cannot be read shuts everything.
  public static EgressRules of(ProfileConfig.Egress settings) {
    List<String> broken = new ArrayList<>();
    List<EgressRule> allow = read("allow", settings.allow(), broken);
    List<EgressRule> block = read("block", settings.block(), broken);
    List<EgressRule> local = read("local", settings.local(), broken);
    for (EgressRule rule : local) {
      if (rule.port().isEmpty() || rule.host().isEmpty()) {
        broken.add("egress.local holds " + rule.text() + ", which is not one host and port");
      }
    }
    return broken.isEmpty()
        ? new EgressRules(Optional.empty(), settings.posture(), allow, block, local)
        : shut(broken.getFirst());
  }

  /// Rules that allow nothing.
  ///
  /// @param why what is wrong with the real ones
  public static EgressRules shut(String why) {
    return new EgressRules(Optional.of(why), EgressPosture.OFF, List.of(), List.of(), List.of());
  }

  private static List<EgressRule> read(String key, List<String> lines, List<String> broken) {
    List<EgressRule> rules = new ArrayList<>();
    for (String line : lines) {
      EgressRule.parse(line)
          .ifPresentOrElse(
              rules::add,
              () -> broken.add("egress." + key + " holds " + line + ", which is no rule"));
    }
    return rules;
  }

  /// Why a place that the owner named is not dialled all the same: it is blocked, or the settings
  /// cannot be read. Empty when nothing bars it.
  public Optional<String> barred(CanonicalHost host, int port) {
    return shut.map(why -> "nothing is reached until the settings can be read: " + why)
        .or(() ->
            block.stream()
                .filter(rule -> rule.blocks(host, port))
                .findFirst()
                .map(rule -> "egress.block holds " + rule.text()));
  }

  /// Whether a rule could be written so.
  public static boolean readable(String line) {
    return EgressRule.parse(line).isPresent();
  }

  public EgressPosture posture() {
    return posture;
  }

  /// Why nothing is allowed whatever the rules say; empty when they hold.
  public Optional<String> shut() {
    return shut;
  }

  /// What they say of one destination.
  ///
  /// @param scheme `http`, `https` or `tcp`
  public Finding check(String scheme, CanonicalHost host, int port) {
    if (shut.isPresent()) {
      return new Finding.Blocked(
          "nothing is reached until the settings can be read: " + shut.get());
    }
    if (posture == EgressPosture.OFF) {
      return new Finding.Blocked("tools reach nothing while egress.posture is off");
    }
    Optional<EgressRule> blocking = block.stream().filter(r -> r.blocks(host, port)).findFirst();
    if (blocking.isPresent()) {
      return new Finding.Blocked("egress.block holds " + blocking.get().text());
    }
    Optional<EgressRule> near = local(host, port);
    if (near.isPresent()) {
      return new Finding.Open("egress.local holds " + near.get().text());
    }
    Optional<EgressRule> allowing =
        allow.stream().filter(r -> r.allows(scheme, host, port)).findFirst();
    return switch (zone(host)) {
      case FORBIDDEN -> new Finding.Blocked("that address is never dialled");
      case PRIVATE -> new Finding.Unlisted("it is a private place that egress.local does not list");
      case PUBLIC -> open(scheme, port, allowing);
    };
  }

  private Finding open(String scheme, int port, Optional<EgressRule> allowing) {
    if (allowing.isPresent()) {
      return new Finding.Open("egress.allow holds " + allowing.get().text());
    }
    boolean web = !scheme.equals("tcp") && (port == 80 || port == 443);
    if (posture == EgressPosture.PUBLIC && web) {
      return new Finding.Open("egress.posture is public");
    }
    return new Finding.Unlisted(
        posture == EgressPosture.PUBLIC
            ? "only the ports 80 and 443 of the web are open to all"
            : "egress.allow does not list it");
  }

  /// Whether it names this machine or the network around it, as far as the name itself tells.
  public static boolean isPrivate(CanonicalHost host) {
    return zone(host) == AddressRules.Zone.PRIVATE;
  }

  private static AddressRules.Zone zone(CanonicalHost host) {
    boolean here = host.isThisMachine() || host.toString().endsWith(".localhost");
    return here
        ? AddressRules.Zone.PRIVATE
        : host.literal().map(AddressRules::classify).orElse(AddressRules.Zone.PUBLIC);
  }

  private Optional<EgressRule> local(CanonicalHost host, int port) {
    return local.stream().filter(r -> r.blocks(host, port)).findFirst();
  }

  /// Which addresses a destination that was allowed may have: private ones where `local` names it.
  public Reach reach(CanonicalHost host, int port) {
    return local(host, port).isPresent() ? Reach.pinned(host, port) : Reach.PUBLIC;
  }
}
