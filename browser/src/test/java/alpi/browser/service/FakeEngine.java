package alpi.browser.service;

import alpi.alp.json.Json;
import alpi.browser.BrowserEvent;
import alpi.browser.Bytes;
import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.DialogPolicy;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineInfo;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.Image;
import alpi.browser.KeyStroke;
import alpi.browser.MouseDeed;
import alpi.browser.Navigation;
import alpi.browser.Ref;
import alpi.browser.SessionSpec;
import alpi.browser.Shot;
import alpi.browser.StorageState;
import alpi.browser.TabId;
import alpi.browser.TabInfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An engine without a browser: every page is empty, and it notes which threads come to it.
final class FakeEngine implements Engine {
  final Set<Thread> threads = new CopyOnWriteArraySet<>();
  final List<SessionSpec> opened = new ArrayList<>();
  volatile Set<Capability> capabilities = EnumSet.allOf(Capability.class);
  volatile boolean dead;
  volatile boolean fails;

  @Override
  public EngineInfo info() {
    return new EngineInfo("fake", "1", capabilities);
  }

  @Override
  public EngineSession open(SessionSpec spec, Deadline deadline) {
    threads.add(Thread.currentThread());
    opened.add(spec);
    return new Session();
  }

  @Override
  public Set<Long> processes() {
    return Set.of();
  }

  @Override
  public boolean alive() {
    return !dead;
  }

  @Override
  public void kill() {
    dead = true;
  }

  @Override
  public void close() {
    kill();
  }

  private final class Session implements EngineSession {
    @Override
    public List<TabInfo> tabs(Deadline deadline) throws EngineFault {
      threads.add(Thread.currentThread());
      if (fails) {
        throw new EngineFault(new Fault.EngineGone("it hung up"));
      }
      return List.of(newTab(deadline));
    }

    @Override
    public TabInfo newTab(Deadline deadline) {
      return new TabInfo(new TabId(1), "about:blank", "", true);
    }

    @Override
    public void select(TabId tab, Deadline deadline) {}

    @Override
    public void closeTab(TabId tab, Deadline deadline) {}

    @Override
    public Navigation navigate(URI url, Deadline deadline) {
      return new Navigation(200, url.toString(), "", false, true);
    }

    @Override
    public Navigation traverse(int steps, Deadline deadline) {
      return new Navigation(0, "", "", false, true);
    }

    @Override
    public Navigation reload(Deadline deadline) {
      return traverse(0, deadline);
    }

    @Override
    public JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) {
      return Json.object().put("s", "ok");
    }

    @Override
    public void mouse(MouseDeed deed, Deadline deadline) {}

    @Override
    public void press(KeyStroke key, Deadline deadline) {}

    @Override
    public void insert(String text, Deadline deadline) {}

    @Override
    public void attach(Ref input, List<Path> files, Deadline deadline) {}

    @Override
    public void settle(Deadline deadline) {}

    @Override
    public Image screenshot(Shot shot, Deadline deadline) {
      return new Image(new Bytes(new byte[0]), "image/png");
    }

    @Override
    public void dialogs(DialogPolicy policy) {}

    @Override
    public StorageState state(Deadline deadline) {
      return new StorageState("{\"cookies\":[{\"name\":\"kept\"}],\"origins\":[]}");
    }

    @Override
    public List<BrowserEvent> drain() {
      return List.of(new BrowserEvent.Dialog("alert", "hello", true));
    }

    @Override
    public void close() {}
  }
}
