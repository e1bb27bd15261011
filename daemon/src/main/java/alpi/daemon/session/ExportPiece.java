package alpi.daemon.session;

import java.util.Optional;

/// A part of a conversation as text; the parts in their order are the whole.
///
/// @param next where the part after this one begins; empty with the last one
public record ExportPiece(String text, Optional<String> next) {}
