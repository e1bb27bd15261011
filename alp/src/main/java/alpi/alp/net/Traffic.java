package alpi.alp.net;

/// Bytes that a connection has carried so far, its handshake included.
public record Traffic(long sent, long received) {}
