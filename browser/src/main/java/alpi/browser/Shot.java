package alpi.browser;

/// Which part of the page a picture shows.
public enum Shot {
  /// What the window shows.
  WINDOW,
  /// The page from top to bottom, as far as a picture may be high.
  PAGE
}
