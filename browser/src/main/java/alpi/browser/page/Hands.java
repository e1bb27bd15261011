package alpi.browser.page;

import alpi.alp.json.Json;
import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.KeyStroke;
import alpi.browser.MouseDeed;
import alpi.browser.Ref;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Acts on a page by reference. Each looks first whether it can succeed, so that what is stale,
/// hidden, covered or disabled is said at once instead of waited for.
public final class Hands {
  /// Looks at an element that moves or is on its way in.
  private static final int LOOKS = 6;

  private static final int LOOK_MILLIS = 60;

  /// More is filled in at once instead of typed.
  public static final int MAX_TYPED = 500;

  /// Longest text of one act, in characters.
  public static final int MAX_TEXT = 100_000;

  private final EngineSession session;

  /// References count on over all documents and tabs, so that none is ever given twice.
  private long next = 1;

  public Hands(EngineSession session) {
    this.session = session;
  }

  /// Reads the page.
  ///
  /// @param arguments of the reader's `tree`
  public PageTree read(ObjectNode arguments, Deadline deadline) throws EngineFault {
    JsonNode tree = session.ask("tree", arguments.put("from", next), deadline);
    next = Math.max(next, tree.path("next").asLong(1));
    if (tree.path("s").asString("").equals("stale")) {
      throw new EngineFault(new Fault.StaleRef(new Ref(arguments.path("scope").asLong(1))));
    }
    return PageTree.of(tree);
  }

  public void click(Ref ref, int count, Deadline deadline) throws EngineFault {
    JsonNode spot = spot(ref, true, deadline);
    session.mouse(
        new MouseDeed.Click(spot.path("x").asDouble(0), spot.path("y").asDouble(0), count),
        deadline);
    session.settle(deadline);
  }

  public void hover(Ref ref, Deadline deadline) throws EngineFault {
    JsonNode spot = spot(ref, false, deadline);
    session.mouse(
        new MouseDeed.Move(spot.path("x").asDouble(0), spot.path("y").asDouble(0)), deadline);
    session.settle(deadline);
  }

  /// Replaces what a field holds.
  public void fill(Ref ref, String text, Deadline deadline) throws EngineFault {
    check(text);
    JsonNode field = ask("edit", ref, of(ref).put("all", true), deadline);
    if (field.path("s").asString("").equals("set")) {
      ask("put", ref, of(ref).put("value", text).put("exact", true), deadline);
    } else if (!text.isEmpty()) {
      session.insert(text, deadline);
    } else if (!field.path("empty").asBoolean(false)) {
      session.press(new KeyStroke(List.of(), "Delete"), deadline);
    }
    session.settle(deadline);
  }

  /// Types at the end of a field, key by key.
  public void type(Ref ref, String text, Deadline deadline) throws EngineFault {
    check(text);
    JsonNode field = ask("edit", ref, of(ref).put("all", false), deadline);
    if (field.path("s").asString("").equals("set")) {
      throw new EngineFault(new Fault.NotFit(ref, "takes a value whole: use fill"));
    }
    if (text.length() > MAX_TYPED) {
      session.insert(text, deadline);
    } else {
      int[] points = text.codePoints().toArray();
      for (int point : points) {
        String key = point == '\n' ? "Enter" : point == '\t' ? "Tab" : Character.toString(point);
        session.press(new KeyStroke(List.of(), key), deadline);
      }
    }
    session.settle(deadline);
  }

  public void press(KeyStroke key, Deadline deadline) throws EngineFault {
    session.press(key, deadline);
    session.settle(deadline);
  }

  public void press(Ref ref, KeyStroke key, Deadline deadline) throws EngineFault {
    ask("focus", ref, of(ref), deadline);
    press(key, deadline);
  }

  public void select(Ref ref, List<String> options, Deadline deadline) throws EngineFault {
    if (options.isEmpty()) {
      throw new EngineFault(new Fault.Invalid("Name the option to select."));
    }
    ObjectNode arguments = of(ref);
    var values = arguments.putArray("values");
    options.forEach(values::add);
    ask("choose", ref, arguments, deadline);
    session.settle(deadline);
  }

  public void check(Ref ref, boolean on, Deadline deadline) throws EngineFault {
    if (checked(ref, deadline) == on) {
      return;
    }
    click(ref, 1, deadline);
    if (checked(ref, deadline) != on) {
      throw new EngineFault(
          new Fault.NotFit(ref, "was clicked and is still " + (on ? "unchecked" : "checked")));
    }
  }

  private boolean checked(Ref ref, Deadline deadline) throws EngineFault {
    return ask("checked", ref, of(ref), deadline).path("on").asBoolean(false);
  }

  /// Scrolls to an element, or by as many pixels.
  public JsonNode scroll(ObjectNode arguments, Deadline deadline) throws EngineFault {
    long ref = arguments.path("ref").asLong(0);
    JsonNode at =
        ref > 0
            ? ask("scroll", new Ref(ref), arguments, deadline)
            : session.ask("scroll", arguments, deadline);
    session.settle(deadline);
    return at;
  }

  public void upload(Ref ref, List<Path> files, Deadline deadline) throws EngineFault {
    session.attach(ref, files, deadline);
    session.settle(deadline);
  }

  /// Waits until a condition of the reader's `holds` is so.
  public void await(ObjectNode condition, String what, Deadline deadline) throws EngineFault {
    while (!session.ask("holds", condition, deadline).path("on").asBoolean(false)) {
      deadline.check("waiting for " + what);
      pause(deadline);
    }
  }

  private void pause(Deadline deadline) throws EngineFault {
    ObjectNode quiet = Json.object().put("still", LOOK_MILLIS).put("most", 2 * LOOK_MILLIS);
    session.ask("quiet", quiet, deadline);
  }

  /// Where to point at an element that stands still and is not covered.
  private JsonNode spot(Ref ref, boolean act, Deadline deadline) throws EngineFault {
    ObjectNode arguments = of(ref).put("act", act);
    JsonNode found = session.ask("locate", arguments, deadline);
    for (int look = 1; look < LOOKS && passing(found); look++) {
      pause(deadline);
      found = session.ask("locate", arguments, deadline);
    }
    if (found.path("s").asString("").equals("ok")) {
      return found;
    }
    throw new EngineFault(wrong(ref, found));
  }

  /// Whether it may be otherwise in a moment.
  private static boolean passing(JsonNode found) {
    return switch (found.path("s").asString("")) {
      case "moving", "covered", "hidden", "offscreen" -> true;
      default -> false;
    };
  }

  private JsonNode ask(String verb, Ref ref, ObjectNode arguments, Deadline deadline)
      throws EngineFault {
    JsonNode answer = session.ask(verb, arguments, deadline);
    return switch (answer.path("s").asString("")) {
      case "ok", "type", "set" -> answer;
      default -> throw new EngineFault(wrong(ref, answer));
    };
  }

  private static Fault wrong(Ref ref, JsonNode answer) {
    return switch (answer.path("s").asString("")) {
      case "stale" -> new Fault.StaleRef(ref);
      case "covered" -> new Fault.Covered(ref, answer.path("by").asString("something"));
      case "hidden" -> new Fault.NotFit(ref, "is not visible");
      case "disabled" -> new Fault.NotFit(ref, "is disabled");
      case "read-only" -> new Fault.NotFit(ref, "is read-only");
      case "moving" -> new Fault.NotFit(ref, "does not stop moving");
      case "offscreen" -> new Fault.NotFit(ref, "cannot be scrolled into view");
      case "unfit" -> new Fault.NotFit(ref, answer.path("why").asString("is not fit for that"));
      default -> new Fault.NotFit(ref, "gave no answer that makes sense");
    };
  }

  private static ObjectNode of(Ref ref) {
    return Json.object().put("ref", ref.number());
  }

  private static void check(String text) throws EngineFault {
    if (text.length() > MAX_TEXT) {
      throw new EngineFault(new Fault.TooLarge("The text", MAX_TEXT, "characters"));
    }
  }

  /// Refuses what the engine lacks.
  public static void need(
      Capability capability, String engine, java.util.Set<Capability> capabilities)
      throws EngineFault {
    if (!capabilities.contains(capability)) {
      throw new EngineFault(new Fault.Unsupported(engine, capability));
    }
  }
}
