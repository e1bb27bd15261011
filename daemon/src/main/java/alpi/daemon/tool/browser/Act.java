package alpi.daemon.tool.browser;

/// What a model can do with a browser.
public enum Act {
  OPEN,
  READ,
  FIND,
  CLICK,
  TYPE,
  FILL,
  SELECT,
  CHECK,
  UNCHECK,
  HOVER,
  PRESS,
  SCROLL,
  BACK,
  FORWARD,
  TABS,
  WAIT,
  UPLOAD,
  DOWNLOAD,
  SCREENSHOT,
  CLOSE,
  LOGOUT;

  /// Whether the page is told something by it: what is typed, chosen or clicked can leave at once.
  boolean tells() {
    return switch (this) {
      case CLICK, TYPE, FILL, SELECT, CHECK, UNCHECK, PRESS, BACK, FORWARD, UPLOAD -> true;
      case OPEN, READ, FIND, HOVER, SCROLL, TABS, WAIT, DOWNLOAD, SCREENSHOT, CLOSE, LOGOUT ->
          false;
    };
  }
}
