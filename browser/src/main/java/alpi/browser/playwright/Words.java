package alpi.browser.playwright;

import alpi.browser.EngineFault;
import alpi.browser.Fault;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what Playwright says went wrong. It tells kinds of errors apart by their text only.
final class Words {
  private static final Pattern NET = Pattern.compile("net::[A-Z_]+");

  private static final Pattern MESSAGE = Pattern.compile("message='(.*)");

  private Words() {}

  static boolean documentGone(PlaywrightException e) {
    String text = text(e);
    return text.contains("Execution context was destroyed")
        || text.contains("JSHandle is disposed")
        || text.contains("Cannot find context")
        || text.contains("most likely because of a navigation")
        || text.contains("Unable to adopt element handle");
  }

  static boolean download(PlaywrightException e) {
    return text(e).contains("Download is starting");
  }

  /// Another navigation came between: the one to the error page of the last.
  static boolean interrupted(PlaywrightException e) {
    return text(e).contains("interrupted by another navigation");
  }

  static boolean crashed(PlaywrightException e) {
    return text(e).contains("crashed");
  }

  static EngineFault navigation(PlaywrightException e, String url) {
    Matcher net = NET.matcher(text(e));
    return net.find()
        ? new EngineFault(new Fault.NavigationFailed(url, net.group()), e)
        : fault(e, "the page was loading");
  }

  static EngineFault fault(PlaywrightException e, String doing) {
    if (e instanceof TimeoutError) {
      return new EngineFault(new Fault.TimedOut(doing), e);
    }
    if (crashed(e)) {
      return new EngineFault(new Fault.PageCrashed(), e);
    }
    String text = text(e);
    if (text.contains("closed") || text.contains("Connection") || text.contains("pipe")) {
      return new EngineFault(new Fault.EngineGone("it hung up"), e);
    }
    return new EngineFault(new Fault.Invalid("The browser refused: " + sentence(text)), e);
  }

  /// What lies between `message='` and the end of its line.
  private static String sentence(String text) {
    Matcher message = MESSAGE.matcher(text);
    return message.find() ? message.group(1) : text.lines().findFirst().orElse("?");
  }

  private static String text(PlaywrightException e) {
    return e.getMessage() == null ? "" : e.getMessage();
  }
}
