package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.sandbox.wall.Mount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceScanTest {
  private static final List<String> NAMES =
      List.of(
          ".git",
          "hooks",
          "config",
          "src",
          ".vscode",
          ".env",
          ".env.example",
          ".ENV",
          "id_rsa",
          "id_rsa.pub",
          "a.pem",
          ".ssh",
          ".config",
          "gh",
          "git",
          "skills",
          "secrets",
          "x",
          "info",
          "attributes",
          ".aws",
          "credentials",
          "library",
          "keychains",
          ".local",
          "share",
          "keyrings",
          "é",
          ".GIT",
          "systemd",
          ".alpi",
          "home",
          "memories");

  @TempDir Path dir;
  private Path work;

  @BeforeEach
  void folders() throws Exception {
    work = Files.createDirectories(dir.toRealPath().resolve("work"));
    assumeTrue(FolderReader.load().isPresent(), "folders are read on Linux");
  }

  private WorkspaceScan scan(int maxEntries) {
    var home = new Home(dir.resolve("alpi"));
    return new WorkspaceScan(
        new SensitivePaths(home, ProfileName.DEFAULT),
        FolderReader.load().orElseThrow(),
        home.root(),
        maxEntries);
  }

  private String found() {
    return scan(1000).look(work).stream()
        .map(each -> each.how() + " " + work.relativize(each.path()))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @Test
  void findsWhatIsGuardedAndHow() throws Exception {
    for (String folder : List.of(".git/hooks", ".git/objects/ab", "sub/.vscode", "sub/.ssh")) {
      Files.createDirectories(work.resolve(folder));
    }
    for (String file :
        List.of(".git/config", ".git/HEAD", ".env", "sub/.mcp.json", "sub/.ssh/id_x", "plain")) {
      Files.writeString(work.resolve(file), "x");
    }
    Files.createSymbolicLink(work.resolve(".bashrc"), Path.of("plain"));
    assertEquals(
        """
        HIDDEN .env
        HIDDEN_FOLDER sub/.ssh
        LINK .bashrc
        PINNED .git
        READ_ONLY .git/config
        READ_ONLY sub/.mcp.json
        READ_ONLY_FOLDER .git/hooks
        READ_ONLY_FOLDER sub/.vscode\
        """,
        found());
  }

  @Test
  void missesNothingThatThePolicyRefuses() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var sensitive = new SensitivePaths(new Home(Path.of("/w/home")), ProfileName.DEFAULT);
    for (int i = 0; i < 10_000; i++) {
      Path folder = Path.of(random.nextBoolean() ? "/w" : random.nextBoolean() ? "/" : "/etc");
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        folder = folder.resolve(NAMES.get(random.nextInt(NAMES.size())));
      }
      String name = NAMES.get(random.nextInt(NAMES.size()));
      Path path = folder.resolve(name);
      boolean harmless = sensitive.inside(folder).harmless(name);
      boolean refused = sensitive.write(path).isPresent() || sensitive.read(path).isPresent();
      assertTrue(!(harmless && refused), () -> path + ", seed " + seed);
    }
  }

  @Test
  void looksAtAsManyEntriesAsItMayAndNotOneMore() throws Exception {
    for (int i = 0; i < 10; i++) {
      Files.writeString(work.resolve("f" + i), "");
    }
    assertEquals(List.of(), scan(10).look(work));
    Problem problem = assertThrows(Problem.class, () -> scan(9).look(work));
    assertEquals(ErrorCode.TOO_LARGE, problem.code());
  }

  @Test
  void looksAsDeepAsItSays() throws Exception {
    Path at = work;
    for (int depth = 1; depth < WorkspaceScan.MAX_DEPTH; depth++) {
      at = Files.createDirectory(at.resolve("d"));
    }
    Files.writeString(at.resolve(".mcp.json"), "");
    assertEquals(1, scan(1000).look(work).size());
    Files.writeString(Files.createDirectory(at.resolve("d")).resolve(".mcp.json"), "");
    assertEquals(1, scan(1000).look(work).size());
  }

  @Test
  void showsTheSystemHoweverItIsLaidOut() throws Exception {
    Path merged = Files.createDirectories(dir.resolve("merged"));
    Files.createDirectories(merged.resolve("usr/bin"));
    Files.createSymbolicLink(merged.resolve("bin"), Path.of("usr/bin"));
    Path apart = Files.createDirectories(dir.resolve("apart"));
    Files.createDirectories(apart.resolve("usr"));
    Files.createDirectories(apart.resolve("bin"));
    Files.createDirectories(apart.resolve("etc/ssl"));
    Files.createDirectories(apart.resolve("etc/java-21"));
    Files.writeString(apart.resolve("etc/shadow"), "x");
    List<Mount> first = new ArrayList<>(new SystemTree(merged).programs());
    assertTrue(first.contains(new Mount.Link("usr/bin", Path.of("/bin"))), first::toString);
    List<Mount> second = new SystemTree(apart).programs();
    assertTrue(second.contains(new Mount.Shown(apart.resolve("bin"), Path.of("/bin"))));
    assertEquals(
        List.of(
            new Mount.Shown(apart.resolve("etc/java-21"), Path.of("/etc/java-21")),
            new Mount.Shown(apart.resolve("etc/ssl"), Path.of("/etc/ssl"))),
        new SystemTree(apart).settings());
  }
}
