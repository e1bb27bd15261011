package alpi.daemon.tool.browser;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.Outcome;
import alpi.browser.ProxyAddress;
import alpi.browser.process.Folder;
import alpi.browser.service.BrowserService;
import alpi.browser.service.Deed;
import alpi.browser.service.Told;
import alpi.browser.service.Ways;
import alpi.daemon.base.Cancel;
import alpi.daemon.config.BrowserConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The browser of a profile while it is used: one for all its conversations, each with a session of
/// its own. Nothing is left of it when nobody has used it for a while.
final class Conversations implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Browsers browsers;
  private final Supplier<BrowserConfig> config;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();

  /// Guards all below.
  private final ReentrantLock lock = new ReentrantLock();

  private Optional<Running> running = Optional.empty();
  private boolean closed;

  /// @param over opened when it is to be looked after no longer
  private record Running(BrowserConfig config, Browsers.Opened opened, CountDownLatch over) {
    BrowserService service() {
      return opened.service();
    }
  }

  /// @param config as it is now
  Conversations(Browsers browsers, Supplier<BrowserConfig> config) {
    this.browsers = browsers;
    this.config = config;
  }

  /// Where a conversation is; empty while no page is open.
  String url(String visitor) {
    Page page = pages.get(visitor);
    return page == null ? "" : page.url();
  }

  /// Where files lie that were agreed to be given to a page.
  Path uploads(String visitor) {
    return browsers.home().browser().resolve("uploads").resolve(visitor);
  }

  /// Does something in a conversation's browser session.
  BrowserRoom.Done does(String visitor, Deed deed, Warrant warrant, Duration time, Cancel cancel)
      throws InterruptedException {
    BrowserService service = running().service();
    Page page = pages.computeIfAbsent(visitor, _ -> new Page());
    page.judge().begin(warrant);
    Outcome<Told> told;
    List<String> refused;
    try {
      Deadline deadline = Deadline.in(time, browsers.ticker());
      told =
          opened(
              deed,
              Waiting.until(() -> service.does(visitor, deed, deadline), cancel),
              page.judge());
    } finally {
      refused = page.judge().end();
    }
    if (told instanceof Outcome.Done<Told>(Told answer)) {
      page.at(answer.url());
    }
    return new BrowserRoom.Done(told, refused);
  }

  /// What comes in place of a page that the gate refused is the gate's own word, not the page.
  private static Outcome<Told> opened(Deed deed, Outcome<Told> told, PageJudge judge) {
    if (!(deed instanceof Deed.Open open)) {
      return told;
    }
    return judge
        .refusal(OwnerLook.typed(open.url()))
        .<Outcome<Told>>map(why -> new Outcome.Failed<>(new Fault.Blocked(open.url(), why)))
        .orElse(told);
  }

  /// Ends a conversation's browser session.
  ///
  /// @return whether there was one
  boolean leave(String visitor) {
    Optional<Running> now = present();
    return now.isPresent() && value(now.get().service().leave(visitor));
  }

  /// Ends all sessions and forgets what sites stored.
  void logout() {
    boolean _ = value(running().service().logout());
  }

  private static boolean value(Outcome<Boolean> outcome) {
    return switch (outcome) {
      case Outcome.Done<Boolean> done -> done.value();
      case Outcome.Failed<Boolean> failed -> throw BrowserFaults.problem(failed.fault());
    };
  }

  private Optional<Running> present() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /// The browser as the settings want it now.
  private Running running() {
    BrowserConfig wanted = config.get();
    Optional<Running> old;
    lock.lock();
    try {
      if (closed) {
        throw Problem.of(ErrorCode.CANCELLED, "The daemon is closing.");
      }
      if (running.isPresent() && running.get().config().equals(wanted)) {
        return running.get();
      }
      old = running;
      running = Optional.empty();
    } finally {
      lock.unlock();
    }
    old.ifPresent(this::end);
    return begin(wanted);
  }

  private Running begin(BrowserConfig wanted) {
    lock.lock();
    try {
      if (running.isPresent()) {
        return running.get();
      }
      Path folder = browsers.home().browser();
      boolean _ = Folder.remove(folder.resolve("uploads"));
      Browsers.Opened opened = browsers.open(wanted, folder, new Doors(), this::allowed);
      var fresh = new Running(wanted, opened, new CountDownLatch(1));
      running = Optional.of(fresh);
      Thread.ofVirtual().name("browser-idle").start(() -> watch(fresh));
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /// Only what a call has put there, after its owner was asked.
  private Path allowed(String path) throws EngineFault {
    Path file = Path.of(path).normalize();
    if (!file.startsWith(browsers.home().browser().resolve("uploads"))) {
      throw new EngineFault(Fault.noFile(file));
    }
    return file;
  }

  private final class Doors implements Ways {
    @Override
    public ProxyAddress of(String visitor) {
      return pages.computeIfAbsent(visitor, _ -> new Page()).way(browsers.gate());
    }

    @Override
    public void left(String visitor) {
      Page page = pages.get(visitor);
      if (page != null) {
        page.shut();
      }
      boolean _ = Folder.remove(uploads(visitor));
    }
  }

  /// Ends it once nobody has used it for as long as the settings say.
  private void watch(Running mine) {
    try {
      while (!mine.over().await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
        if (mine.service().endIdle()) {
          forget(mine);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget(Running mine) {
    boolean unused;
    lock.lock();
    try {
      unused = running.equals(Optional.of(mine)) && !mine.service().running();
      if (unused) {
        running = Optional.empty();
      }
    } finally {
      lock.unlock();
    }
    if (unused) {
      end(mine);
    }
  }

  private void end(Running old) {
    old.over().countDown();
    old.opened().close();
    pages.values().forEach(Page::shut);
    pages.clear();
  }

  @Override
  public void close() {
    Optional<Running> last;
    lock.lock();
    try {
      closed = true;
      last = running;
      running = Optional.empty();
    } finally {
      lock.unlock();
    }
    last.ifPresent(this::end);
  }
}
