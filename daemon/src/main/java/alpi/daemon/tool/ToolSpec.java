package alpi.daemon.tool;

/// What a tool is, apart from its arguments.
///
/// @param name lower case, as the model calls it
/// @param description for the model, short: it is paid for in every request
/// @param core offered from the first request on; the others are found through `more_tools`
/// @param idempotent whether running it again after a crash changes nothing more
/// @param parallel whether several calls of one step may run at the same time
public record ToolSpec(
    String name, String description, boolean core, boolean idempotent, boolean parallel) {}
