package alpi.browser.cdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// A page of the browser behind the gate, under the name that an Obscura would give it.
final class GatePage {
  private static final long FIRST_WORLD = 100;

  final String name;
  final String target;
  final String session;
  private final Set<Long> worlds = new HashSet<>();
  private final Set<String> readable = new HashSet<>();
  private final List<ObjectNode> held = new ArrayList<>();
  private String frame = "";
  private String attached;
  private int attaches;
  private long nextWorld = FIRST_WORLD;
  private boolean holding;
  private boolean loading;

  GatePage(String name, String target, String session) {
    this.name = name;
    this.target = target;
    this.session = session;
    this.attached = name + "-session";
  }

  synchronized String frame() {
    return frame;
  }

  synchronized void frame(String id) {
    frame = id;
  }

  /// A further session of it, by name.
  synchronized String attach() {
    attached = name + "-session-" + ++attaches;
    return attached;
  }

  /// Whose events these are.
  synchronized String attached() {
    return attached;
  }

  boolean answersTo(String sessionId) {
    return sessionId.equals(name + "-session") || sessionId.startsWith(name + "-session-");
  }

  synchronized long world() {
    worlds.add(nextWorld);
    return nextWorld++;
  }

  synchronized boolean has(long world) {
    return world == 1 || world == 2 || worlds.contains(world);
  }

  synchronized void newDocument() {
    worlds.clear();
  }

  synchronized void readable(String loader) {
    readable.add(loader);
    notifyAll();
  }

  synchronized boolean isReadable(String loader) {
    return readable.contains(loader);
  }

  synchronized void loading(boolean now) {
    loading = now;
    notifyAll();
  }

  synchronized boolean loading() {
    return loading;
  }

  /// Keeps events back until [#release].
  synchronized void hold() {
    holding = true;
  }

  /// Tells of it, unless it is kept back. One after the other, in the order they came.
  synchronized void tell(ObjectNode event, Consumer<ObjectNode> out) {
    if (holding) {
      held.add(event);
    } else {
      out.accept(event);
    }
  }

  synchronized void release(Consumer<ObjectNode> out) {
    holding = false;
    held.forEach(out);
    held.clear();
  }

  /// Waits until it is so, for so long.
  synchronized boolean await(BooleanSupplier so, long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      while (!so.getAsBoolean()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
