package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Eventually;
import alpi.daemon.host.verb.FakeTurnsHost;
import alpi.daemon.sandbox.Descendants;
import alpi.daemon.sandbox.Natives;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A program that the daemon started gives itself nothing, whatever detour it takes to the socket.
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class SelfConsentTest {
  private static final String GIVE = "{\"capability\":\"exec\",\"scope\":\"touch x\"}";

  @TempDir Path root;

  /// A program that asks for a permission at the socket that it is given.
  private void probe() throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    String script =
        "#!/bin/sh\nexec '"
            + java
            + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
            + System.getProperty("java.class.path")
            + "' "
            + ChildProbe.class.getName()
            + " \"$1\" host.grant.give '"
            + GIVE
            + "'\n";
    assertTrue(Files.writeString(root.resolve("probe"), script).toFile().setExecutable(true));
  }

  /// Lines of a shell; `PROBE` asks at the socket that follows it.
  private static Map<String, String> routes(Path socket, long daemon) {
    Map<String, String> routes = new TreeMap<>();
    routes.put("as it is", "PROBE SOCKET > OUT");
    routes.put("in place of the shell", "exec PROBE SOCKET > OUT");
    routes.put("in a session of its own", "setsid PROBE SOCKET > OUT");
    routes.put("after the shell is gone", "nohup PROBE SOCKET > OUT 2> /dev/null < /dev/null &");
    routes.put("forked twice", "( ( PROBE SOCKET > OUT & ) & )");
    routes.put("forked twice into a session", "( setsid sh -c 'sleep 0; PROBE SOCKET > OUT' & )");
    routes.put("without an environment", "env -i PROBE SOCKET > OUT");
    routes.put("wrapped", "nice timeout 100 PROBE SOCKET > OUT");
    routes.put("by a link", "ln -s SOCKET link && PROBE link > OUT");
    routes.put("by another name", "ln SOCKET name && PROBE name > OUT");
    routes.put("by its own root", "PROBE /proc/self/rootSOCKET > OUT");
    routes.put("by the daemon's root", "PROBE /proc/" + daemon + "/rootSOCKET > OUT");
    routes.replaceAll(
        (_, line) -> line.replace("SOCKET", socket.toString()).replace("PROBE", "./probe"));
    return routes;
  }

  private JsonNode answer(String line, int n) throws IOException, InterruptedException {
    Path out = root.resolve("out" + n);
    Process shell =
        new ProcessBuilder("sh", "-c", line.replace("OUT", "out" + n))
            .directory(root.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    shell.waitFor();
    Eventually.until(() -> Files.exists(out) && Files.readString(out).endsWith("\n"));
    return Json.parse(Files.readString(out).strip());
  }

  @Test
  void noDetourToTheSocketMakesAChildItsOwnOwner() throws Exception {
    probe();
    Natives natives = Natives.load().orElseThrow();
    assertTrue(natives.becomeSubreaper());
    var peers = new SystemPeers(Natives.load(), new Descendants());
    try (var host = new FakeTurnsHost(root.resolve("h"), peers);
        TestClient own = new TestClient(host.socket())) {
      Map<String, String> routes = routes(host.socket(), ProcessHandle.current().pid());
      assertTrue(routes.size() >= 10);
      int n = 0;
      for (Map.Entry<String, String> route : routes.entrySet()) {
        JsonNode answer = answer(route.getValue(), n++);
        assertEquals(
            "forbidden", answer.at("/error/data/code").asString(), route.getKey() + answer);
      }
      assertEquals(routes.size(), host.refused().size());
      assertEquals(0, own.ask("host.grant.list", "{}").at("/result/grants").size());
      assertEquals("live", own.ask("host.grant.give", GIVE).at("/result/grant/state").asString());
    }
  }

  @Test
  void aProcessThatRefusesToBeTracedIsNot() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                TracingProbe.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("true false", printed.strip());
  }
}
