package alpi.browser.service;

import alpi.browser.BrowserEvent;
import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.EngineInfo;
import alpi.browser.EngineSession;
import alpi.browser.page.Hands;
import java.util.ArrayList;
import java.util.List;

/// One visitor's browser session while an engine runs. On the engine's thread.
final class Visit {
  /// What happened by itself is told of one deed up to this, files apart.
  static final int MAX_TOLD = 12;

  private final EngineSession session;
  private final EngineInfo engine;
  private final Deeds deeds;
  private final Quarantine quarantine;
  private long usedAt;

  Visit(EngineSession session, EngineInfo engine, UploadRules uploads, Quarantine quarantine) {
    this.engine = engine;
    this.session = session;
    this.deeds = new Deeds(session, uploads);
    this.quarantine = quarantine;
  }

  EngineSession session() {
    return session;
  }

  void use(long nanos) {
    usedAt = nanos;
  }

  /// When it was last used.
  long usedAt() {
    return usedAt;
  }

  Told does(Deed deed, Deadline deadline) throws EngineFault {
    if (deed instanceof Deed.Download) {
      Hands.need(Capability.DOWNLOADS, engine.id(), engine.capabilities());
    }
    Deeds.Done done = deeds.does(deed, deadline);
    var lines = new ArrayList<>(done.lines());
    var kept = new ArrayList<Kept>();
    List<BrowserEvent> events = session.drain();
    if (deed instanceof Deed.Download) {
      events = awaitFile(events, deadline);
    }
    int passing = 0;
    for (BrowserEvent event : events) {
      if (file(event) || ++passing <= MAX_TOLD) {
        lines.add(told(event, kept));
      }
    }
    if (passing > MAX_TOLD) {
      lines.add("and " + (passing - MAX_TOLD) + " more such");
    }
    return new Told(
        String.join("\n", lines),
        done.image(),
        List.copyOf(kept),
        deeds.url(),
        done.status(),
        done.download());
  }

  /// All events up to the one that says what became of a file.
  private List<BrowserEvent> awaitFile(List<BrowserEvent> so, Deadline deadline)
      throws EngineFault {
    var all = new ArrayList<>(so);
    while (all.stream().noneMatch(Visit::file)) {
      deadline.check("a file was awaited; nothing was downloaded");
      session.settle(deadline);
      all.addAll(session.drain());
    }
    return all;
  }

  private static boolean file(BrowserEvent event) {
    return event instanceof BrowserEvent.Download || event instanceof BrowserEvent.DownloadFailed;
  }

  private String told(BrowserEvent event, List<Kept> kept) {
    if (!(event instanceof BrowserEvent.Download download)) {
      return event.line();
    }
    try {
      Kept one = quarantine.take(download.file(), download.suggestedName());
      kept.add(one);
      return "downloaded \"" + one.name() + "\" (" + one.size() + " bytes)";
    } catch (EngineFault e) {
      return "a download was not kept: " + e.fault().sentence();
    }
  }
}
