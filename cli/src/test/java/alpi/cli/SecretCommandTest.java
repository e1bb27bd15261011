package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets from the command line: values come in by pipe and never go out.
class SecretCommandTest {
  @TempDir Path home;

  private static final FakeDaemon.Script KEPT =
      (_, reply) -> reply.result(new JsonObject().put("keep", "keyring"));

  @Test
  void sendsWhatWasPipedInAndSaysWhereItLies() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, KEPT);
        Client client =
            Client.piped(
                daemon.home(),
                "secret",
                "set",
                "KEY",
                "--host",
                "a.example",
                "--keep",
                "keyring")) {
      client.process().getOutputStream().write("v4lue\n".getBytes(StandardCharsets.UTF_8));
      client.process().getOutputStream().close();
      assertEquals(0, client.exit(), client.err());
      assertTrue(client.err().contains("Stored in the keyring."), client.err());
      assertFalse((client.out() + client.err()).contains("v4lue"));
      JsonObject params = daemon.request("host.secret.set").object("params");
      assertEquals("v4lue", params.text("value"));
      assertEquals("a.example", params.array("hosts").text(0));
      assertEquals("keyring", params.text("keep"));
    }
  }

  @Test
  void takesNoValueFromTheCommandLine() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, KEPT);
        Client client = Client.run(daemon.home(), "secret", "rotate", "KEY", "v4lue")) {
      assertEquals(2, client.exit(), client.err());
    }
  }
}
