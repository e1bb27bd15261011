package alpi.daemon.policy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The attack: an archive brings a repository whose settings run a program as soon as somebody
/// looks at its state.
class GitSettingsTest {
  private static final String USUAL =
      """
      [core]
      \trepositoryformatversion = 0
      \tfilemode = true
      \tbare = false
      \tlogallrefupdates = true
      [remote "origin"]
      \turl = https://example.org/x.git
      \tfetch = +refs/heads/*:refs/remotes/origin/*
      # a word of the owner's
      [branch "main"]
      \tremote = origin
      \tmerge = refs/heads/main
      [user]
      \tname = Ana
      """;

  @TempDir Path dir;

  private Path repository(String config) throws Exception {
    Path git = Files.createDirectories(dir.resolve("ws/.git"));
    Files.writeString(git.resolve("config"), config);
    return dir.resolve("ws").toRealPath();
  }

  private Tier tier(Path workspace, String line) {
    var tiers =
        new CommandTiers(
            new SensitivePaths(new Home(dir.resolve("alpi")), ProfileName.DEFAULT),
            (name, _) -> Optional.of(Path.of("/usr/bin").resolve(name)));
    return tiers.assess(line, workspace, dir.resolve("home"), workspace).tier();
  }

  @Test
  void lookingAtAnOrdinaryRepositoryIsSafe() throws Exception {
    Path workspace = repository(USUAL);
    Path sub = Files.createDirectories(workspace.resolve("sub"));
    assertTrue(GitSettings.plain(sub));
    assertEquals(Tier.SAFE, tier(workspace, "git status"));
    assertEquals(Tier.SAFE, tier(workspace, "git -C sub log --oneline"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[core]\n\tfsmonitor = ./evil",
        "[core] fsmonitor = ./evil",
        "[CORE]\n\tFsMonitor=./evil",
        "[core]\n\tworktree = /home/ana/.ssh",
        "[diff]\n\texternal = ./evil",
        "[diff \"x\"]\n\ttextconv = ./evil",
        "[diff \"x\"]\n\tcommand = ./evil",
        "[filter \"x\"]\n\tclean = ./evil",
        "[gpg]\n\tprogram = ./evil",
        "[log]\n\tshowSignature = true",
        "[include]\n\tpath = ../more",
        "[includeIf \"gitdir:.\"]\n\tpath = ../more",
        "[remote \"o\"]\n\tpromisor = true",
        "[remote \"o\"]\n\tuploadpack = ./evil",
        "[core]\n\teditor = vi \\\n[x",
        "[core",
      })
  void aSettingThatCouldDoMoreIsAskedAbout(String settings) throws Exception {
    Path workspace = repository(USUAL + settings + "\n");
    assertFalse(GitSettings.plain(workspace), settings);
    assertEquals(Tier.CAUTION, tier(workspace, "git diff"));
    assertEquals(Tier.SAFE, tier(workspace, "git --version"));
  }

  @Test
  void theFolderThatGitIsSentToCountsAsWell() throws Exception {
    Path workspace = Files.createDirectories(dir.resolve("ws")).toRealPath();
    Path sub = Files.createDirectories(workspace.resolve("sub/.git"));
    Files.writeString(sub.resolve("config"), "[diff]\n\texternal = ./evil\n");
    assertEquals(Tier.SAFE, tier(workspace, "git status"));
    assertEquals(Tier.CAUTION, tier(workspace, "git -C sub status"));
    assertEquals(Tier.CAUTION, tier(workspace, "cd sub && git status"));
  }

  @Test
  void aBareRepositoryAmongTheFilesIsFound() throws Exception {
    Path bare = Files.createDirectories(dir.resolve("ws/data")).toRealPath();
    Files.createDirectories(bare.resolve("objects"));
    Files.createDirectories(bare.resolve("refs"));
    Files.writeString(bare.resolve("HEAD"), "ref: refs/heads/main\n");
    Files.writeString(bare.resolve("config"), "[core]\n\tfsmonitor = ./evil\n");
    assertFalse(GitSettings.plain(bare));
  }

  @Test
  void aLinkedWorktreeAndASubmoduleAreFollowed() throws Exception {
    Path main = repository(USUAL);
    Path module = Files.createDirectories(main.resolve(".git/modules/lib"));
    Files.writeString(module.resolve("config"), USUAL);
    Path lib = Files.createDirectories(main.resolve("lib"));
    Files.writeString(lib.resolve(".git"), "gitdir: ../.git/modules/lib\n");
    assertTrue(GitSettings.plain(lib));
    Files.writeString(module.resolve("config"), USUAL + "[filter \"x\"]\n\tclean = ./evil\n");
    assertFalse(GitSettings.plain(lib));
    assertFalse(GitSettings.plain(main), "the state of a submodule is part of the whole");
  }
}
