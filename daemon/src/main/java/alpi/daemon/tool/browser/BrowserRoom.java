package alpi.daemon.tool.browser;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.browser.Outcome;
import alpi.browser.service.Deed;
import alpi.browser.service.Told;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.config.BrowserConfig;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.sandbox.HostSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The door to the browser of a profile. It is made with the profile and costs nothing: no class of
/// a browser is loaded before somebody browses.
public final class BrowserRoom implements AutoCloseable {
  private final ProfileHome home;
  private final Supplier<BrowserConfig> config;
  private final Gate gate;
  private final HostSandbox host;
  private final Time time;

  /// Guards all below.
  private final ReentrantLock lock = new ReentrantLock();

  private Optional<Conversations> made = Optional.empty();
  private boolean closed;

  /// @param config as it is now
  public BrowserRoom(
      ProfileHome home, Supplier<BrowserConfig> config, Gate gate, HostSandbox host, Time time) {
    this.home = home;
    this.config = config;
    this.gate = gate;
    this.host = host;
    this.time = time;
  }

  Browsers browsers() {
    return new Browsers(home, gate, host, time);
  }

  BrowserConfig config() {
    return config.get();
  }

  /// Where files lie that were agreed to be given to a page.
  Path uploads(String visitor) {
    return home.browser().resolve("uploads").resolve(visitor);
  }

  /// Where a conversation is; empty while no page is open.
  String url(String visitor) {
    return present().map(each -> each.url(visitor)).orElse("");
  }

  /// @param refused one line for each host that pages were kept from
  record Done(Outcome<Told> told, List<String> refused) {}

  /// Does something in a conversation's browser session.
  Done does(String visitor, Deed deed, Warrant warrant, Duration time, Cancel cancel)
      throws InterruptedException {
    return conversations().does(visitor, deed, warrant, time, cancel);
  }

  /// Ends a conversation's browser session.
  ///
  /// @return whether there was one
  boolean leave(String visitor) {
    return present().map(each -> each.leave(visitor)).orElse(false);
  }

  /// Ends all sessions and forgets what sites stored.
  void logout() {
    conversations().logout();
  }

  private Optional<Conversations> present() {
    lock.lock();
    try {
      return made;
    } finally {
      lock.unlock();
    }
  }

  private Conversations conversations() {
    lock.lock();
    try {
      if (closed) {
        throw Problem.of(ErrorCode.CANCELLED, "The daemon is closing.");
      }
      if (made.isEmpty()) {
        made = Optional.of(new Conversations(browsers(), config));
      }
      return made.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    Optional<Conversations> last;
    lock.lock();
    try {
      closed = true;
      last = made;
    } finally {
      lock.unlock();
    }
    if (last.isPresent()) {
      last.get().close();
    }
  }
}
