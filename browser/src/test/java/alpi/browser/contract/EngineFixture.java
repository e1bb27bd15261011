package alpi.browser.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.json.Json;
import alpi.browser.BrowserEvent;
import alpi.browser.Capability;
import alpi.browser.Custody;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.Ref;
import alpi.browser.SessionSpec;
import alpi.browser.page.Hands;
import alpi.browser.page.Node;
import alpi.browser.page.PageText;
import alpi.browser.page.PageTree;
import alpi.browser.page.View;
import alpi.browser.process.BrowserSearch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// An engine for the tests of one class, and a browser session for each of them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineFixture {
  @TempDir static Path scratch;

  /// Seconds, on a machine that has much else to do.
  protected static final int STARTING = 120;

  private boolean walled = true;
  private int sessions;
  private Optional<Engine> started = Optional.empty();
  private Optional<EngineSession> opened = Optional.empty();
  private Optional<Hands> hands = Optional.empty();
  protected Site site = new Site();

  /// A folder for all that a class writes.
  protected static Path scratch() {
    return scratch;
  }

  /// Starts the engine under test.
  protected abstract Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault;

  /// What has to be on the machine, for a class to say that it was skipped and why.
  protected Optional<String> missing() {
    return BrowserSearch.browser().isPresent()
        ? Optional.empty()
        : Optional.of("no browser is on this machine (apt-get install chromium-headless-shell)");
  }

  @BeforeAll
  void launch() throws EngineFault {
    missing()
        .ifPresent(why -> {
          System.err.println(getClass().getSimpleName() + " is SKIPPED: " + why);
          Assumptions.abort(why);
        });
    started = Optional.of(launch("engine"));
  }

  /// With the browser's own sandbox where this user may have one.
  protected Engine launch(String name) throws EngineFault {
    if (walled) {
      try {
        return start(spec(name, true), soon(STARTING));
      } catch (EngineFault e) {
        assertInstanceOf(Fault.NotStarted.class, e.fault());
        walled = false;
      }
    }
    return start(spec(name, false), soon(STARTING));
  }

  protected LaunchSpec spec(String name, boolean sandbox) {
    Path binary = BrowserSearch.browser().orElseThrow();
    return new LaunchSpec(
        binary, scratch.resolve(name), Optional.empty(), sandbox, false, Custody.NONE);
  }

  @BeforeEach
  void begin() throws EngineFault {
    begin(another(fresh()));
  }

  /// Goes on in another session.
  protected void begin(EngineSession session) {
    opened = Optional.of(session);
    hands = Optional.of(new Hands(session));
  }

  @AfterEach
  protected void end() {
    opened.ifPresent(EngineSession::close);
  }

  @AfterAll
  void stop() {
    started.ifPresent(Engine::close);
    site.close();
  }

  protected Engine engine() {
    return started.orElseThrow();
  }

  /// Leaves a test out for an engine that says that it cannot do this.
  protected void needs(Capability capability) {
    Assumptions.assumeTrue(
        engine().info().capabilities().contains(capability),
        () -> engine().info().id() + " has no " + capability.words());
  }

  protected EngineSession session() {
    return opened.orElseThrow();
  }

  protected EngineSession another(SessionSpec spec) throws EngineFault {
    return engine().open(spec, soon());
  }

  protected SessionSpec fresh() {
    return SessionSpec.of(scratch.resolve("downloads " + ++sessions));
  }

  protected Hands hands() {
    return hands.orElseThrow();
  }

  protected static Deadline soon(int seconds) {
    return Deadline.in(Duration.ofSeconds(seconds));
  }

  protected static Deadline soon() {
    return soon(30);
  }

  protected void open(URI page) throws EngineFault {
    session().navigate(page, soon());
  }

  /// Opens a page with this body.
  protected URI show(String path, String body) throws EngineFault {
    URI page = site.page(path, body);
    open(page);
    return page;
  }

  protected PageTree tree() throws EngineFault {
    return hands().read(Json.object(), soon());
  }

  protected String text(View view) throws EngineFault {
    return PageText.of(tree(), view, 1);
  }

  /// The reference of the first thing with this name.
  protected Ref ref(String name) throws EngineFault {
    PageTree tree = tree();
    return tree.nodes().stream()
        .filter(node -> node.ref().isPresent() && node.name().equals(name))
        .map(node -> node.ref().orElseThrow())
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "no \"" + name + "\" among " + tree.nodes().stream().map(Node::line).toList()));
  }

  /// What a page shows in the element `#out`, which it names as a status.
  protected String out() throws EngineFault {
    boolean next = false;
    for (Node node : tree().nodes()) {
      if (next) {
        return node.role().equals("text") ? node.name() : "";
      }
      next = node.role().equals("status");
    }
    return "";
  }

  protected static <F extends Fault> F fault(Class<F> kind, Executable work) {
    EngineFault thrown = assertThrows(EngineFault.class, work);
    return assertInstanceOf(kind, thrown.fault(), thrown.fault().sentence());
  }

  /// Waits until an event of this kind has come.
  protected <E extends BrowserEvent> E event(Class<E> kind) throws EngineFault {
    Deadline deadline = soon();
    var others = new ArrayList<BrowserEvent>();
    while (!deadline.passed()) {
      for (BrowserEvent event : session().drain()) {
        if (kind.isInstance(event)) {
          return kind.cast(event);
        }
        others.add(event);
      }
      session().settle(deadline);
    }
    throw new AssertionError("no " + kind.getSimpleName() + " among " + others);
  }

  protected static List<String> lines(String text) {
    return text.lines().toList();
  }
}
