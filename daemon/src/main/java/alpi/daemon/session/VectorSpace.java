package alpi.daemon.session;

/// What the vectors of an index have in common. Those of two spaces cannot be compared.
///
/// @param name who made them
public record VectorSpace(String name, int dimension) {}
