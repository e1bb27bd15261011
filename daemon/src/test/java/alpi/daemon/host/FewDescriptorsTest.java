package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Home;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Running out of file descriptors is survived: HP-15.
@Timeout(120)
class FewDescriptorsTest {
  private static final int FLOOD = 200;
  private static final Duration RECOVERS = Duration.ofSeconds(10);

  @TempDir Path root;

  @Test
  void aFloodOfConnectionsEndsNothingAndPasses() throws Exception {
    Process server = start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.equals("ready")) {
        line = out.readLine();
      }
      Path socket = new Home(root).socket();
      try (TestClient early = new TestClient(socket)) {
        assertTrue(early.ask("host.ping", "{}").has("result"));
        List<TestClient> flood = flood(socket);
        assertTrue(flood.size() > 128, () -> flood.size() + " connected");
        assertTrue(early.ask("host.ping", "{}").has("result"));
        for (TestClient client : flood) {
          client.close();
        }
        assertTimeoutPreemptively(RECOVERS, () -> pinged(socket));
        assertTrue(early.ask("host.ping", "{}").has("result"));
      }
      assertTrue(server.isAlive());
    } finally {
      server.getOutputStream().close();
      server.waitFor();
    }
  }

  private Process start() throws IOException {
    String command =
        "ulimit -n 128; exec '%s' --add-opens java.base/sun.nio.ch=ALL-UNNAMED -cp '%s' %s '%s'"
            .formatted(
                ProcessHandle.current().info().command().orElseThrow(),
                System.getProperty("java.class.path"),
                FewDescriptorsProbe.class.getName(),
                root);
    return new ProcessBuilder("/bin/sh", "-c", command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// As many as the kernel takes: those that the server cannot accept wait in its queue.
  private static List<TestClient> flood(Path socket) throws IOException {
    List<TestClient> flood = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      TestClient client = new TestClient(socket);
      client.call(1, "host.ping", "{}");
      flood.add(client);
    }
    return flood;
  }

  private static void pinged(Path socket) throws IOException {
    try (TestClient late = new TestClient(socket)) {
      assertTrue(late.ask("host.ping", "{}").has("result"));
    }
  }
}
