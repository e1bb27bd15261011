package alpi.daemon.config;

/// What drives the browser.
public enum BrowserEngine {
  /// Playwright; needs Node on the machine.
  PLAYWRIGHT,
  /// Our own client of the browser's protocol; needs nothing but a browser.
  CDP,
  /// Our own client, with an Obscura: less memory, and less that pages can do.
  OBSCURA
}
