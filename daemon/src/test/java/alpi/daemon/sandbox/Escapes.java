package alpi.daemon.sandbox;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Eventually;
import alpi.daemon.sandbox.wall.Processor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Attempts to get out of the sandbox, or to leave something behind. Each is made by a real command
/// behind a real wall and judged from outside.
final class Escapes {
  private Escapes() {}

  interface Attempt {
    void on(WallFixture wall) throws Exception;
  }

  /// Every attempt under the sentence that it puts to the test.
  static Map<String, Attempt> all() {
    var all = new LinkedHashMap<String, Attempt>();
    all.put("hides the owner's home", Escapes::readsHome);
    all.put("hides our home and its secrets", Escapes::readsOurHome);
    all.put("hides secrets in the workspace", Escapes::readsSecretsOfTheWorkspace);
    all.put("shows a safe environment only", Escapes::readsEnvironment);
    all.put("hides the processes of the machine", Escapes::readsProcesses);
    all.put("passes no descriptor on", Escapes::readsDescriptors);
    all.put("keeps the system as it is", Escapes::writesSystem);
    all.put("keeps the kernel's settings as they are", Escapes::writesKernelSettings);
    all.put("writes nothing outside the workspace", Escapes::writesOutside);
    all.put("keeps protected files as they are", Escapes::writesProtected);
    all.put("lets protected names not be made, ten folders deep", Escapes::createsProtected);
    all.put("lets protected names not be made by renaming", Escapes::createsByRename);
    all.put("lets protected names not be made through a linked folder", Escapes::createsByLink);
    all.put("lets a repository not be swapped", Escapes::swapsRepository);
    all.put("puts back a linked dotfile", Escapes::removesLinkedDotfile);
    all.put("reaches no Unix socket in the workspace", Escapes::reachesUnixSocket);
    all.put("reaches no port of the machine", Escapes::reachesPort);
    all.put("has no network but its own loopback", Escapes::looksForNetworks);
    all.put("is refused the calls that lead out", Escapes::callsTheKernel);
    all.put("has no privileges and gains none", Escapes::gainsPrivileges);
    all.put("makes no device", Escapes::makesDevices);
    all.put("leaves no process behind", Escapes::leavesProcesses);
    all.put("leaves nothing in the workspace that it did not write", Escapes::leavesPlaces);
    return all;
  }

  private static void check(boolean holds, Object found) {
    if (!holds) {
      throw new AssertionError(String.valueOf(found));
    }
  }

  private static void equal(Object expected, Object found) {
    check(expected.equals(found), "expected " + expected + ", found " + found);
  }

  private static void readsHome(WallFixture wall) throws Exception {
    Finished f = wall.run("cat " + wall.userHome + "/diary.txt; ls -a " + wall.userHome);
    check(!f.out().text().contains(WallFixture.CANARY), f.out().text());
    check(!f.out().text().contains("diary"), f.out().text());
  }

  private static void readsOurHome(WallFixture wall) throws Exception {
    Path root = wall.home.root();
    Finished f = wall.run("ls -la " + root + "; cat " + root + "/.env; cd " + root + "; cat .env");
    check(!f.out().text().contains(WallFixture.CANARY), f.out().text());
    Path inside = Files.createDirectories(wall.work.resolve("deep"));
    Files.writeString(inside.resolve("id_rsa"), WallFixture.CANARY);
    check(!wall.says("cat deep/id_rsa; grep -r canary .").contains("canary-"), "read a key");
  }

  private static void readsSecretsOfTheWorkspace(WallFixture wall) throws Exception {
    Files.writeString(wall.work.resolve(".env"), "KEY=" + WallFixture.CANARY);
    Files.createDirectories(wall.work.resolve("a/.ssh"));
    Files.writeString(wall.work.resolve("a/.ssh/id_ed25519"), WallFixture.CANARY);
    String said =
        wall.says(
            "cat .env; cat a/.ssh/*; ls a/.ssh; cp .env x; cat x; ln .env y; cat y; dd if=.env");
    check(!said.contains(WallFixture.CANARY) && !said.contains("id_ed25519"), said);
    equal("KEY=" + WallFixture.CANARY, Files.readString(wall.work.resolve(".env")));
  }

  private static void readsEnvironment(WallFixture wall) throws Exception {
    String said = wall.says("env; cat /proc/*/environ | tr '\\0' '\\n'");
    check(!said.contains(WallFixture.CANARY) && !said.contains("SSH_AUTH_SOCK"), said);
    check(said.contains("HOME="), said);
  }

  private static void readsProcesses(WallFixture wall) throws Exception {
    long self = ProcessHandle.current().pid();
    equal(
        "",
        wall.says(
            "ls -d /proc/"
                + self
                + " 2>/dev/null; kill -0 "
                + self
                + " 2>/dev/null"
                + " && echo reached"));
    check(Integer.parseInt(wall.says("ls /proc | grep -c '^[0-9]'")) < 8, "many processes");
  }

  private static void readsDescriptors(WallFixture wall) throws Exception {
    // The last one is the folder that ls reads.
    equal("0 1 2 3", wall.says("ls /proc/self/fd").replace('\n', ' '));
    equal("/dev/null", wall.says("readlink /proc/self/fd/0"));
  }

  private static void writesSystem(WallFixture wall) throws Exception {
    equal(
        "",
        wall.says(
            "for f in /x /usr/x /usr/bin/x /etc/x /etc/passwd /dev/x /lib/x /run/x /var/x; do"
                + " (echo x > $f) 2>/dev/null && echo $f; done; rm -f /etc/hosts 2>/dev/null"
                + " && echo removed; mv /bin /bun 2>/dev/null && echo moved"));
  }

  private static void writesKernelSettings(WallFixture wall) throws Exception {
    Path setting = Path.of("/proc/sys/kernel/core_pattern");
    String before = Files.readString(setting);
    wall.run("echo '|/bin/x' > " + setting + "; echo h > /proc/sysrq-trigger");
    equal(before, Files.readString(setting));
    equal(
        "",
        wall.says(
            "find /proc/sys /sys -writable -type f 2>/dev/null | while read f; do"
                + " (: >> $f) 2>/dev/null && echo $f; done | head -n 3"));
  }

  private static void writesOutside(WallFixture wall) throws Exception {
    wall.run(
        "echo x > ../beside; echo x > "
            + wall.userHome
            + "/x; echo x > "
            + wall.home.root()
            + "/x; echo x > /tmp/alpi-escape; ln -s "
            + wall.userHome
            + " out; echo x > out/y");
    check(Files.notExists(wall.dir.resolve("beside")), "wrote beside the workspace");
    check(Files.notExists(wall.userHome.resolve("x")), "wrote into the home");
    check(Files.notExists(wall.userHome.resolve("y")), "wrote through a link");
    check(Files.notExists(wall.home.root().resolve("x")), "wrote into our home");
    check(Files.notExists(Path.of("/tmp/alpi-escape")), "wrote into the machine's /tmp");
  }

  private static final List<String> EXISTING =
      List.of(
          ".git/config",
          ".git/hooks/pre-commit",
          "sub/deep/.git/config",
          ".vscode/settings.json",
          "sub/.bashrc",
          ".mcp.json",
          "sub/.env");

  private static void writesProtected(WallFixture wall) throws Exception {
    var contents = new LinkedHashMap<Path, String>();
    for (String name : EXISTING) {
      Path file = wall.work.resolve(name);
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, "owner's");
      contents.put(file, "owner's");
    }
    var script = new StringBuilder("set +e\n");
    for (String name : EXISTING) {
      script.append(
          "echo x > F; echo x >> F; rm -f F; mv F moved; echo x > n; mv -f n F; chmod 777 F; ln -sf n F; cp n F\n"
              .replace("F", name));
    }
    script.append("rm -rf .git .vscode sub; mv .git gone; mv .vscode gone2; rmdir .vscode\n");
    wall.run(script.toString());
    for (var each : contents.entrySet()) {
      equal(each.getValue(), Files.readString(each.getKey()));
    }
  }

  private static final List<String> NAMES =
      List.of(
          ".git/config",
          ".git/hooks/post-checkout",
          ".bashrc",
          ".profile",
          ".zshenv",
          ".vscode/tasks.json",
          ".idea/x",
          ".claude/settings.json",
          ".mcp.json",
          ".alpi/config.yaml",
          ".env",
          ".envrc",
          ".gitmodules",
          ".npmrc",
          ".ssh/authorized_keys",
          ".config/autostart/x.desktop");

  private static void none(WallFixture wall) throws IOException {
    List<String> found = new ArrayList<>();
    try (var files = Files.walk(wall.work)) {
      for (Path file : files.toList()) {
        boolean bad = wall.sensitive.protectedFromWrite(file);
        if (bad && !file.toString().contains("/disarmed-")) {
          found.add(wall.work.relativize(file).toString());
        }
      }
    }
    check(found.isEmpty(), found);
  }

  private static void createsProtected(WallFixture wall) throws Exception {
    var script = new StringBuilder();
    String folder = ".";
    for (int depth = 0; depth < 10; depth++) {
      for (String name : NAMES) {
        script.append("mkdir -p ").append(folder).append("/$(dirname ").append(name);
        script.append("); echo evil > ").append(folder).append('/').append(name).append('\n');
      }
      folder += "/d" + depth;
      script.append("mkdir -p ").append(folder).append('\n');
    }
    Finished f = wall.run(script.toString());
    check(f.notes().size() == 1 && f.notes().getFirst().contains(".git"), f.notes());
    equal(1, wall.events.size());
    none(wall);
  }

  private static void createsByRename(WallFixture wall) throws Exception {
    wall.run(
        "mkdir -p a/hooks b; echo x > a/hooks/pre-commit; echo x > a/config; mv a .git;"
            + " echo x > n; mv n .mcp.json; mv n b/.env; cp n b/.bashrc; ln n b/.npmrc;"
            + " mkdir v; echo x > v/tasks.json; mv v .vscode; mv v b/.vscode; mkfifo b/.zshrc");
    none(wall);
  }

  private static void createsByLink(WallFixture wall) throws Exception {
    Files.createDirectories(wall.work.resolve("real/.git"));
    wall.run(
        "ln -s real other; mkdir -p other/.git/hooks; echo x > other/.git/hooks/x;"
            + " echo x > other/.git/config; ln -s real/.git linked; echo x > linked/config.worktree;"
            + " ln -s real .bashrc; ln -s real .vscode; echo x > other/.mcp.json");
    check(Files.notExists(wall.work.resolve("real/.git/config")), "made through a link");
    check(Files.notExists(wall.work.resolve("real/.git/hooks")), "made hooks through a link");
    check(Files.notExists(wall.work.resolve("real/.mcp.json")), "made through a link");
    check(!Files.isSymbolicLink(wall.work.resolve(".bashrc")), "made a protected link");
    check(!Files.isSymbolicLink(wall.work.resolve(".vscode")), "made a protected link");
  }

  private static void swapsRepository(WallFixture wall) throws Exception {
    Path git = Files.createDirectories(wall.work.resolve("p/.git/hooks"));
    Files.writeString(git.resolveSibling("config"), "owner's");
    wall.run(
        "mv p old; mkdir -p p/.git/hooks; echo evil > p/.git/config; echo evil > p/.git/hooks/x");
    check(Files.notExists(wall.work.resolve("p/.git")), "a new repository is in its place");
    equal("owner's", Files.readString(wall.work.resolve("old/.git/config")));
  }

  private static void removesLinkedDotfile(WallFixture wall) throws Exception {
    Files.createDirectories(wall.work.resolve("dotfiles"));
    Files.writeString(wall.work.resolve("dotfiles/rc"), "owner's");
    Path link = wall.work.resolve(".bashrc");
    Files.createSymbolicLink(link, Path.of("dotfiles/rc"));
    Finished f = wall.run("rm .bashrc; echo evil > .bashrc");
    equal(0, f.exit());
    equal(Path.of("dotfiles/rc"), Files.readSymbolicLink(link));
  }

  private static void reachesUnixSocket(WallFixture wall) throws Exception {
    Path path = wall.work.resolve("s");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      server.configureBlocking(false);
      String said = wall.says("ls -l s; test -S s && echo socket; cat s");
      check(!said.contains("socket"), said);
      check(server.accept() == null, "somebody connected");
    }
    Files.delete(path);
  }

  private static void reachesPort(WallFixture wall) throws Exception {
    try (var server = new ServerSocket(0, 8, InetAddress.getByName("0.0.0.0"))) {
      int port = server.getLocalPort();
      server.setSoTimeout(1);
      wall.run("exec 9<>/dev/tcp/127.0.0.1/" + port);
      Finished f =
          wall.run("exec 9<>/dev/tcp/" + InetAddress.getLocalHost().getHostAddress() + "/" + port);
      check(f.exit() != 0, f.out().text());
      boolean reached = true;
      try {
        server.accept().close();
      } catch (java.net.SocketTimeoutException none) {
        reached = false;
      }
      check(!reached, "somebody connected");
    }
  }

  private static void looksForNetworks(WallFixture wall) throws Exception {
    equal("lo", wall.says("sed 1,2d /proc/net/dev | cut -d: -f1").strip());
    equal("", wall.says("sed 1d /proc/net/route"));
    check(wall.run("exec 9>/dev/udp/9.9.9.9/53 && echo x >&9").exit() != 0, "sent a datagram");
    check(wall.run("exec 9<>/dev/tcp/9.9.9.9/443").exit() != 0, "dialled");
    check(wall.run("getent hosts example.com").exit() != 0, "resolved a name");
  }

  private static void callsTheKernel(WallFixture wall) throws Exception {
    Map<String, Integer> answers =
        WallProbe.answers(wall.sandbox, wall.work, wall.dir.resolve("spill"));
    Map<String, Integer> expected = WallProbe.expected();
    equal(expected, answers);
    check(Processor.of(System.getProperty("os.arch")).isPresent(), "no processor");
  }

  private static void gainsPrivileges(WallFixture wall) throws Exception {
    String said =
        wall.says("grep -E '^(CapEff|CapPrm|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status");
    check(said.contains("CapEff:\t0000000000000000"), said);
    check(said.contains("CapPrm:\t0000000000000000"), said);
    check(said.contains("NoNewPrivs:\t1"), said);
    check(said.contains("Seccomp:\t2"), said);
    equal("", wall.says("mount | grep -E 'work|/usr|tmp' | grep -v nosuid"));
    check(wall.run("mount -t tmpfs x /tmp").exit() != 0, "mounted");
    check(wall.run("umount work/.vscode; umount /proc/sys").exit() != 0, "unmounted");
    check(wall.run("unshare -Ur true").exit() != 0, "made a user namespace");
    check(wall.run("chroot / true").exit() != 0, "changed the root");
  }

  private static void makesDevices(WallFixture wall) throws Exception {
    check(wall.run("mknod d b 254 0").exit() != 0, "made a device");
    check(wall.run("mknod d c 1 1").exit() != 0, "made a device");
    equal(
        "full null ptmx pts random shm tty urandom zero",
        wall.says("ls /dev | grep -v -e '^std' -e '^fd$' -e core -e console").replace('\n', ' '));
  }

  private static void leavesProcesses(WallFixture wall) throws Exception {
    String mark = "sleep 98765." + ProcessHandle.current().pid();
    wall.run(
        "(setsid env -i "
            + mark
            + " >/dev/null 2>&1 &) ; nohup "
            + mark
            + " >/dev/null 2>&1 &"
            + " sleep 0.1");
    Eventually.until(() ->
        ProcessHandle.allProcesses()
            .noneMatch(p -> p.info().commandLine().orElse("").contains(mark)));
    var cancel = new Cancel();
    var watching =
        CompletableFuture.runAsync(() -> {
          Eventually.until(() -> Files.exists(wall.work.resolve("began")));
          cancel.fire();
        });
    Finished f =
        wall.sandbox.run(
            wall.script("echo x > began; trap '' TERM; sleep 1000", Duration.ofMinutes(5)), cancel);
    equal(Finished.End.CANCELLED, f.end());
    watching.get();
  }

  private static void leavesPlaces(WallFixture wall) throws Exception {
    Finished f = wall.run("echo x > mine; git init -q . 2>/dev/null; exit 0");
    equal(0, f.exit());
    try (var files = Files.list(wall.work)) {
      List<String> names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(n -> !n.startsWith("disarmed"))
              .toList();
      equal(List.of("mine"), names);
    }
    check(Files.notExists(wall.home.root().resolve("run/sandbox").resolve("x")), "a kit is left");
    try (var kits = Files.list(wall.home.root().resolve("run/sandbox"))) {
      equal(0L, kits.count());
    }
  }
}
