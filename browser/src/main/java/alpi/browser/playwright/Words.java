package alpi.browser.playwright;

import alpi.browser.EngineFault;
import alpi.browser.Fault;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.impl.TargetClosedError;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what Playwright says went wrong. It tells kinds of errors apart by their text only.
final class Words {
  private static final Pattern NET = Pattern.compile("net::[A-Z_]+");

  private static final Pattern MESSAGE = Pattern.compile("message='(.*)");

  /// What Playwright itself says when its driver hung up.
  private static final Set<String> HUNG_UP =
      Set.of(
          "Playwright connection closed",
          "Failed to send message",
          "Failed to read message",
          "Failed to read message from driver, pipe closed.");

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
    String said = sentence(e);
    return said.startsWith("Page crashed") || said.startsWith("Target crashed");
  }

  static EngineFault navigation(PlaywrightException e, Page page, String url) {
    Matcher net = NET.matcher(text(e));
    return net.find()
        ? new EngineFault(new Fault.NavigationFailed(url, net.group()), e)
        : fault(e, page, "the page was loading");
  }

  static EngineFault fault(PlaywrightException e, String doing) {
    if (e instanceof TimeoutError) {
      return new EngineFault(new Fault.TimedOut(doing), e);
    }
    if (crashed(e)) {
      return new EngineFault(new Fault.PageCrashed(), e);
    }
    if (e instanceof TargetClosedError || HUNG_UP.contains(sentence(e))) {
      return new EngineFault(new Fault.EngineGone("it hung up"), e);
    }
    return new EngineFault(new Fault.Invalid("The browser refused: " + sentence(e)), e);
  }

  /// The same for a call to one page, which may close while the browser lives.
  static EngineFault fault(PlaywrightException e, Page page, String doing) {
    boolean closed = e instanceof TargetClosedError && page.isClosed();
    return closed && page.context().browser().isConnected()
        ? new EngineFault(new Fault.Invalid("The tab was closed meanwhile."), e)
        : fault(e, doing);
  }

  /// What lies between `message='` and the end of its line, else the first line.
  static String sentence(PlaywrightException e) {
    String text = text(e);
    Matcher message = MESSAGE.matcher(text);
    return message.find() ? message.group(1) : text.lines().findFirst().orElse("?");
  }

  private static String text(PlaywrightException e) {
    return e.getMessage() == null ? "" : e.getMessage();
  }
}
