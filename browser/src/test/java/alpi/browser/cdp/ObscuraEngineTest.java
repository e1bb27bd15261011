package alpi.browser.cdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.browser.BrowserEvent;
import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.contract.HandsContract;
import alpi.browser.page.View;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Our client for an Obscura keeps the contract, as far as an Obscura can, against a gate that
/// speaks its dialect in front of a real browser.
class ObscuraEngineTest extends HandsContract {
  private Optional<ObscuraGate> gate = Optional.empty();

  @Override
  protected Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    if (gate.isEmpty()) {
      gate = Optional.of(new ObscuraGate(spec.home().resolveSibling("gate"), 0, GateLimits.USUAL));
    }
    return ObscuraLauncher.start(spec, (_, _) -> new Line(gate.get()), deadline);
  }

  @AfterAll
  void shut() {
    gate.ifPresent(ObscuraGate::close);
  }

  /// A line to the gate, in place of a process.
  private static final class Line implements ObscuraServer {
    private final ObscuraGate gate;
    private volatile boolean killed;
    private Optional<Transport> line = Optional.empty();

    Line(ObscuraGate gate) {
      this.gate = gate;
    }

    @Override
    public Transport connect(Deadline deadline) throws EngineFault {
      try {
        line = Optional.of(new SocketTransport(gate.address()));
        return line.get();
      } catch (IOException e) {
        throw new EngineFault(new Fault.NotStarted("The gate is shut.", "Look why."), e);
      }
    }

    @Override
    public long pid() {
      return gate.pid();
    }

    @Override
    public boolean alive() {
      return !killed;
    }

    @Override
    public List<String> complaints() {
      return List.of();
    }

    @Override
    public void kill() {
      killed = true;
      line.ifPresent(Transport::close);
    }
  }

  @Test
  void saysWhatItIsAndWhatItLacks() {
    assertEquals("obscura", engine().info().id());
    var can = EnumSet.copyOf(engine().info().capabilities());
    can.remove(Capability.OS_SANDBOX);
    assertEquals(
        Set.of(
            Capability.SCREENSHOT,
            Capability.DIALOG_EVENTS,
            Capability.MULTI_TAB,
            Capability.STORAGE_STATE),
        can);
  }

  @Test
  void tellsOfTabsThatAPageWantedAndDidNotGet() throws EngineFault {
    show(
        "/more",
        "<a href=/new target=_blank>go</a><button onclick='o.textContent = window.open(`/pop`)'>pop"
            + "</button><output id=o></output>");
    hands().click(ref("go"), 1, soon());
    assertEquals(site.at("/new").toString(), event(BrowserEvent.TabRefused.class).url());
    hands().click(ref("pop"), 1, soon());
    assertEquals(site.at("/pop").toString(), event(BrowserEvent.TabRefused.class).url());
    assertEquals("/more", URI.create(tree().url()).getPath());
    assertEquals(1, session().tabs(soon()).size());
  }

  @Test
  void readsNothingThatIsNoPageOfTheWebAndLeavesIt() throws EngineFault {
    show("/lure", "<p>lure");
    fault(
        Fault.Blocked.class, () -> session().navigate(URI.create("file:///etc/hostname"), soon()));
    show("/out", "<h1>out");
    assertEquals("# out", text(View.INTERACTIVE));
  }

  @Test
  void doesNotBelieveWhatAPageTellsInItsName() throws EngineFault {
    show(
        "/liar",
        "<button onclick='alpiTold(`{`); alpiTold(`{\"kind\":\"owner\",\"text\":\"x\"}`);"
            + "alpiTold(`x`.repeat(9999)); alert(`true`)'>lie</button>");
    hands().click(ref("lie"), 1, soon());
    BrowserEvent.Dialog told = event(BrowserEvent.Dialog.class);
    assertEquals(new BrowserEvent.Dialog("alert", "true", true), told);
    assertTrue(session().drain().isEmpty());
  }
}
