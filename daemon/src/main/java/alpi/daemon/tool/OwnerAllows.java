package alpi.daemon.tool;

import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.shell.CommandTiers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// What the owner's settings always allow, as grants: commands, and the search engine, which the
/// owner named as the place where questions go. A command counts as allowed when reading both gives
/// the same canonical command, so neither spelling nor quoting matters and nothing can be added.
public final class OwnerAllows {
  /// Names these grants on record: they come from the settings and are never used up.
  public static final GrantId ID = new GrantId("g" + "0".repeat(17));

  private static final Actor SETTINGS = new Actor("local:config");

  private final CommandTiers tiers;
  private final Path home;
  private final Supplier<List<String>> lines;
  private final Supplier<Optional<String>> engine;

  /// @param home the owner's home folder
  /// @param lines commands, as the owner has set them now
  /// @param engine destination of searches, as the owner has set it now
  public OwnerAllows(
      CommandTiers tiers,
      Path home,
      Supplier<List<String>> lines,
      Supplier<Optional<String>> engine) {
    this.tiers = tiers;
    this.home = home;
    this.lines = lines;
    this.engine = engine;
  }

  /// The grants that speak of this request; none for a request that runs nothing and reaches no
  /// host.
  List<Grant> of(PolicyRequest request) {
    if (request.accesses().stream().anyMatch(a -> a.capability() == Capability.NET)) {
      return engine.get().stream()
          .map(host -> grant(Capability.NET, host, "tools.web_search"))
          .toList();
    }
    boolean runs = request.accesses().stream().anyMatch(a -> a.capability() == Capability.EXEC);
    if (!runs || request.workspace().isEmpty()) {
      return List.of();
    }
    Path workspace = Path.of(request.workspace().get());
    return lines.get().stream()
        .flatMap(line -> tiers.assess(line, workspace, home, workspace).accesses().stream())
        .filter(access -> access.capability() == Capability.EXEC)
        .map(access -> grant(Capability.EXEC, access.target(), "tools.shell.allow"))
        .toList();
  }

  private static Grant grant(Capability capability, String target, String setting) {
    return new Grant(
        ID,
        Optional.empty(),
        Optional.empty(),
        capability,
        Scope.exact(target),
        Instant.EPOCH,
        Instant.MAX,
        OptionalLong.empty(),
        Optional.empty(),
        setting,
        SETTINGS);
  }
}
