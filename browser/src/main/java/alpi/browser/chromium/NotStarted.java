package alpi.browser.chromium;

import alpi.browser.Fault;
import java.util.List;

/// Reads what a browser complained about when it did not start.
public final class NotStarted {
  private NotStarted() {}

  /// Why a browser that said this did not start.
  public static Fault because(List<String> complaints) {
    String all = String.join("\n", complaints);
    if (all.contains("without --no-sandbox") || all.contains("No usable sandbox")) {
      return new Fault.NotStarted(
          "The browser has no sandbox here and was not started without one.",
          "Run alpi as a user who is not root and may make user namespaces, or set"
              + " browser.no_sandbox to true if you accept that pages run with your rights.");
    }
    String last = complaints.isEmpty() ? "it said nothing" : complaints.getLast();
    return new Fault.NotStarted(
        "The browser did not start (" + last + ").",
        "See whether that program runs by itself; browser.binary names another.");
  }
}
