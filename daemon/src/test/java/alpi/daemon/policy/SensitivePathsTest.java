package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensitivePathsTest {
  @TempDir Path temp;
  private Path dir = Path.of("/");
  private SensitivePaths paths = new SensitivePaths(new Home(Path.of("/x")), ProfileName.DEFAULT);

  @BeforeEach
  void folders() throws IOException {
    dir = temp.toRealPath();
    paths = new SensitivePaths(new Home(dir.resolve(".alpi")), ProfileName.DEFAULT);
  }

  private static String text(SeekableByteChannel channel) throws IOException {
    try (channel) {
      ByteBuffer bytes = ByteBuffer.allocate(100);
      channel.read(bytes);
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env",
        ".ENV",
        ".env.local",
        ".envrc",
        "a/b/.Env.Production",
        "k.pem",
        "K.PEM",
        "c.p12",
        "c.pfx",
        ".ssh/id_ed25519",
        ".ssh/work",
        ".ssh/authorized_keys",
        "id_rsa",
        ".aws/credentials",
        ".AWS/Config",
        ".gnupg/x/y",
        ".netrc",
        ".npmrc",
        ".pypirc",
        ".pgpass",
        ".config/gh/hosts.yml",
        ".config/gcloud/a/b",
        ".bashrc",
        ".zshenv",
        ".profile",
        ".git-credentials",
        ".docker/config.json",
        ".kube/config",
        "skills/x/secrets/k",
        ".sentryclirc",
        ".alpi/.env",
        ".alpi/config.yaml",
        ".alpi/journal.db",
        ".alpi/journal.db-wal",
        ".alpi/host/host.sock",
        ".alpi/alp/secrets/key",
        ".alpi/profiles/other/sessions/s1.jsonl",
        ".alpi/service.pid",
        ".alpi/sessions/s.jsonl",
        ".alpi/alp/blobs/0a",
        ".alpi/run/bg/b1.out",
        ".alpi/logs/alpi.log",
        ".alpi/.trash/old/sessions/s.jsonl",
        ".alpi/anything"
      })
  void refusesToReadSecretsWhereverTheyLie(String name) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "secret");
    Files.createSymbolicLink(dir.resolve("innocent.txt"), file);
    assertTrue(paths.read(file).isPresent());
    assertTrue(paths.write(file).isPresent());
    for (Path way : new Path[] {file, dir.resolve("innocent.txt"), dir.resolve("./x/../" + name)}) {
      Problem problem = assertThrows(Problem.class, () -> paths.openForRead(way));
      assertEquals(ErrorCode.DENIED, problem.code());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.txt",
        ".env.example",
        ".env.sample",
        ".env.template",
        ".env.dist",
        "environment.md",
        ".ssh/id_ed25519.pub",
        ".ssh/known_hosts",
        ".ssh/config",
        ".alpi/memories/m.md",
        ".alpi/skills/s/SKILL.md",
        "config.yaml",
        "secrets/plan.md",
        "e\u0301.txt",
        "a b\nc",
        "-rf"
      })
  void readsOrdinaryFiles(String name) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "fine");
    assertEquals("fine", text(paths.openForRead(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "/etc/hostname",
        "/proc/self/environ",
        "/proc/self/root/etc/passwd",
        "/sys/kernel",
        "/proc/self/status",
        "/boot/x",
        "/var/run/docker.sock"
      })
  void refusesTheSystem(String path) {
    assertEquals(
        ErrorCode.DENIED,
        assertThrows(Problem.class, () -> paths.openForRead(Path.of(path))).code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git/config",
        ".git/hooks/pre-commit",
        "sub/.git/hooks/x",
        ".git",
        ".git/modules/a/config",
        ".git/modules/a/hooks/x",
        ".vscode/settings.json",
        ".vscode",
        ".mcp.json",
        ".alpi/x",
        "sub/.alpi/y",
        ".env",
        ".envrc",
        ".bashrc",
        ".gitconfig",
        ".ssh/config",
        ".config/git/config",
        ".config/autostart/x.desktop",
        ".config/systemd/user/x.service",
        ".claude/settings.json",
        ".alpi/outputs/x",
        "/usr/bin/x",
        "/etc/cron.d/x",
        "/dev/sda",
        "/bin/sh"
      })
  void protectsWhatRunsOtherThingsEvenWhileAbsent(String name) {
    assertTrue(paths.protectedFromWrite(dir.resolve(name)), name);
    assertThrows(Problem.class, () -> paths.writable(dir.resolve(name)));
  }

  @Test
  void letsOrdinaryFilesAndMemoriesBeWritten() throws IOException {
    assertEquals(dir.resolve("src/a.txt"), paths.writable(dir.resolve("src/a.txt")));
    paths.writable(dir.resolve(".alpi/memories/m.md"));
    paths.writable(dir.resolve(".gitignore"));
    paths.writable(dir.resolve(".git/COMMIT_EDITMSG"));
  }

  @Test
  void followsLinksToWhatDoesNotExistYet() throws IOException {
    Files.createSymbolicLink(dir.resolve("new.txt"), dir.resolve(".env"));
    Files.createDirectory(dir.resolve(".git"));
    Files.createSymbolicLink(dir.resolve("folder"), Path.of(".git"));
    assertTrue(paths.protectedFromWrite(dir.resolve("new.txt")));
    assertTrue(paths.protectedFromWrite(dir.resolve("folder/hooks/x")));
    Files.createSymbolicLink(dir.resolve("l1"), Path.of("l2"));
    Files.createSymbolicLink(dir.resolve("l2"), Path.of("l1"));
    assertThrows(Problem.class, () -> paths.writable(dir.resolve("l1")));
  }

  @Test
  void refusesWhatIsNoRegularFileWithoutWaiting() throws Exception {
    Files.createDirectory(dir.resolve("folder"));
    Process made = new ProcessBuilder("mkfifo", dir.resolve("pipe").toString()).start();
    assertEquals(0, made.waitFor());
    for (String name :
        new String[] {dir + "/folder", dir + "/pipe", "/dev/zero", "/dev/null", "/"}) {
      Problem problem = assertThrows(Problem.class, () -> paths.openForRead(Path.of(name)));
      assertEquals(ErrorCode.INVALID_PARAMS, problem.code(), name);
    }
    assertEquals(
        ErrorCode.NOT_FOUND,
        assertThrows(Problem.class, () -> paths.openForRead(dir.resolve("absent"))).code());
  }

  @Test
  void neverOpensWhatIsSwappedInWhileItLooks() throws Exception {
    Path secret = Files.createDirectories(dir.resolve("vault/.gnupg"));
    Files.writeString(secret.resolve("f"), "secret");
    Path fine = Files.createDirectory(dir.resolve("fine"));
    Files.writeString(fine.resolve("f"), "fine");
    Path door = dir.resolve("door");
    Path leaf = Files.createDirectory(dir.resolve("leaf"));
    var stop = new AtomicBoolean();
    Thread attacker =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; !stop.get(); i++) {
                  swap(door, i % 2 == 0 ? fine : secret);
                  swap(leaf.resolve("f"), (i % 2 == 0 ? secret : fine).resolve("f"));
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    int read = 0;
    for (int i = 0; i < 4000; i++) {
      Path way = i % 2 == 0 ? door.resolve("f") : leaf.resolve("f");
      try {
        assertEquals("fine", text(paths.openForRead(way)));
        read++;
      } catch (Problem refused) {
        assertFalse(refused.sentence().isEmpty());
      }
    }
    stop.set(true);
    attacker.join();
    assertTrue(read > 0);
  }

  private static void swap(Path link, Path target) throws IOException {
    Path fresh = link.resolveSibling(link.getFileName() + ".next");
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, target);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aNamedProfileSeesItsOwnMemoryAndNothingElseOfTheHome() {
    var mine = new SensitivePaths(new Home(dir.resolve(".alpi")), new ProfileName("ana"));
    Path home = dir.resolve(".alpi");
    assertTrue(mine.read(home.resolve("profiles/ana/memories/m.md")).isEmpty());
    assertTrue(mine.read(home.resolve("profiles/ana/sessions/s.jsonl")).isPresent());
    assertTrue(mine.read(home.resolve("profiles/bob/memories/m.md")).isPresent());
    assertTrue(mine.read(home.resolve("memories/m.md")).isPresent());
    assertTrue(mine.read(home.resolve("profiles/bob/sessions/s.jsonl")).isPresent());
    assertTrue(mine.read(home.resolve("sessions/s.jsonl")).isPresent());
    assertTrue(mine.read(home.resolve("PROFILES/Bob/x")).isPresent());
    assertTrue(mine.read(home).isPresent());
    assertTrue(mine.write(home.resolve("profiles/ana/memories/m.md")).isEmpty());
  }
}
