package alpi.daemon.policy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two collections of command lines: attacks, none of which may pass without a question, and
/// everyday reading, all of which must.
class ShellCorpusTest {
  @TempDir Path dir;
  private Path home = Path.of("/");

  @BeforeEach
  void files() throws Exception {
    home = dir.toRealPath().resolve("ana");
    for (String file :
        List.of(
            ".ssh/id_rsa",
            ".alpi/config.yaml",
            ".alpi/host/x",
            ".alpi/profiles/other/x",
            "work/.env",
            "work/.env.production",
            "work/certs/key.pem",
            "work/README.md",
            "work/src/a.txt",
            "work/sub/a.txt",
            "work/config/x",
            "app/.env",
            "app/.env.example",
            "app/src/main.js",
            "app/src/lib/util.js",
            "app/docs/a.md",
            "app/README.md",
            "app/package.json",
            "app/names.txt",
            "app/node_modules/x/key.pem")) {
      Path path = home.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "{}\n");
    }
    Files.writeString(home.resolve("app/.gitignore"), "node_modules/\n.env\n");
    Files.createSymbolicLink(home.resolve("work/link.txt"), home.resolve(".ssh/id_rsa"));
    Files.createSymbolicLink(home.resolve("work/src/l.txt"), home.resolve(".ssh/id_rsa"));
    for (String folder : List.of("work", "app")) {
      git(home.resolve(folder), "init", "-q");
    }
    git(home.resolve("work"), "add", "README.md", ".env.production");
    git(home.resolve("app"), "add", ".");
  }

  private void git(Path folder, String... words) throws Exception {
    var argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(words));
    var builder = new ProcessBuilder(argv).directory(folder.toFile()).inheritIO();
    builder.environment().put("HOME", dir.toString());
    assertEquals(0, builder.start().waitFor());
  }

  private static List<String> lines(String file) throws Exception {
    try (InputStream in = ShellCorpusTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  private CommandVerdict assess(String line, Path workspace) {
    var tiers =
        new CommandTiers(
            new SensitivePaths(new Home(home.resolve(".alpi")), ProfileName.DEFAULT),
            (name, _) -> Optional.of(Path.of("/usr/bin/" + Judge.basename(name))));
    return tiers.assess(line, workspace, home, workspace);
  }

  @Test
  void noAttackPassesWithoutAQuestion() throws Exception {
    List<String> attacks = lines("never-safe.txt");
    assertTrue(attacks.size() >= 200, "fewer attacks than there were");
    List<String> passed = new ArrayList<>();
    for (String line : attacks) {
      String command = line.replace("\\n", "\n").replace("/home/ana", home.toString());
      if (assess(command, home.resolve("work")).tier() == Tier.SAFE) {
        passed.add(line);
      }
    }
    assertEquals(List.of(), passed);
  }

  @Test
  void everydayReadingIsNeverAskedAbout() throws Exception {
    List<String> reading = lines("stays-safe.txt");
    assertTrue(reading.size() >= 150, "fewer commands than there were");
    List<String> asked = new ArrayList<>();
    for (String line : reading) {
      CommandVerdict verdict = assess(line, home.resolve("app"));
      if (verdict.tier() != Tier.SAFE) {
        asked.add(line + " -> " + verdict.reason());
      }
    }
    assertEquals(List.of(), asked);
  }

  @Test
  void anIgnoredFolderIsLookedIntoOnceSomethingElseTakesItBack() throws Exception {
    Path app = home.resolve("app");
    assertEquals(Tier.SAFE, assess("rg TODO", app).tier());
    assertEquals(Tier.CAUTION, assess("rg TODO node_modules", app).tier());
    Path ignore = Files.writeString(home.resolve(".ignore"), "!node_modules\n");
    assertEquals(Tier.CAUTION, assess("rg TODO", app).tier());
    Files.delete(ignore);
    Files.writeString(app.resolve(".gitignore"), "node_modules/\n!node_modules\n");
    assertEquals(Tier.CAUTION, assess("rg TODO", app).tier());
  }
}
