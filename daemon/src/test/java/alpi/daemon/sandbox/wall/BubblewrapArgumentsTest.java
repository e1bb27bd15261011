package alpi.daemon.sandbox.wall;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BubblewrapArgumentsTest {
  private static final Path WORK = Path.of("/work");

  private static String words(boolean user, Mount... mounts) {
    var enclosure = new Enclosure(user, List.of(mounts), WORK, Map.of("B", "2", "A", "a b"));
    return new String(BubblewrapArguments.of(enclosure), StandardCharsets.UTF_8).replace('\0', '|');
  }

  @Test
  void takesEveryNamespaceAndDiesWithItsParent() {
    assertEquals(
        "--unshare-user|--unshare-pid|--unshare-net|--unshare-ipc|--unshare-uts|--unshare-cgroup|"
            + "--hostname|sandbox|--die-with-parent|--new-session|--cap-drop|ALL|"
            + "--remount-ro|/|--chdir|/work|--clearenv|--setenv|A|a b|--setenv|B|2|"
            + "--seccomp|3|--json-status-fd|5|",
        words(true));
    assertTrue(words(false).startsWith("--unshare-pid|"));
  }

  @Test
  void saysEachMountInItsOrder() {
    String said =
        words(
            true,
            Mount.Shown.of(Path.of("/usr")),
            new Mount.Link("usr/bin", Path.of("/bin")),
            new Mount.Processes(Path.of("/proc")),
            new Mount.Devices(Path.of("/dev"), 7),
            new Mount.Scratch(Path.of("/tmp"), 9, "1777"),
            new Mount.Used(WORK),
            new Mount.Blank(WORK.resolve(".vscode"), "0555"));
    assertTrue(
        said.contains(
            "ALL|--ro-bind|/usr|/usr|--symlink|usr/bin|/bin|--proc|/proc|--dev|/dev|"
                + "--perms|1777|--size|7|--tmpfs|/dev/shm|--remount-ro|/dev|"
                + "--perms|1777|--size|9|--tmpfs|/tmp|--bind|/work|/work|"
                + "--perms|0555|--tmpfs|/work/.vscode|--remount-ro|/work/.vscode|--remount-ro|/|"),
        said);
  }

  @Test
  void takesAsManyWordsAsBubblewrapAndNotOneMore() {
    List<Mount> mounts = new ArrayList<>();
    int others = 24;
    int each = 3;
    int most = (BubblewrapArguments.MAX_WORDS - others) / each;
    for (int i = 0; i < most; i++) {
      mounts.add(Mount.Shown.of(Path.of("/" + i)));
    }
    var fits = new Enclosure(true, mounts, WORK, Map.of("A", "a"));
    assertTrue(BubblewrapArguments.of(fits).length > 0);
    mounts.add(Mount.Shown.of(Path.of("/more")));
    var over = new Enclosure(true, mounts, WORK, Map.of("A", "a"));
    assertThrows(IllegalArgumentException.class, () -> BubblewrapArguments.of(over));
  }

  @Test
  void handsOverTheBytesOfANameAsTheyAre() {
    byte[] plain = "/a b/%41/#".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(plain, BubblewrapArguments.raw(Path.of("/a b/%41/#")));
    byte[] accents = "/é/ü b".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(accents, BubblewrapArguments.raw(Path.of("/é/ü b")));
  }

  @Test
  void namesAProxysSocketByItsAbsolutePath() {
    assertThrows(IllegalArgumentException.class, () -> new Network.Through(Path.of("s")));
  }
}
