package alpi.browser.chromium;

import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.TabId;
import alpi.browser.TabInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The tabs of one browser session: how many there may be, how they are numbered, and which one is
/// meant. They are opened and selected on the engine's thread; any thread may find or remove them.
public final class Tabs<T extends Tab> {
  /// Tabs past this are closed as they open.
  public static final int MAX = 20;

  /// In the order they were opened.
  private final List<T> open = new CopyOnWriteArrayList<>();

  private int numbered;
  private Optional<T> selected = Optional.empty();

  /// Whether one more fits.
  public boolean room() {
    return open.size() < MAX;
  }

  /// Fails where one more does not fit.
  public void requireRoom() throws EngineFault {
    if (!room()) {
      throw new EngineFault(
          new Fault.Invalid("There are " + MAX + " tabs already; close one first."));
    }
  }

  /// The name of the tab that is opened next.
  public TabId next() {
    return new TabId(++numbered);
  }

  /// Takes in a tab that has opened.
  public void add(T tab) {
    open.add(tab);
  }

  /// Lets go of a tab that is no more.
  public void remove(T tab) {
    open.remove(tab);
  }

  /// All of them in the order they were opened.
  public Stream<T> all() {
    return open.stream();
  }

  public boolean contains(T tab) {
    return open.contains(tab);
  }

  /// The one that it is true of.
  public Optional<T> find(Predicate<T> which) {
    return all().filter(which).findFirst();
  }

  /// The tab of that name.
  public T get(TabId id) throws EngineFault {
    return find(tab -> tab.id().equals(id))
        .orElseThrow(() -> new EngineFault(new Fault.Invalid("There is no tab " + id + ".")));
  }

  /// From now on this one is meant.
  public void select(T tab) {
    selected = Optional.of(tab);
  }

  /// The tab that is looked at and acted on: the one that was selected, else the last that opened.
  public T selected() throws EngineFault {
    if (selected.filter(open::contains).isEmpty()) {
      selected = all().reduce((_, later) -> later);
    }
    return selected.orElseThrow(
        () -> new EngineFault(new Fault.Invalid("No tab is open; open a page.")));
  }

  /// As they are listed.
  public List<TabInfo> list(Deadline deadline) throws EngineFault {
    if (open.isEmpty()) {
      return List.of();
    }
    T meant = selected();
    var list = new ArrayList<TabInfo>();
    for (T tab : open) {
      list.add(tab.info(tab.equals(meant), deadline));
    }
    return List.copyOf(list);
  }
}
