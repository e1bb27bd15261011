package alpi.browser.chromium;

import alpi.alp.json.Json;
import alpi.browser.Bytes;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Image;
import alpi.browser.Shot;
import alpi.browser.ShotSize;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Pictures of a page.
public final class ChromiumShot {
  private ChromiumShot() {}

  public static Image take(Protocol tab, Shot shot, Deadline deadline) throws EngineFault {
    JsonNode metrics = tab.call("Page.getLayoutMetrics", Json.object(), deadline);
    JsonNode window = metrics.path("cssVisualViewport");
    JsonNode page = metrics.path("cssContentSize");
    boolean whole = shot == Shot.PAGE;
    ShotSize size =
        whole
            ? ShotSize.of(page.path("width").asDouble(0), page.path("height").asDouble(0))
            : ShotSize.of(
                window.path("clientWidth").asDouble(0), window.path("clientHeight").asDouble(0));
    ObjectNode params = Json.object().put("format", "png").put("captureBeyondViewport", whole);
    params
        .putObject("clip")
        .put("x", whole ? 0 : window.path("pageX").asDouble(0))
        .put("y", whole ? 0 : window.path("pageY").asDouble(0))
        .put("width", size.width())
        .put("height", size.height())
        .put("scale", size.scale());
    JsonNode taken = tab.call("Page.captureScreenshot", params, deadline);
    byte[] bytes = Base64.getDecoder().decode(taken.path("data").asString(""));
    return new Image(new Bytes(bytes), "image/png");
  }
}
