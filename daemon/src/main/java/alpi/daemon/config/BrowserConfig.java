package alpi.daemon.config;

import java.time.Duration;
import java.util.Optional;

/// The browser of the `browser` tool.
public record BrowserConfig(
    @Doc(
            "What drives it: playwright (needs Node), cdp (needs nothing but a browser) or obscura"
                + " (needs an Obscura; pages take no files, open no tabs and give no downloads).")
        BrowserEngine engine,
    @Doc(
            value =
                "The browser's own binary, no wrapper script. Empty means the one found here; of an"
                    + " Obscura, the one that OBSCURA_BIN names for the daemon.",
            pattern = "|/[^\\p{Cntrl}]{1,1000}",
            expected = "an absolute path")
        String binary,
    @Doc(
            value = "The Node that Playwright runs on. Empty means the one found here.",
            pattern = "|/[^\\p{Cntrl}]{1,1000}",
            expected = "an absolute path")
        String node,
    @Doc(
            "Whether pages run without the browser's own sandbox, with your rights. A browser that"
                + " runs as root starts no other way.")
        boolean noSandbox,
    @Doc("Fewer processes for less memory, at the price of a weaker sandbox.") boolean lean,
    @Doc(
            "Whether what sites stored outlives a conversation's browser. Whatever a page says then"
                + " counts as private.")
        boolean keepLogins,
    @Doc(value = "The browser ends when nobody used it for so long.", min = "1s", max = "1d")
        Duration idle,
    @Doc(value = "Largest download.", min = "1KiB", max = "8GiB") ByteSize maxDownload) {
  /// What holds where the file says nothing.
  static final BrowserConfig DEFAULTS =
      new BrowserConfig(
          BrowserEngine.PLAYWRIGHT,
          "",
          "",
          false,
          false,
          false,
          Duration.ofMinutes(10),
          new ByteSize(256L << 20));

  /// The same for one look of the owner's: perhaps with another engine, and without what sites
  /// stored.
  public BrowserConfig fresh(Optional<BrowserEngine> other) {
    return new BrowserConfig(
        other.orElse(engine), binary, node, noSandbox, lean, false, idle, maxDownload);
  }
}
