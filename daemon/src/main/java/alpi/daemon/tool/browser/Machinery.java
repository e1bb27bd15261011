package alpi.daemon.tool.browser;

import alpi.browser.EngineFault;
import alpi.browser.playwright.PlaywrightDriver;
import alpi.browser.process.BrowserSearch;
import alpi.daemon.config.BrowserConfig;
import alpi.daemon.config.BrowserEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What an engine needs of the machine, and whether it is there. Nothing is ever downloaded: what
/// is missing is said with the command that brings it.
public final class Machinery {
  private static final String BROWSER_FIX =
      "Debian and Ubuntu: apt-get install chromium-headless-shell (or chromium); or name yours:"
          + " alpi config set browser.binary /path/to/the/binary";

  private static final String OBSCURA_FIX =
      "alpi brings none: put the plain build there and name it: alpi config set browser.binary"
          + " /path/to/obscura";

  private static final String NODE_FIX =
      "Install nodejs 20 or later, or do without: alpi config set browser.engine cdp";

  private final BrowserRoom room;

  public Machinery(BrowserRoom room) {
    this.room = room;
  }

  /// One thing that is needed.
  ///
  /// @param detail where it is, or that it is not
  /// @param fix what to do about it; empty when it is there
  public record Part(String name, String detail, Optional<String> fix) {
    static Part there(String name, Object where) {
      return new Part(name, where.toString(), Optional.empty());
    }
  }

  /// What the engine needs.
  ///
  /// @param unpacks whether what the product itself brings is put in place
  public List<Part> parts(Optional<BrowserEngine> engine, boolean unpacks) {
    BrowserConfig config = room.config().fresh(engine);
    var parts = new ArrayList<Part>();
    String named = room.browsers().binary(config).map(Path::toString).orElse("");
    parts.add(
        config.engine() == BrowserEngine.OBSCURA
            ? binary("obscura", named, BrowserSearch::obscura, OBSCURA_FIX)
            : binary("browser", named, BrowserSearch::browser, BROWSER_FIX));
    if (config.engine() == BrowserEngine.PLAYWRIGHT) {
      parts.add(binary("node", config.node(), BrowserSearch::node, NODE_FIX));
      if (unpacks) {
        parts.add(driver());
      }
    }
    return List.copyOf(parts);
  }

  private static Part binary(
      String name, String configured, Supplier<Optional<Path>> search, String fix) {
    Optional<Path> found =
        configured.isEmpty()
            ? search.get()
            : Optional.of(Path.of(configured)).filter(BrowserSearch::runs);
    String none = configured.isEmpty() ? "there is none on this machine" : "none at " + configured;
    return found
        .map(path -> Part.there(name, path))
        .orElseGet(() -> new Part(name, none, Optional.of(fix)));
  }

  private Part driver() {
    try {
      return Part.there("driver", PlaywrightDriver.at(room.browsers().home().browserDriver()));
    } catch (EngineFault e) {
      return new Part("driver", e.fault().sentence(), Optional.of("alpi browser install"));
    }
  }
}
