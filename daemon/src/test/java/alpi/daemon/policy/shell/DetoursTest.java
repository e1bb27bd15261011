package alpi.daemon.policy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetoursTest {
  private static final Path HOME = Path.of("/home/ana");
  private static final Path WORK = Path.of("/home/ana/work");

  private final CommandTiers tiers =
      new CommandTiers(
          new SensitivePaths(new Home(HOME.resolve(".alpi")), ProfileName.DEFAULT),
          (name, _) -> Optional.of(Path.of("/usr/bin/" + Judge.basename(name))));

  private CommandVerdict assess(String line) {
    return tiers.assess(line, WORK, HOME, WORK);
  }

  /// Programs known to read, in forms in which they run or show something else.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "env '-Stouch x'",
        "env --split-string='touch x'",
        "env -vS 'touch x'",
        "env -i FOO=1 touch x",
        "timeout 5 A=b/evil ls",
        "nice -n5 A=b/evil ls",
        "stdbuf -oL A=b/evil ls",
        "awk 'BEGIN{ARGV[1]=\"/home/ana/.ss\" \"h/id_rsa\";ARGC=2}{print}'",
        "gawk 'BEGIN{SYMTAB[\"AR\" \"GV\"][1]=\"/etc/x\"}{print}' a",
        "jq -n 'import \"home/ana/.docker/config\" as $d; $d'",
        "jq -n -L / 'include \"x\"; .'",
        "jq -f program a.json",
        "jq --from-file program a.json",
        "find -files0-from .netrc",
        "tree --fromfile notes",
        "tree --infofile=notes",
        "tree --gitfile=notes",
        "sort --compress-prog=./evil a",
        "rg --pre ./evil a",
        "sed -n 1e a",
        "sed '1w out' a",
        "sed 's/x/touch y/e' a",
        "git -c core.pager=./evil log",
        "git -c alias.x='!touch y' x",
        "git --exec-path=. status",
        "git diff --ext-diff",
        "git log --output=x",
        "git grep -O./evil x",
        "tar xf a --to-command=./evil",
        "tar cf a . --checkpoint=1 --checkpoint-action=exec=./evil",
        "ssh -o ProxyCommand=./evil host",
        "make",
        "vim -c '!touch x'",
        "less a",
        "man ls",
        "xargs cat",
        "find . -exec cat {} +",
        "command touch x",
        "builtin eval 'touch x'",
        "exec touch x",
        "coproc touch x",
        "ls() { touch x; }; ls",
        "LD_PRELOAD=./x.so ls",
        "GIT_EXTERNAL_DIFF=./x git diff",
        "GIT_SSH_COMMAND=./x git log",
        "PATH=. ls",
        "BASH_ENV=./x ls",
        "cat <(touch x)",
        "cat <<< \"$(touch x)\"",
        "IFS=,; c=touch,x; $c",
        "$'\\x74ouch' x",
        "./ls",
        "sub/cat a",
        "cat $(touch x)",
        "cat `touch x`"
      })
  void aReaderThatWouldRunOrShowSomethingElseIsNotSafe(String line) {
    assertTrue(assess(line).tier() != Tier.SAFE, () -> line + " passes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat /proc/1/environ",
        "strings /proc/4242/environ",
        "cat /proc/self/root/home/ana/.ssh/id_rsa",
        "cat /home/ana/work/../.ssh/id_rsa",
        "jq -n --rawfile x /home/ana/.ssh/id_rsa '$x'",
        "hexdump -f /home/ana/.ssh/id_rsa a",
        "git diff --no-index /dev/null /home/ana/.ssh/id_rsa",
        "diff a /home/ana/.ssh/id_rsa",
        "cat < /home/ana/.ssh/id_rsa"
      })
  void aSecretIsNotReadByADetour(String line) {
    assertTrue(assess(line).tier() != Tier.SAFE, () -> line + " passes");
  }

  @Test
  void aProgramOfTheWorkspaceUnderAKnownNameIsNotThatProgram() {
    var planted =
        new CommandTiers(
            new SensitivePaths(new Home(HOME.resolve(".alpi")), ProfileName.DEFAULT),
            (name, _) -> Optional.of(WORK.resolve("bin").resolve(name)));
    assertEquals(Tier.CAUTION, planted.assess("ls", WORK, HOME, WORK).tier());
  }
}
