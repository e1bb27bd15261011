package alpi.browser.playwright;

import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.ProxyAddress;
import alpi.browser.chromium.ChromiumFlags;
import alpi.browser.chromium.NotStarted;
import alpi.browser.process.BrowserProcess;
import alpi.browser.process.Folder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.impl.PlaywrightImpl;
import com.microsoft.playwright.options.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Starts Playwright's driver on the machine's Node, and a Chromium with it.
public final class PlaywrightLauncher {
  /// One start at a time: that is how it is known which child is whose.
  private static final ReentrantLock STARTING = new ReentrantLock();

  /// A driver with an environment of its own. The public door remembers the first environment for
  /// as long as the JVM lives, and with it the folder that the first engine took away with it.
  private static final boolean ALONE = true;

  private final Path driver;
  private final Path node;

  /// @param driver the folder with the unpacked driver
  public PlaywrightLauncher(Path driver, Path node) {
    this.driver = driver;
    this.node = node;
  }

  /// A started engine. Called on the thread that will use it: Playwright's objects belong to one.
  public Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    Folder.make(spec.home());
    Folder.make(spec.home().resolve("tmp"));
    PlaywrightDriver.at(driver);
    STARTING.lock();
    try {
      return begin(spec, deadline);
    } finally {
      STARTING.unlock();
    }
  }

  private Engine begin(LaunchSpec spec, Deadline deadline) throws EngineFault {
    Set<ProcessHandle> before = new HashSet<>(children());
    try {
      Playwright playwright =
          PlaywrightImpl.createImpl(
              new Playwright.CreateOptions().setEnv(environment(spec)), ALONE);
      List<ProcessHandle> ours =
          children().stream().filter(each -> !before.contains(each)).toList();
      Browser browser = playwright.chromium().launch(options(spec, deadline));
      return new PlaywrightEngine(playwright, browser, spec, ours);
    } catch (PlaywrightException e) {
      children().stream().filter(each -> !before.contains(each)).forEach(BrowserProcess::end);
      Folder.remove(spec.home());
      throw new EngineFault(why(e), e);
    }
  }

  /// The drivers among what this JVM started.
  private List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(each -> each.info().commandLine().orElse("").contains(driver.toString()))
        .toList();
  }

  private Map<String, String> environment(LaunchSpec spec) {
    var environment = new HashMap<>(spec.custody().marks());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    environment.put("PLAYWRIGHT_NODEJS_PATH", node.toString());
    environment.put("TMPDIR", spec.home().resolve("tmp").toString());
    return environment;
  }

  private static Map<String, String> browserEnvironment(LaunchSpec spec) {
    String home = spec.home().toString();
    var environment = new HashMap<>(spec.custody().marks());
    environment.putAll(Map.of("HOME", home, "XDG_CONFIG_HOME", home, "XDG_CACHE_HOME", home));
    return environment;
  }

  private static BrowserType.LaunchOptions options(LaunchSpec spec, Deadline deadline) {
    var options =
        new BrowserType.LaunchOptions()
            .setExecutablePath(spec.executable())
            .setHeadless(true)
            .setChromiumSandbox(spec.sandbox())
            .setArgs(ChromiumFlags.beside(spec))
            .setEnv(browserEnvironment(spec))
            .setHandleSIGINT(false)
            .setHandleSIGTERM(false)
            .setHandleSIGHUP(false)
            .setTimeout((double) Math.max(1, deadline.leftMillis()));
    spec.proxy().ifPresent(at -> options.setProxy(through(at)));
    return options;
  }

  /// Loopback too.
  static Proxy through(ProxyAddress at) {
    return new Proxy(at.url())
        .setBypass("<-loopback>")
        .setUsername(at.user())
        .setPassword(at.password());
  }

  private static Fault why(PlaywrightException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return NotStarted.because(
        Stream.concat(message.lines(), Stream.of(Words.sentence(e))).toList());
  }
}
