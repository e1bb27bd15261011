package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.host.verb.FakeTurnsHost;
import alpi.daemon.sandbox.Descendants;
import alpi.daemon.sandbox.Natives;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A real child process at a real socket, judged by the kernel's word.
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class DescendantTest {
  @TempDir Path root;

  private static JsonNode child(Path socket, String method, String params)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                ChildProbe.class.getName(),
                socket.toString(),
                method,
                params)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return Json.parse(printed.strip());
  }

  @Test
  void refusesEveryMutatingVerbToAChildAndRecordsIt() throws Exception {
    var peers = new SystemPeers(Natives.load(), new Descendants());
    try (var host = new FakeTurnsHost(root, peers);
        TestClient own = new TestClient(host.socket())) {
      for (String[] call :
          new String[][] {
            {"host.approval.answer", "{\"approval\":\"a0000000000000000a\",\"choice\":\"once\"}"},
            {"host.config.set", "{\"key\":\"posture\",\"value\":\"relaxed\"}"},
            {"host.doctor", "{\"environment\":{}}"},
            {"host.model.probe", "{\"environment\":{}}"},
            {"host.daemon.stop", "{}"}
          }) {
        JsonNode answer = child(host.socket(), call[0], call[1]);
        assertEquals("forbidden", answer.at("/error/data/code").asString(), call[0]);
      }
      assertTrue(child(host.socket(), "host.ping", "{}").has("result"));
      assertEquals(
          List.of(
              "host.approval.answer",
              "host.config.set",
              "host.doctor",
              "host.model.probe",
              "host.daemon.stop"),
          host.refused());

      JsonNode set = own.ask("host.config.set", "{\"key\":\"posture\",\"value\":\"strict\"}");
      assertEquals("strict", set.at("/result/after").asString());
    }
  }
}
