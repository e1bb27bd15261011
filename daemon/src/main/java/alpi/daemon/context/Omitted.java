package alpi.daemon.context;

/// Something that the model was not shown.
///
/// @param pointer where it lies; see [Pointer]
/// @param reason one word: budget, trimmed, gone, unreadable, unseen, orphan
/// @param tokens estimated size of what is missing
public record Omitted(String pointer, String reason, long tokens) {}
