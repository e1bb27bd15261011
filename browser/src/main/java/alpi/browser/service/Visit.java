package alpi.browser.service;

import alpi.browser.BrowserEvent;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import java.util.ArrayList;
import java.util.List;

/// One visitor's browser session while an engine runs. On the engine's thread.
final class Visit {
  private final EngineSession session;
  private final Deeds deeds;
  private final Quarantine quarantine;

  Visit(EngineSession session, UploadRules uploads, Quarantine quarantine) {
    this.session = session;
    this.deeds = new Deeds(session, uploads);
    this.quarantine = quarantine;
  }

  EngineSession session() {
    return session;
  }

  Told does(Deed deed, Deadline deadline) throws EngineFault {
    Deeds.Done done = deeds.does(deed, deadline);
    var lines = new ArrayList<>(done.lines());
    var kept = new ArrayList<Kept>();
    for (BrowserEvent event : session.drain()) {
      lines.add(told(event, kept));
    }
    return new Told(String.join("\n", lines), done.image(), List.copyOf(kept));
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
