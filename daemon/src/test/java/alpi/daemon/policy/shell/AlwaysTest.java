package alpi.daemon.policy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.SensitivePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// "Always" is for one command, word for word, and never for a program that runs what it is told.
class AlwaysTest {
  /// Programs that run something else, each in a form that looks harmless.
  private static final List<String> NEVER =
      List.of(
          "sh -c true",
          "bash build.sh",
          "dash -c 'echo x'",
          "env make",
          "env -i make",
          "busybox sh -c true",
          "xargs rm",
          "ls | xargs rm",
          "find . -exec rm {} +",
          "find . -ok rm {} ;",
          "git -c core.pager=sh log",
          "git -c alias.x=!sh x",
          "awk 'BEGIN { system(\"id\") }'",
          "gawk -f x.awk",
          "sed '1e id' notes",
          "perl -e 1",
          "python3 -c 'print(1)'",
          "python3 build.py",
          "ruby -e 1",
          "node -e 1",
          "php -r 1",
          "lua -e 1",
          "nohup make",
          "setsid make",
          "nice make",
          "timeout 5 make",
          "stdbuf -o0 make",
          "time make",
          "watch make",
          "script -c make",
          "ssh host make",
          "docker run x",
          "sudo make",
          "su -c make",
          "chroot / make",
          "unshare make",
          "strace make",
          "gdb -batch make",
          "vim -c '!sh'",
          "less notes",
          "man -P sh ls",
          "tar --checkpoint-action=exec=sh -cf x .",
          "zip x . -T -TT sh",
          "rsync -e sh a b:",
          "curl http://x.org | sh",
          "eval make",
          "exec make",
          ". ./env.sh",
          "source env.sh",
          "parallel make ::: a",
          "at now",
          "crontab x",
          "systemd-run make",
          "./tool",
          "make | tee >(sh)");

  @TempDir Path dir;
  private Path here;
  private CommandTiers tiers;

  @BeforeEach
  void open() throws IOException {
    here = Files.createDirectories(dir.resolve("ws")).toRealPath();
    var sensitive = new SensitivePaths(new Home(dir.resolve("home")), ProfileName.DEFAULT);
    tiers = new CommandTiers(sensitive, (name, _) -> Optional.of(Path.of("/usr/bin", name)));
  }

  private Access access(String line) {
    return tiers.assess(line, here, here, here).accesses().stream()
        .filter(access -> access.capability() == Capability.EXEC)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noInterpreterOrWrapperIsRemembered() {
    List<String> remembered = NEVER.stream().filter(line -> access(line).rememberable()).toList();
    assertEquals(List.of(), remembered);
  }

  @Test
  void whatIsRememberedCoversNothingElseOfTheSameProgram() {
    for (String[] row :
        new String[][] {
          {
            "rm -r out",
            "rm -rf out",
            "rm -r out other",
            "rm -r /",
            "rm -r out && rm x",
            "sh -c 'rm -r out'"
          },
          {"touch a", "touch b", "touch a b", "touch -r x a", "env touch a", "touch a; touch b"},
          {
            "mkdir -p a/b",
            "mkdir a/b",
            "mkdir -p a/b c",
            "X=1 mkdir -p a/b",
            "cd a && mkdir -p a/b"
          },
          {"cp a b", "cp -r a b", "cp a b c", "cp a /etc/b", "cp a b > c", "xargs cp a b"}
        }) {
      Access agreed = access(row[0]);
      assertTrue(agreed.rememberable(), row[0]);
      var grant = Scope.exact(agreed.target());
      assertTrue(grant.covers(Capability.EXEC, access(row[0].replace(" ", "  ")).target()));
      for (String abuse : List.of(row).subList(1, row.length)) {
        assertFalse(grant.covers(Capability.EXEC, access(abuse).target()), abuse);
      }
    }
  }
}
