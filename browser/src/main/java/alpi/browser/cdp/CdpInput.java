package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.KeyStroke;
import alpi.browser.MouseDeed;
import tools.jackson.databind.node.ObjectNode;

/// Mouse and keyboard, as events the page takes for a person's.
final class CdpInput {
  private CdpInput() {}

  static void mouse(CdpTab tab, MouseDeed deed, Deadline deadline) throws EngineFault {
    switch (deed) {
      case MouseDeed.Move move -> send(tab, at("mouseMoved", move.x(), move.y()), deadline);
      case MouseDeed.Click click -> {
        send(tab, at("mouseMoved", click.x(), click.y()), deadline);
        buttons(tab, click, deadline);
      }
      case MouseDeed.Wheel wheel ->
          send(
              tab,
              at("mouseWheel", wheel.x(), wheel.y())
                  .put("deltaX", wheel.dx())
                  .put("deltaY", wheel.dy()),
              deadline);
    }
  }

  /// A click without the way to it.
  static void buttons(CdpTab tab, MouseDeed.Click click, Deadline deadline) throws EngineFault {
    for (int count = 1; count <= click.count(); count++) {
      button(tab, "mousePressed", click, count, deadline);
      button(tab, "mouseReleased", click, count, deadline);
    }
  }

  static void press(CdpTab tab, KeyStroke key, Deadline deadline) throws EngineFault {
    unlessGone(tab, "Input.dispatchKeyEvent", Keys.down(key), deadline);
    unlessGone(tab, "Input.dispatchKeyEvent", Keys.up(key), deadline);
  }

  private static void button(
      CdpTab tab, String type, MouseDeed.Click click, int count, Deadline deadline)
      throws EngineFault {
    ObjectNode event =
        at(type, click.x(), click.y())
            .put("button", "left")
            .put("buttons", type.equals("mousePressed") ? 1 : 0)
            .put("clickCount", count);
    unlessGone(tab, "Input.dispatchMouseEvent", event, deadline);
  }

  private static void send(CdpTab tab, ObjectNode event, Deadline deadline) throws EngineFault {
    unlessGone(tab, "Input.dispatchMouseEvent", event, deadline);
  }

  /// An event may be the end of the page that takes it: then it has been taken.
  private static void unlessGone(CdpTab tab, String method, ObjectNode event, Deadline deadline)
      throws EngineFault {
    try {
      tab.call(method, event, deadline);
    } catch (EngineFault e) {
      if (!tab.gone() && !tab.crashed()) {
        if (e.fault() instanceof Fault.TimedOut) {
          throw new EngineFault(
              new Fault.TimedOut("the page was busy and took no clicks or keys"), e);
        }
        throw e;
      }
    }
  }

  private static ObjectNode at(String type, double x, double y) {
    return Json.object().put("type", type).put("x", x).put("y", y);
  }
}
