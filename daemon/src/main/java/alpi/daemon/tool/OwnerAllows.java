package alpi.daemon.tool;

import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.policy.Access;
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

/// The commands that the owner's settings always allow, as grants. A command counts as allowed when
/// reading both gives the same canonical command, so neither spelling nor quoting matters and
/// nothing can be added.
public final class OwnerAllows {
  /// Names these grants on record: they come from `tools.shell.allow` and are never used up.
  public static final GrantId ID = new GrantId("g" + "0".repeat(17));

  private static final Actor SETTINGS = new Actor("local:config");

  private final CommandTiers tiers;
  private final Path home;
  private final Supplier<List<String>> lines;

  /// @param home the owner's home folder
  /// @param lines as the owner has set them now
  public OwnerAllows(CommandTiers tiers, Path home, Supplier<List<String>> lines) {
    this.tiers = tiers;
    this.home = home;
    this.lines = lines;
  }

  /// The grants that speak of this request; none for a request that runs nothing.
  List<Grant> of(PolicyRequest request) {
    boolean runs = request.accesses().stream().anyMatch(a -> a.capability() == Capability.EXEC);
    if (!runs || request.workspace().isEmpty()) {
      return List.of();
    }
    Path workspace = Path.of(request.workspace().get());
    return lines.get().stream()
        .flatMap(line -> tiers.assess(line, workspace, home, workspace).accesses().stream())
        .filter(access -> access.capability() == Capability.EXEC)
        .map(OwnerAllows::grant)
        .toList();
  }

  private static Grant grant(Access access) {
    return new Grant(
        ID,
        Optional.empty(),
        Capability.EXEC,
        Scope.exact(access.target()),
        Instant.EPOCH,
        Instant.MAX,
        OptionalLong.empty(),
        "tools.shell.allow",
        SETTINGS);
  }
}
