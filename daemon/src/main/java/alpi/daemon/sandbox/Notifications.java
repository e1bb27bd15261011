package alpi.daemon.sandbox;

import java.util.List;

/// Shows a line on the desktop, where there is one: through `notify-send`, or `osascript` on macOS.
public final class Notifications {
  private static final String NOTIFY_SEND = "notify-send";
  private static final String OSASCRIPT = "osascript";

  /// Reads its words from its arguments, so that none of them is taken for a part of the script.
  private static final String SCRIPT =
      "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run\n";

  private final DesktopProgram desktop;
  private final boolean mac;

  public Notifications(DesktopProgram desktop) {
    this(desktop, System.getProperty("os.name", "").startsWith("Mac"));
  }

  Notifications(DesktopProgram desktop, boolean mac) {
    this.desktop = desktop;
    this.mac = mac;
  }

  /// Whether there is a desktop to show it.
  public boolean present() {
    return mac
        ? desktop.has(OSASCRIPT)
        : desktop.has(NOTIFY_SEND) && desktop.variable("DBUS_SESSION_BUS_ADDRESS").isPresent();
  }

  /// Shows a note.
  ///
  /// @return whether the desktop took it
  public boolean show(String title, String text) {
    if (!present()) {
      return false;
    }
    if (mac) {
      return asked(List.of(OSASCRIPT, "-", title, text), SCRIPT);
    }
    return asked(List.of(NOTIFY_SEND, "--app-name=alpi", "--", plain(title), plain(text)), "");
  }

  private boolean asked(List<String> words, String input) {
    return desktop.ask(words, input).filter(DesktopProgram.Answer::ok).isPresent();
  }

  /// Notification servers read markup.
  private static String plain(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
