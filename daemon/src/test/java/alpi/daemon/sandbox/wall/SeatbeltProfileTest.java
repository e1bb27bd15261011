package alpi.daemon.sandbox.wall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeatbeltProfileTest {
  private static String profile(Network network) {
    return SeatbeltProfile.of(
        Path.of("/Users/ana/work"),
        Path.of("/private/tmp/x1"),
        List.of(Path.of("/opt/node")),
        List.of(Path.of("/Users/ana/work/.git/config")),
        List.of(Path.of("/Users/ana/work/.env")),
        network);
  }

  @Test
  void deniesWhatItDoesNotName() {
    String text = profile(Network.NONE);
    assertTrue(text.startsWith("(version 1)\n(deny default)\n"));
    assertTrue(text.endsWith("(deny network*)\n"));
    assertTrue(text.lines().noneMatch(line -> line.contains("\"/Users/ana\"")));
  }

  @Test
  void keepsGuardsAfterTheWorkspaceBecauseTheLastRuleWins() {
    List<String> lines = profile(Network.NONE).lines().toList();
    int workspace = lines.indexOf("(allow file-read* file-write* (subpath \"/Users/ana/work\"))");
    int guard = lines.indexOf("(deny file-write* (subpath \"/Users/ana/work/.git/config\"))");
    int hidden = lines.indexOf("(deny file-read* file-write* (subpath \"/Users/ana/work/.env\"))");
    assertTrue(0 < workspace && workspace < guard && guard < hidden, lines::toString);
  }

  @Test
  void letsOutThroughTheProxysSocketAlone() {
    String text = profile(new Network.Through(Path.of("/private/tmp/x1/gate")));
    assertTrue(
        text.endsWith(
            "(deny network*)\n(allow network-outbound (literal \"/private/tmp/x1/gate\"))\n"));
  }

  @Test
  void quotesNamesSoThatTheyStayNames() {
    assertEquals("\"/a \\\"b\\\\\"", SeatbeltProfile.quoted("/a \"b\\"));
    assertThrows(IllegalArgumentException.class, () -> SeatbeltProfile.quoted("/a\nb"));
  }
}
