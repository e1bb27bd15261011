package alpi.daemon.session;

import alpi.daemon.base.Vector;
import java.util.Optional;

/// A text with its vector.
///
/// @param vector empty for a text that nobody makes one of
public record Embedded(Unembedded text, Optional<Vector> vector) {}
