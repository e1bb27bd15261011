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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static List<JsonNode> child(Path socket, List<String> calls)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(ChildProbe.class.getName(), socket.toString()));
    command.addAll(calls);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed.lines().map(Json::parse).toList();
  }

  @Test
  void refusesEveryMutatingVerbToAChildAndRecordsIt() throws Exception {
    var peers = new SystemPeers(Natives.load(), new Descendants());
    Map<String, String> mutating = new LinkedHashMap<>();
    mutating.put(
        "host.approval.answer", "{\"approval\":\"a0000000000000000a\",\"choice\":\"once\"}");
    mutating.put("host.config.set", "{\"key\":\"posture\",\"value\":\"relaxed\"}");
    mutating.put("host.doctor", "{\"environment\":{}}");
    mutating.put("host.model.probe", "{\"environment\":{}}");
    mutating.put("host.daemon.stop", "{}");
    try (var host = new FakeTurnsHost(root, peers);
        TestClient own = new TestClient(host.socket())) {
      List<String> calls = new ArrayList<>();
      mutating.forEach((method, params) -> calls.addAll(List.of(method, params)));
      calls.addAll(List.of("host.ping", "{}"));
      List<JsonNode> answers = child(host.socket(), calls);
      assertEquals(mutating.size() + 1, answers.size());
      for (JsonNode answer : answers.subList(0, mutating.size())) {
        assertEquals("forbidden", answer.at("/error/data/code").asString(), answer::toString);
      }
      assertTrue(answers.getLast().has("result"));
      assertEquals(List.copyOf(mutating.keySet()), host.refused());

      JsonNode set = own.ask("host.config.set", "{\"key\":\"posture\",\"value\":\"strict\"}");
      assertEquals("strict", set.at("/result/after").asString());
    }
  }
}
