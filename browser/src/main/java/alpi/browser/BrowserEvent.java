package alpi.browser;

import java.nio.file.Path;

/// What happened in a browser session by itself, told with the next reply.
public sealed interface BrowserEvent {
  /// The longest text of a page that goes into an event.
  int MAX_TEXT = 300;

  /// One line for the model.
  String line();

  /// A page's text, short and in one line.
  static String cut(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line;
  }

  /// @param kind alert, confirm, prompt or beforeunload
  record Dialog(String kind, String message, boolean accepted) implements BrowserEvent {
    @Override
    public String line() {
      return "dialog " + kind + " \"" + message + "\" " + (accepted ? "accepted" : "dismissed");
    }
  }

  /// Complete, but not yet looked at by anybody: see the service's quarantine.
  record Download(String url, String suggestedName, Path file) implements BrowserEvent {
    @Override
    public String line() {
      return "downloaded \"" + suggestedName + "\"";
    }
  }

  record DownloadFailed(String suggestedName, String why) implements BrowserEvent {
    @Override
    public String line() {
      return "download of \"" + suggestedName + "\" failed: " + why;
    }
  }

  record Popup(TabId tab, String url) implements BrowserEvent {
    @Override
    public String line() {
      return "new tab " + tab + " " + url;
    }
  }

  /// A page wanted another tab, and the engine opens none by itself.
  record TabRefused(String url) implements BrowserEvent {
    @Override
    public String line() {
      return "the page wanted a new tab and got none; open it yourself: " + url;
    }
  }

  record Crash(TabId tab) implements BrowserEvent {
    @Override
    public String line() {
      return "the page in tab " + tab + " crashed";
    }
  }
}
