package alpi.daemon.policy;

/// One thing that a tool call would do, named canonically before it is judged.
///
/// @param target see [Capability]; what is judged is what is used
/// @param tier the tool's own judgement of this access, from the parsed object and never from the
///   spelling
/// @param why the reason for the tier, one short clause
public record Access(Capability capability, String target, Tier tier, String why) {}
