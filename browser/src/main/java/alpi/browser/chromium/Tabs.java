package alpi.browser.chromium;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.TabId;
import alpi.browser.TabInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The tabs of one browser session: how many there may be, which one is meant, and how they are
/// listed.
public final class Tabs {
  /// Tabs past this are closed as they open.
  public static final int MAX = 20;

  private Tabs() {}

  /// Whether one more fits.
  public static boolean room(Collection<? extends Tab> tabs) {
    return tabs.size() < MAX;
  }

  /// Fails where one more does not fit.
  public static void requireRoom(Collection<? extends Tab> tabs) throws EngineFault {
    if (!room(tabs)) {
      throw new EngineFault(
          new Fault.Invalid("There are " + MAX + " tabs already; close one first."));
    }
  }

  /// The tab of that name.
  public static <T extends Tab> T find(Collection<T> tabs, TabId id) throws EngineFault {
    return tabs.stream()
        .filter(tab -> tab.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new EngineFault(new Fault.Invalid("There is no tab " + id + ".")));
  }

  /// The tab that was opened last: what is looked at where nothing else was chosen.
  public static <T extends Tab> T last(Collection<T> tabs) throws EngineFault {
    return tabs.stream()
        .max(Comparator.comparingInt(tab -> tab.id().number()))
        .orElseThrow(() -> new EngineFault(new Fault.Invalid("No tab is open; open a page.")));
  }

  /// All of them in the order they were opened.
  public static <T extends Tab> List<TabInfo> list(
      Collection<T> tabs, T selected, Deadline deadline) throws EngineFault {
    var list = new ArrayList<TabInfo>();
    List<T> inOrder =
        tabs.stream().sorted(Comparator.comparingInt(tab -> tab.id().number())).toList();
    for (T tab : inOrder) {
      list.add(info(tab, tab.equals(selected), deadline));
    }
    return List.copyOf(list);
  }

  /// One of them.
  public static TabInfo info(Tab tab, boolean selected, Deadline deadline) throws EngineFault {
    if (tab.crashed()) {
      return new TabInfo(tab.id(), "", "(crashed)", selected);
    }
    JsonNode info = tab.ask("info", Json.object(), deadline);
    return new TabInfo(
        tab.id(), info.path("url").asString(""), info.path("title").asString(""), selected);
  }
}
