package alpi.daemon.policy;

/// One thing that a tool call would do, named canonically before it is judged.
///
/// @param target see [Capability]; what is judged is what is used
/// @param tier the tool's own judgement of this access, from the parsed object and never from the
///   spelling
/// @param why the reason for the tier, one short clause
/// @param beyond whether it may reach beyond the workspace whatever its target says
/// @param rememberable whether consent to it may be kept: never for interpreters and wrappers
public record Access(
    Capability capability,
    String target,
    Tier tier,
    String why,
    boolean beyond,
    boolean rememberable) {

  /// An access about which nothing more is known: a program or a host counts as beyond the
  /// workspace, and consent to a program is not kept.
  public Access(Capability capability, String target, Tier tier, String why) {
    this(
        capability,
        target,
        tier,
        why,
        capability == Capability.EXEC || capability == Capability.NET,
        capability != Capability.EXEC);
  }

  /// Whether it changes something or lets something out. A program known only to read does neither.
  public boolean effect() {
    return capability.effect() && !(capability == Capability.EXEC && tier == Tier.SAFE);
  }
}
