package alpi.browser.cdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.json.Json;
import alpi.browser.Custody;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.LaunchSpec;
import alpi.browser.contract.HandsContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The contract against a real Obscura, and how far it has moved from the tables of the gate.
class ObscuraBinaryTest extends HandsContract {
  private static final Optional<Path> BINARY =
      Optional.ofNullable(System.getenv("OBSCURA_BIN")).map(Path::of);

  @Override
  protected Optional<String> missing() {
    return BINARY.isPresent()
        ? Optional.empty()
        : Optional.of("OBSCURA_BIN does not name the binary of an Obscura");
  }

  @Override
  protected LaunchSpec spec(String name, boolean sandbox) {
    Path home = scratch().resolve(name);
    return new LaunchSpec(
        BINARY.orElseThrow(), home, Optional.empty(), sandbox, false, Custody.NONE);
  }

  @Override
  protected Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    return ObscuraLauncher.start(spec, deadline);
  }

  @Test
  void knowsTheCallsOfTheTable() throws EngineFault {
    var table = new GateTable();
    var drift = new ArrayList<String>();
    LaunchSpec spec = spec("drift", false);
    ObscuraServer server = ObscuraProcess.start(spec, spec.home(), Optional.empty());
    try (var line = new CdpConnection(server.connect(soon(30)), (_, _, _) -> {})) {
      line.start();
      for (String method : table.answered()) {
        Reply reply = line.ask(CdpConnection.BROWSER, method, Json.object(), soon(30));
        if (reply instanceof Reply.Refusal(String why) && why.startsWith("Unknown ")) {
          drift.add(method);
        }
      }
    } finally {
      server.kill();
    }
    if (!drift.isEmpty()) {
      System.err.println("unlike " + table.commit() + " this Obscura lacks " + drift);
    }
    assertEquals(List.of(), drift.stream().filter(ObscuraBinaryTest::used).toList());
  }

  /// Without these our client can do nothing.
  private static boolean used(String method) {
    return List.of(
            "Target.createTarget",
            "Target.attachToTarget",
            "Page.navigate",
            "Page.createIsolatedWorld",
            "Runtime.evaluate",
            "Runtime.callFunctionOn",
            "Input.dispatchMouseEvent",
            "Input.dispatchKeyEvent")
        .contains(method);
  }
}
