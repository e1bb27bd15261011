package alpi.daemon.context;

/// Something that the model was not shown.
///
/// @param pointer where it lies: `session:<id>#<turn>`, `blob:<hash>` or `memory:<file>`
/// @param reason one word: budget, gone, unreadable, unseen, orphan
/// @param tokens estimated size of what is missing
public record Omitted(String pointer, String reason, long tokens) {}
