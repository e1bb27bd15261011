package alpi.daemon.session;

/// How much of an index can be found by meaning.
///
/// @param embedded texts with a vector
/// @param texts all that one is made of
public record Coverage(long embedded, long texts) {
  public static final Coverage NONE = new Coverage(0, 0);
}
