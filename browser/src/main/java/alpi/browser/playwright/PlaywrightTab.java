package alpi.browser.playwright;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.ReaderScript;
import alpi.browser.TabId;
import alpi.browser.chromium.Protocol;
import alpi.browser.chromium.Tab;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One page of Playwright's, and the reader that lives in it.
final class PlaywrightTab implements Protocol, Tab {
  private static final String CALL =
      "async (reader, [verb, given]) =>"
          + " JSON.stringify(await reader[verb](JSON.parse(given))) ?? 'null'";

  private final TabId id;
  private final Page page;
  private Optional<JSHandle> reader = Optional.empty();
  private Optional<CDPSession> protocol = Optional.empty();
  private boolean navigating;
  private boolean crashed;

  PlaywrightTab(TabId id, Page page) {
    this.id = id;
    this.page = page;
    page.onRequest(request -> {
      if (request.isNavigationRequest() && request.frame().equals(page.mainFrame())) {
        navigating = true;
      }
    });
    page.onRequestFailed(request -> {
      if (request.isNavigationRequest()) {
        navigating = false;
      }
    });
    page.onFrameNavigated(frame -> {
      if (frame.equals(page.mainFrame())) {
        navigating = false;
        reader = Optional.empty();
      }
    });
    page.onDownload(_ -> navigating = false);
    page.onCrash(_ -> crashed = true);
  }

  @Override
  public TabId id() {
    return id;
  }

  Page page() {
    return page;
  }

  boolean navigating() {
    return navigating;
  }

  @Override
  public boolean crashed() {
    return crashed;
  }

  @Override
  public JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault {
    while (true) {
      if (crashed) {
        throw new EngineFault(new Fault.PageCrashed());
      }
      deadline.check("the page was being read");
      try {
        Object answer = reader().evaluate(CALL, List.of(verb, Json.text(arguments)));
        return Json.parse(String.valueOf(answer));
      } catch (PlaywrightException e) {
        if (!Words.documentGone(e)) {
          throw Words.fault(e, page, "the page was being read");
        }
        reader = Optional.empty();
      }
    }
  }

  JSHandle reader() {
    if (reader.isEmpty()) {
      reader = Optional.of(page.evaluateHandle(ReaderScript.text()));
    }
    return reader.get();
  }

  @Override
  public JsonNode call(String method, ObjectNode params, Deadline deadline) throws EngineFault {
    try {
      if (protocol.isEmpty()) {
        protocol = Optional.of(page.context().newCDPSession(page));
      }
      return call(protocol.get(), method, params);
    } catch (PlaywrightException e) {
      throw Words.fault(e, page, "the browser worked on " + method);
    }
  }

  static JsonNode call(CDPSession session, String method, ObjectNode params) {
    JsonObject given = JsonParser.parseString(Json.text(params)).getAsJsonObject();
    JsonObject answer = session.send(method, given);
    return answer == null ? Json.object() : Json.parse(answer.toString());
  }
}
