package alpi.daemon.model;

/// A model that may answer a call, as its price depends on it.
///
/// @param name `provider/model`
/// @param local whether the server that is asked runs on this machine
public record Candidate(String name, boolean local) {}
