package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Authority;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// A secret that is planted, and printed by tools in every way: afterwards nothing in the home
/// holds it but the file where its owner put it.
@Timeout(120)
class SecretsStayTest {
  private static final String SECRET = "pl4nted/\"c4nary\"+0f=sixty";

  @TempDir Path dir;

  private static List<String> forms() {
    byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
    String json = Json.text(JsonNodeFactory.instance.stringNode(SECRET));
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return List.of(
        SECRET,
        json.substring(1, json.length() - 1),
        HexFormat.of().formatHex(bytes),
        HexFormat.of().withUpperCase().formatHex(bytes),
        URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
        base64.encodeToString(bytes),
        base64.encodeToString(("u:" + SECRET).getBytes(StandardCharsets.UTF_8)).substring(3),
        base64.encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8)).substring(4));
  }

  @Test
  void whateverToolsPrintAndAModelSaysTheHomeHoldsNoneOfIt() throws Exception {
    Path home = PrivateFiles.directory(dir.resolve("home"));
    Files.writeString(home.resolve(".env"), "PLANTED='" + SECRET + "'\n");
    try (var web = new Strangers();
        var model = new Obedient();
        var profile = new WholeProfile(dir, "", model, web.proxy())) {
      assertEquals(home.resolve(".env"), profile.home.env());
      StringBuilder orders = new StringBuilder("my key is " + SECRET + " ");
      for (int i = 0; i < forms().size(); i++) {
        Path file = profile.workspace.resolve("f" + i + ".txt");
        Files.writeString(file, "before " + forms().get(i) + " after\n");
        orders.append(
            Obedient.order(
                "read", Json.text(Json.object().put("path", file.getFileName().toString()))));
        orders.append(
            Obedient.order(
                "shell", Json.text(Json.object().put("command", "cat " + file.getFileName()))));
      }
      // Long enough that all of it lies in the store besides.
      Path longFile = profile.workspace.resolve("long.txt");
      Files.writeString(longFile, ("line " + SECRET + "\n").repeat(4000));
      orders.append(
          Obedient.order("shell", Json.text(Json.object().put("command", "cat long.txt"))));

      TurnResult result =
          profile.turn(orders.toString(), new SessionChoice.Fresh(), false, Authority.OWNER);
      assertEquals("done", result.state());
      int calls = 2 * forms().size() + 1;
      assertEquals(calls, profile.events(result.turn(), EventKind.TOOL_ANSWERED).size());
      assertTrue(everything(profile.home.dir()).contains("[redacted]"));
    }
    try (Stream<Path> files = Files.walk(dir.resolve("home"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().equals(".env")) {
          String content = Files.readString(file, StandardCharsets.ISO_8859_1);
          for (String form : forms()) {
            assertFalse(content.contains(form), file + " holds " + form);
          }
        }
      }
    }
  }

  private static String everything(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
