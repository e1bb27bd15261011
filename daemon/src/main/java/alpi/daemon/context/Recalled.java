package alpi.daemon.context;

/// Words from an earlier turn.
///
/// @param pointer where they lie
/// @param text the part around what was looked for
public record Recalled(String pointer, String text) {}
