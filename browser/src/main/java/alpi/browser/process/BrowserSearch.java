package alpi.browser.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the binaries that are on the machine. Names binaries, never the wrapper scripts of
/// distributions: a wrapper that does not hand over its process leaves the browser behind when it
/// is ended.
public final class BrowserSearch {
  private static final List<String> SHELLS =
      List.of(
          "/usr/lib/chromium/chromium-headless-shell",
          "/usr/lib64/chromium-browser/headless_shell",
          "/opt/chromium/headless_shell");

  private static final List<String> CHROMIUMS =
      List.of(
          "/usr/lib/chromium/chromium",
          "/usr/lib/chromium-browser/chromium-browser",
          "/usr/lib64/chromium-browser/chromium-browser",
          "/opt/google/chrome/chrome",
          "/opt/chromium.org/chromium/chromium",
          "/Applications/Chromium.app/Contents/MacOS/Chromium",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

  private static final List<String> NODES =
      List.of("/usr/bin/node", "/usr/local/bin/node", "/opt/homebrew/bin/node", "/usr/bin/nodejs");

  private static final List<String> OBSCURAS =
      List.of("/usr/local/bin/obscura", "/usr/bin/obscura", "/opt/obscura/obscura");

  private BrowserSearch() {}

  /// The leanest browser there is: a headless shell, else a whole Chromium.
  public static Optional<Path> browser() {
    return Stream.concat(SHELLS.stream(), CHROMIUMS.stream())
        .map(Path::of)
        .filter(BrowserSearch::runs)
        .findFirst();
  }

  public static Optional<Path> node() {
    return NODES.stream().map(Path::of).filter(BrowserSearch::runs).findFirst();
  }

  public static Optional<Path> obscura() {
    return OBSCURAS.stream().map(Path::of).filter(BrowserSearch::runs).findFirst();
  }

  /// Whether a file is there that can be run.
  public static boolean runs(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
