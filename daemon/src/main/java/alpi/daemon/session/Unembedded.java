package alpi.daemon.session;

/// A text of an index that has no vector yet.
///
/// @param id of its row
/// @param text as it lies in the index
public record Unembedded(long id, String text) {}
