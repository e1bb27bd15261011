package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import alpi.daemon.policy.shell.CommandTiers;
import alpi.daemon.policy.shell.CommandVerdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against real git: a checkout whose settings name a program that leaves a mark when it is run.
/// Each attack is first shown to work on plain git, so that the proof proves something.
@EnabledOnOs({OS.LINUX, OS.MAC})
class GitGuardTest {
  @TempDir Path dir;
  private Path work = Path.of("/");
  private Path mark = Path.of("/");
  private Path evil = Path.of("/");

  @BeforeEach
  void checkout() throws Exception {
    work = Files.createDirectories(dir.resolve("work")).toRealPath();
    mark = dir.resolve("mark");
    evil = Files.writeString(dir.resolve("evil"), "#!/bin/sh\necho ran >> " + mark + "\ncat\n");
    assertTrue(evil.toFile().setExecutable(true));
    git(work, "init", "-q");
    Files.writeString(work.resolve("a.txt"), "one\n");
    git(work, "add", ".");
    git(work, "commit", "-qm", "one");
    Files.writeString(work.resolve("a.txt"), "two\n");
  }

  private void git(Path folder, String... words) throws Exception {
    var argv = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@b"));
    argv.addAll(List.of(words));
    var builder = new ProcessBuilder(argv).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(Map.of("HOME", dir.toString(), "PATH", path()));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    var _ = builder.start().waitFor();
  }

  private static String path() {
    return "/usr/local/bin:/usr/bin:/bin";
  }

  private boolean ran() throws Exception {
    return Files.deleteIfExists(mark);
  }

  /// Runs a line as the product does when it is safe, and says its tier.
  private Tier product(String line) throws Exception {
    var sensitive = new SensitivePaths(new Home(dir.resolve("alpi")), ProfileName.DEFAULT);
    var sandbox =
        new HostSandbox(
            Map.of("PATH", path(), "HOME", dir.toString()),
            sensitive,
            new Children(Natives.load()),
            Time.system(),
            new Ids(Time.system(), RandomGenerator.of("L64X128MixRandom")));
    CommandVerdict verdict =
        new CommandTiers(sensitive, sandbox.programs()).assess(line, work, dir, work);
    if (verdict.tier() == Tier.SAFE) {
      var _ =
          sandbox.run(
              new Execution(
                  verdict.plan().orElseThrow(),
                  work,
                  Map.of(),
                  Duration.ofSeconds(30),
                  1 << 16,
                  dir.resolve("spill")),
              new Cancel());
    }
    return verdict.tier();
  }

  @ParameterizedTest
  @CsvSource({
    "diff.external, diff",
    "diff.x.command, diff",
    "diff.x.textconv, diff",
    "diff.x.textconv, log -p",
    "diff.x.textconv, show",
    "diff.x.textconv, blame a.txt",
    "filter.x.clean, status",
    "filter.x.clean, diff",
    "filter.x.process, status",
    "core.fsmonitor, status",
    "core.fsmonitor, diff",
    "core.fsmonitor, ls-files -m",
  })
  void aProgramThatACheckoutNamesDoesNotRunUnasked(String key, String form) throws Exception {
    Files.writeString(work.resolve(".gitattributes"), "* diff=x filter=x\n");
    git(work, "config", key, evil.toString());
    git(work, form.split(" ", -1));
    assertTrue(ran(), "plain git does not run it, so this proves nothing");
    assertEquals(Tier.CAUTION, product("git " + form));
    assertFalse(ran());
  }

  @Test
  void aHookOfTheCheckoutDoesNotRunWhenItsStateIsLookedAt() throws Exception {
    Path hook = work.resolve(".git/hooks/post-index-change");
    Files.createDirectories(hook.getParent());
    Files.copy(evil, hook);
    assertTrue(hook.toFile().setExecutable(true));
    Files.writeString(work.resolve("a.txt"), "one\n");
    git(work, "status");
    assertTrue(ran(), "plain git does not run it, so this proves nothing");
    Files.writeString(work.resolve("a.txt"), "one\n");
    assertEquals(Tier.SAFE, product("git status"));
    assertEquals(Tier.SAFE, product("git diff"));
    assertFalse(ran());
  }

  @Test
  void hooksPathIsOverruledWhileLooking() throws Exception {
    Path hooks = Files.createDirectories(work.resolve("hooks"));
    Files.copy(evil, hooks.resolve("post-index-change"));
    assertTrue(hooks.resolve("post-index-change").toFile().setExecutable(true));
    git(work, "config", "core.hooksPath", "hooks");
    Files.writeString(work.resolve("a.txt"), "one\n");
    git(work, "status");
    assertTrue(ran(), "plain git does not run it, so this proves nothing");
    Files.writeString(work.resolve("a.txt"), "one\n");
    assertEquals(Tier.SAFE, product("git status"));
    assertFalse(ran());
  }

  @Test
  void aRepositoryInsideIsJudgedAsWell() throws Exception {
    Path sub = Files.createDirectories(work.resolve("sub"));
    git(sub, "init", "-q");
    Files.writeString(sub.resolve("f"), "x\n");
    git(sub, "add", ".");
    git(sub, "commit", "-qm", "s");
    git(work, "add", "sub");
    assertEquals(Tier.SAFE, product("git status"));
    git(sub, "config", "core.fsmonitor", evil.toString());
    git(work, "status");
    assertTrue(ran(), "plain git does not run it, so this proves nothing");
    assertEquals(Tier.CAUTION, product("git status"));
    assertFalse(ran());
  }

  @Test
  void aSignatureIsNotCheckedByAProgramOfTheCheckout() throws Exception {
    git(work, "config", "log.showSignature", "true");
    git(work, "config", "gpg.program", evil.toString());
    assertEquals(Tier.CAUTION, product("git log"));
    assertEquals(Tier.CAUTION, product("git log --show-signature"));
    assertFalse(ran());
  }

  @Test
  void settingsBroughtInFromElsewhereAreAskedAbout() throws Exception {
    Files.writeString(work.resolve("more"), "[diff]\n\texternal = " + evil + "\n");
    git(work, "config", "include.path", "../more");
    git(work, "diff");
    assertTrue(ran(), "plain git does not run it, so this proves nothing");
    assertEquals(Tier.CAUTION, product("git diff"));
    assertFalse(ran());
  }

  @Test
  void anAliasDoesNotTakeThePlaceOfWhatGitKnows() throws Exception {
    git(work, "config", "alias.status", "!" + evil);
    git(work, "config", "alias.x", "!" + evil);
    assertEquals(Tier.SAFE, product("git status"));
    assertEquals(Tier.CAUTION, product("git x"));
    assertFalse(ran());
  }
}
