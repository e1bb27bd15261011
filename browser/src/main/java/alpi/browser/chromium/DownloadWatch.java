package alpi.browser.chromium;

import alpi.alp.json.Json;
import alpi.browser.BrowserEvent;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.EventRing;
import alpi.browser.Fault;
import alpi.browser.SessionSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What pages hand out: written under names that the browser makes up, so that no page names a
/// file, and ended once it is too large.
public final class DownloadWatch {
  private record Begun(String url, String name) {}

  private final Consumer<ObjectNode> cancel;
  private final String context;
  private final SessionSpec spec;
  private final EventRing events;

  /// Guards what is under way.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Map<String, Begun> underWay = new HashMap<>();
  private long begun;

  /// @param cancel posts `Browser.cancelDownload` with these parameters
  public DownloadWatch(
      Consumer<ObjectNode> cancel, String context, SessionSpec spec, EventRing events) {
    this.cancel = cancel;
    this.context = context;
    this.spec = spec;
    this.events = events;
  }

  /// Has them written where the session wants them, and told of.
  public void begin(Protocol browser, Deadline deadline) throws EngineFault {
    ObjectNode params =
        Json.object()
            .put("behavior", "allowAndName")
            .put("browserContextId", context)
            .put("downloadPath", spec.downloads().toAbsolutePath().toString())
            .put("eventsEnabled", true);
    browser.call("Browser.setDownloadBehavior", params, deadline);
  }

  /// How many have begun so far.
  public long begun() {
    lock.lock();
    try {
      return begun;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for one more than `before` to begin.
  public boolean awaitBegun(long before, Deadline deadline) throws EngineFault {
    lock.lock();
    try {
      while (begun <= before) {
        if (deadline.passed() || changed.awaitNanos(deadline.left().toNanos()) <= 0) {
          return begun > before;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineFault(new Fault.TimedOut("waiting for a download, called off"), e);
    } finally {
      lock.unlock();
    }
  }

  /// Told by the reading thread. The event names no context: the file shows whose it is.
  public void event(String method, JsonNode params) {
    String guid = params.path("guid").asString("");
    switch (method) {
      case "Browser.downloadWillBegin" -> begins(guid, params);
      case "Browser.downloadProgress" -> progress(guid, params);
      default -> {}
    }
  }

  private void begins(String guid, JsonNode params) {
    lock.lock();
    try {
      begun++;
      underWay.put(
          guid,
          new Begun(
              params.path("url").asString(""),
              BrowserEvent.cut(params.path("suggestedFilename").asString("download"))));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void progress(String guid, JsonNode params) {
    String state = params.path("state").asString("");
    boolean tooLarge =
        Math.max(params.path("receivedBytes").asDouble(0), params.path("totalBytes").asDouble(0))
            > spec.maxDownloadBytes();
    if (state.equals("inProgress") && !tooLarge) {
      return;
    }
    Begun which;
    lock.lock();
    try {
      which = underWay.remove(guid);
    } finally {
      lock.unlock();
    }
    if (which == null) {
      return;
    }
    if (tooLarge) {
      cancel.accept(Json.object().put("guid", guid).put("browserContextId", context));
      events.add(
          new BrowserEvent.DownloadFailed(
              which.name(), "it is larger than " + spec.maxDownloadBytes() + " bytes"));
    } else if (state.equals("completed")) {
      events.add(
          new BrowserEvent.Download(which.url(), which.name(), spec.downloads().resolve(guid)));
    } else {
      events.add(new BrowserEvent.DownloadFailed(which.name(), "it broke off"));
    }
  }
}
