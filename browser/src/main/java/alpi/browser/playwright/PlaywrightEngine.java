package alpi.browser.playwright;

import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineInfo;
import alpi.browser.EngineSession;
import alpi.browser.LaunchSpec;
import alpi.browser.SessionSpec;
import alpi.browser.process.BrowserProcess;
import alpi.browser.process.Folder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ServiceWorkerPolicy;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A Chromium driven through Playwright. Killing it ends the driver and all that the driver
/// started; whatever call was under way then fails.
final class PlaywrightEngine implements Engine {
  static final String ID = "playwright";

  private static final Set<Capability> LACKS =
      EnumSet.of(Capability.STOP_SCRIPT, Capability.ISOLATED_WORLD);

  private static final long END_SECONDS = 5;

  private final Playwright playwright;
  private final Browser browser;
  private final LaunchSpec spec;
  private final List<ProcessHandle> processes;
  private final EngineInfo info;
  private volatile boolean killed;

  PlaywrightEngine(
      Playwright playwright, Browser browser, LaunchSpec spec, List<ProcessHandle> processes) {
    this.playwright = playwright;
    this.browser = browser;
    this.spec = spec;
    this.processes = List.copyOf(processes);
    this.info = new EngineInfo(ID, "Chromium/" + browser.version(), spec.allBut(LACKS));
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public EngineSession open(SessionSpec wanted, Deadline deadline) throws EngineFault {
    requireAlive();
    Folder.make(wanted.downloads());
    try {
      var options =
          new Browser.NewContextOptions()
              .setViewportSize(wanted.width(), wanted.height())
              .setDeviceScaleFactor(1)
              .setServiceWorkers(ServiceWorkerPolicy.ALLOW)
              .setStorageState(wanted.state().json());
      wanted.proxy().ifPresent(way -> options.setProxy(PlaywrightLauncher.through(way)));
      BrowserContext context = browser.newContext(options);
      var session = new PlaywrightSession(browser, context, wanted);
      session.begin(deadline);
      return session;
    } catch (PlaywrightException e) {
      throw Words.fault(e, "a browser session was opening");
    }
  }

  @Override
  public Set<Long> processes() {
    return processes.stream().map(ProcessHandle::pid).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean alive() {
    return !killed && processes.stream().anyMatch(ProcessHandle::isAlive);
  }

  @Override
  public void kill() {
    killed = true;
    processes.forEach(BrowserProcess::end);
    for (ProcessHandle each : processes) {
      each.onExit().completeOnTimeout(each, END_SECONDS, TimeUnit.SECONDS).join();
    }
    Folder.remove(spec.home());
  }

  @Override
  public void close() {
    try {
      if (alive()) {
        playwright.close();
      }
    } catch (PlaywrightException e) {
      // It ends by force, just below.
      killed = true;
    } finally {
      kill();
    }
  }
}
