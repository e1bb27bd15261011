package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.sandbox.wall.PlanScript;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tries from inside a sandbox what it must hold back, and tells of each try whether it did. The
/// workspace is a folder made for that.
public final class SelfCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KEEP_BYTES = 64 << 10;
  private static final String MADE = ".mcp.json";

  private final BubblewrapSandbox sandbox;
  private final Path ownHome;
  private final Path userHome;

  /// @param ownHome of this program
  /// @param userHome the owner's home folder
  public SelfCheck(BubblewrapSandbox sandbox, Path ownHome, Path userHome) {
    this.sandbox = sandbox;
    this.ownHome = ownHome;
    this.userHome = userHome;
  }

  /// One try.
  ///
  /// @param found what was found instead of what should be
  public record Line(String name, boolean holds, String found) {}

  /// @throws Problem `sandbox_unavailable`, `storage`
  public List<Line> run() throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("alpi-sandbox").toRealPath();
      try {
        return run(Files.createDirectory(folder.resolve("work")), folder.resolve("spill"));
      } finally {
        remove(folder);
      }
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "A folder to try the sandbox in could not be made.")
          .because(e);
    }
  }

  private List<Line> run(Path work, Path spill) throws InterruptedException, IOException {
    Path git = Files.createDirectories(work.resolve("repository/.git"));
    Files.writeString(git.resolve("config"), "owner");
    Files.writeString(work.resolve("secret.pem"), "canary");
    var plan = new CommandPlan.Script(script(), false);
    var execution = new Execution(plan, work, Map.of(), PATIENCE, KEEP_BYTES, spill);
    Finished finished = sandbox.run(execution, new Cancel());
    Map<String, String> said = new HashMap<>();
    for (String line : finished.out().text().lines().toList()) {
      int at = line.indexOf('=');
      if (at > 0) {
        said.put(line.substring(0, at), line.substring(at + 1));
      }
    }
    List<Line> lines = new ArrayList<>();
    for (Try each : tries()) {
      String found = said.getOrDefault(each.key(), "no answer");
      lines.add(new Line(each.sentence(), found.equals(each.expected()), found));
    }
    boolean kept = Files.readString(git.resolve("config")).equals("owner");
    boolean none =
        Files.notExists(work.resolve(MADE)) && Files.notExists(work.resolve("a/" + MADE));
    lines.add(new Line("protected files stay as they are", kept, "a file was changed"));
    lines.add(new Line("protected names are not made", none, "a name was made"));
    lines.add(
        new Line("the workspace can be worked in", Files.exists(work.resolve("x")), "no file"));
    calls(work, spill, lines);
    return lines;
  }

  private void calls(Path work, Path spill, List<Line> lines) throws InterruptedException {
    Map<String, Integer> answers = WallProbe.answers(sandbox, work, spill);
    WallProbe.expected()
        .forEach((name, errno) -> {
          String found = answers.containsKey(name) ? "errno " + answers.get(name) : "no answer";
          String sentence =
              errno == 0 ? "a command can " + name : "the kernel lets no command " + name;
          lines.add(new Line(sentence, found.equals("errno " + errno), found));
        });
  }

  private record Try(String key, String sentence, String expected) {}

  private static List<Try> tries() {
    return List.of(
        new Try("own", "alpi's own home is out of sight", "hidden"),
        new Try("home", "the owner's home is out of sight", "hidden"),
        new Try("key", "keys in the workspace cannot be read", "refused"),
        new Try("usr", "the system cannot be changed", "refused"),
        new Try("proc", "kernel settings cannot be changed", "refused"),
        new Try("root", "the top folder cannot be written to", "refused"),
        new Try("tmp", "temporary files work", "written"),
        new Try("processes", "no process of the machine is in sight", "few"),
        new Try("network", "there is no network but a loopback", "lo"),
        new Try("routes", "there is no route", "0"),
        new Try("capabilities", "there are no capabilities", "0000000000000000"),
        new Try("gain", "no privileges can be gained", "1"),
        new Try("filter", "system calls are filtered", "2"),
        new Try("environment", "the environment holds no mark of the daemon's", "0"));
  }

  private String script() {
    return """
    see() { if ls -A -- "$2" 2>/dev/null | grep -q .; then echo "$1=seen"; else echo "$1=hidden"; fi; }
    try() { if (echo x > "$2") 2>/dev/null; then echo "$1=written"; else echo "$1=refused"; fi; }
    status() { sed -n "s/^$1:[[:space:]]*//p" /proc/self/status; }
    see own %s
    see home %s
    if cat secret.pem >/dev/null 2>&1; then echo key=read; else echo key=refused; fi
    try usr /usr/alpi-try
    try proc /proc/sys/kernel/core_pattern
    try root /alpi-try
    try tmp /tmp/alpi-try
    if [ "$(ls /proc | grep -c '^[0-9]')" -lt 10 ]; then echo processes=few; else echo processes=many; fi
    echo "network=$(sed 1,2d /proc/net/dev | cut -d: -f1 | tr -d ' ' | tr '\\n' ' ' | sed 's/ $//')"
    echo "routes=$(sed 1d /proc/net/route | wc -l | tr -d ' ')"
    echo "capabilities=$(status CapEff)"
    echo "gain=$(status NoNewPrivs)"
    echo "filter=$(status Seccomp)"
    echo "environment=$(env | grep -c '^ALPI_WATCH=')"
    echo x > x
    echo evil > repository/.git/config; rm -rf repository/.git; mv repository/.git away
    echo evil > .mcp.json; mkdir a; echo evil > a/.mcp.json
    """
        .formatted(PlanScript.quoted(ownHome.toString()), PlanScript.quoted(userHome.toString()));
  }

  private static void remove(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
          remove(entry);
        } else {
          Files.deleteIfExists(entry);
        }
      }
    }
    Files.deleteIfExists(folder);
  }
}
