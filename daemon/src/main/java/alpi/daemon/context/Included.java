package alpi.daemon.context;

/// Something that the model was shown.
///
/// @param pointer where it lies; see [Pointer]
/// @param tokens estimated size of what was shown of it
public record Included(String pointer, Slot slot, long tokens) {}
