package alpi.browser.cdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.browser.Custody;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.ProxyAddress;
import alpi.browser.SessionSpec;
import alpi.browser.contract.ProxyFixture;
import alpi.browser.contract.Site;
import alpi.browser.contract.Strays;
import alpi.browser.process.BrowserSearch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An Obscura as a process: how it is started, and that nothing is left of it.
class ObscuraProcessTest {
  private static final ProxyAddress PROXY =
      new ProxyAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9), "u", "p w/d");

  private @TempDir Path dir;

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(60));
  }

  private LaunchSpec spec(Path binary) {
    return spec(binary, PROXY);
  }

  private LaunchSpec spec(Path binary, ProxyAddress proxy) {
    return new LaunchSpec(
        binary, dir.resolve("home"), Optional.of(proxy), false, false, Custody.NONE);
  }

  /// The gate behind a file that can be run.
  private Path program() throws IOException {
    Path file = dir.resolve("obscura");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script =
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
            .formatted(java, System.getProperty("java.class.path"), GateProgram.class.getName());
    Files.writeString(file, script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void runsAloneAsWhatItIsAndLeavesNothingBehind() throws Exception {
    if (BrowserSearch.browser().isEmpty()) {
      System.err.println("ObscuraProcessTest is SKIPPED: no browser is on this machine");
    }
    Assumptions.assumeTrue(BrowserSearch.browser().isPresent());
    try (var site = new Site();
        var proxy = new ProxyFixture(site)) {
      site.page("/hello", "<p>hi");
      runs(ObscuraLauncher.start(spec(program(), proxy.door()), soon()), proxy.door());
    }
  }

  private void runs(Engine engine, ProxyAddress proxy) throws Exception {
    Path home = dir.resolve("home");
    assertTrue(engine.alive());
    assertEquals(0, engine.processes().size());
    EngineSession session = engine.open(SessionSpec.of(dir.resolve("saved")), soon());
    URI hello = URI.create("http://site.test/hello");
    assertEquals("hello", session.navigate(hello, soon()).title());
    assertEquals(1, engine.processes().size());
    Path own = home.resolve("own2");
    List<String> arguments = Files.readAllLines(own.resolve("arguments"));
    assertFalse(arguments.stream().anyMatch(each -> each.contains("stealth")), arguments::toString);
    assertTrue(arguments.contains(ObscuraFlags.USER_AGENT), arguments::toString);
    List<String> environment = Files.readAllLines(own.resolve("environment"));
    assertEquals(List.of("OBSCURA_PROXY"), names(environment, "OBSCURA_PROXY"));
    assertFalse(arguments.toString().contains(proxy.password()), arguments::toString);
    assertTrue(environment.contains("HOME=" + own), "another home");
    assertEquals(List.of(), names(environment, "OBSCURA_(?!PROXY|NAV_|SCRIPT_).*"));
    URI taken = taken(arguments);
    assertThrows(IOException.class, () -> new SocketTransport(taken));
    assertFalse(Strays.of(home).isEmpty());
    engine.kill();
    engine.kill();
    assertEquals(List.of(), Strays.left(home));
    assertFalse(engine.alive());
    EngineFault gone = assertThrows(EngineFault.class, () -> session.tabs(soon()));
    assertInstanceOf(Fault.EngineGone.class, gone.fault());
  }

  private static List<String> names(List<String> environment, String pattern) {
    return environment.stream()
        .map(each -> each.substring(0, each.indexOf('=')))
        .filter(each -> each.matches(pattern))
        .toList();
  }

  private static URI taken(List<String> arguments) {
    return URI.create(
        "ws://127.0.0.1:" + arguments.get(arguments.indexOf("--port") + 1) + "/devtools/browser");
  }

  @Test
  void saysWhatAProgramThatEndsComplainedOf() throws Exception {
    Path file = Files.writeString(dir.resolve("obscura"), "#!/bin/sh\necho no such host >&2\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    EngineFault thrown =
        assertThrows(EngineFault.class, () -> ObscuraLauncher.start(spec(file), soon()));
    Fault.NotStarted why = assertInstanceOf(Fault.NotStarted.class, thrown.fault());
    assertTrue(why.why().contains("no such host"), why::why);
  }

  @Test
  void isNotStartedWhereItHidesWhatItIs() {
    LaunchSpec hiding = spec(Path.of("/opt/obscura-x86_64-stealth"));
    EngineFault thrown = assertThrows(EngineFault.class, () -> ObscuraFlags.command(hiding, 1));
    assertInstanceOf(Fault.NotStarted.class, thrown.fault());
  }

  @Test
  void carriesTheMarksOfWhoeverLooksAfterIt() {
    var custody = new Marked();
    var marked = new LaunchSpec(Path.of("/x"), dir, Optional.empty(), false, false, custody);
    Map<String, String> environment = ObscuraFlags.environment(marked, Optional.empty());
    assertEquals("this", environment.get("MARK"));
    assertFalse(environment.containsKey("OBSCURA_PROXY"));
    assertEquals(
        "http://u:p%20w%2Fd@" + PROXY.url().substring("http://".length()),
        ObscuraFlags.environment(marked, Optional.of(PROXY)).get("OBSCURA_PROXY"));
    assertTrue(Stream.of("TZ", "OBSCURA_NAV_TIMEOUT_MS").allMatch(environment::containsKey));
  }

  private static final class Marked implements Custody {
    @Override
    public Map<String, String> marks() {
      return Map.of("MARK", "this");
    }

    @Override
    public <T> T admit(
        alpi.browser.Outcome.Work<T> start,
        java.util.function.Function<T, java.util.Set<Long>> pids)
        throws EngineFault {
      return start.run();
    }
  }

  @Test
  void speaksToThisMachineOnly() {
    for (String far : List.of("ws://192.0.2.1:1/", "wss://127.0.0.1:1/", "http://127.0.0.1:1/")) {
      assertThrows(IllegalArgumentException.class, () -> new SocketTransport(URI.create(far)), far);
    }
  }
}
