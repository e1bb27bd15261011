package alpi.browser;

import java.util.Locale;

/// Something an engine may or may not be able to do. What is missing is refused by name, never
/// pretended.
public enum Capability {
  SCREENSHOT,
  FULL_PAGE,
  DIALOG_EVENTS,
  DOWNLOADS,
  UPLOADS,
  POPUPS,
  HOVER,
  MULTI_TAB,
  WEBSOCKET,
  STORAGE_STATE,
  /// The script that reads the page runs where the page's own scripts cannot reach it.
  ISOLATED_WORLD,
  /// Pages run inside a sandbox of the operating system: the browser's own, or one around it.
  OS_SANDBOX,
  /// Pages have processes of their own: one that crashes leaves the browser and the others alive.
  PAGE_PROCESSES,
  /// A page that never ends a script can be stopped without ending the browser.
  STOP_SCRIPT;

  /// As people read it.
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
