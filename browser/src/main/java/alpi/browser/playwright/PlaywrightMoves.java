package alpi.browser.playwright;

import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Navigation;
import alpi.browser.Waits;
import alpi.browser.chromium.History;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.WaitUntilState;
import java.net.URI;

/// Going somewhere in a tab, back, forward and there again.
final class PlaywrightMoves {
  /// A navigation that another one comes between is tried again: the one to the error page of the
  /// last may do that.
  private static final int TRIES = 4;

  private static final String ERROR_PAGE = "chrome-error:";
  private static final double STRAGGLER_MILLIS = 500;

  private PlaywrightMoves() {}

  static Navigation navigate(PlaywrightTab tab, URI url, Deadline deadline) throws EngineFault {
    return navigate(tab, url, deadline, TRIES);
  }

  private static Navigation navigate(PlaywrightTab tab, URI url, Deadline deadline, int tries)
      throws EngineFault {
    try {
      tab.page()
          .navigate(
              url.toString(),
              new Page.NavigateOptions()
                  .setWaitUntil(WaitUntilState.DOMCONTENTLOADED)
                  .setTimeout(millis(deadline)));
      return arrived(tab, deadline);
    } catch (PlaywrightException e) {
      if (Words.download(e)) {
        return new Navigation(0, url.toString(), "", true, true);
      }
      if (Words.interrupted(e) && tries > 1) {
        awaitUrl(tab, url.toString());
        return tab.page().url().equals(url.toString())
            ? arrived(tab, deadline)
            : navigate(tab, url, deadline, tries - 1);
      }
      awaitUrl(tab, ERROR_PAGE);
      throw Words.navigation(e, tab.page(), url.toString());
    }
  }

  /// Lets a navigation that nobody waits for come to its end, so that it does not come between the
  /// next one and its page.
  private static void awaitUrl(PlaywrightTab tab, String url) {
    try {
      tab.page()
          .waitForCondition(
              () -> tab.crashed() || tab.page().url().startsWith(url),
              new Page.WaitForConditionOptions().setTimeout(STRAGGLER_MILLIS));
    } catch (PlaywrightException e) {
      // None came; the next navigation finds out.
      return;
    }
  }

  static Navigation arrived(PlaywrightTab tab, Deadline deadline) throws EngineFault {
    boolean loaded = true;
    try {
      tab.page()
          .waitForLoadState(
              LoadState.LOAD,
              new Page.WaitForLoadStateOptions().setTimeout(millis(deadline.within(Waits.LOAD))));
    } catch (TimeoutError e) {
      loaded = false;
    }
    return tab.arrived(loaded, deadline);
  }

  static double millis(Deadline deadline) {
    return (double) Math.max(1, deadline.leftMillis());
  }

  static Navigation traverse(PlaywrightTab tab, int steps, Deadline deadline) throws EngineFault {
    int _ = History.entry(tab, steps, deadline); // There is one, or this fails at once.
    try {
      if (steps < 0) {
        tab.page()
            .goBack(
                new Page.GoBackOptions()
                    .setWaitUntil(WaitUntilState.DOMCONTENTLOADED)
                    .setTimeout(millis(deadline)));
      } else {
        tab.page()
            .goForward(
                new Page.GoForwardOptions()
                    .setWaitUntil(WaitUntilState.DOMCONTENTLOADED)
                    .setTimeout(millis(deadline)));
      }
      return arrived(tab, deadline);
    } catch (PlaywrightException e) {
      throw Words.navigation(e, tab.page(), tab.page().url());
    }
  }

  static Navigation reload(PlaywrightTab tab, Deadline deadline) throws EngineFault {
    try {
      tab.page()
          .reload(
              new Page.ReloadOptions()
                  .setWaitUntil(WaitUntilState.DOMCONTENTLOADED)
                  .setTimeout(millis(deadline)));
      return arrived(tab, deadline);
    } catch (PlaywrightException e) {
      throw Words.navigation(e, tab.page(), tab.page().url());
    }
  }
}
