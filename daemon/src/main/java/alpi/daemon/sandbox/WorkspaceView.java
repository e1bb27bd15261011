package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.SensitivePaths.Finding;
import alpi.daemon.sandbox.wall.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The file tree that a command sees: the system's programs, devices and temporary folders of its
/// own, the workspace with what is guarded in it, and what the owner lets be read besides.
final class WorkspaceView {
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/etc"),
          Path.of("/usr"),
          Path.of("/var/lib"),
          Path.of("/proc"),
          Path.of("/sys"),
          Path.of("/dev"),
          Path.of("/run"));

  private static final Path TEMPORARY = Path.of("/tmp");

  private final WallParts parts;
  private final Path workspace;
  private final Path ownHome;

  WorkspaceView(WallParts parts, Path workspace) {
    this.parts = parts;
    this.workspace = workspace;
    this.ownHome = SensitivePaths.resolve(parts.home().root());
  }

  /// Refuses folders that cannot be fenced.
  ///
  /// @throws Problem `denied`, `not_found`
  void check() {
    if (!Files.isDirectory(workspace, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(ErrorCode.NOT_FOUND, "The workspace is gone: " + workspace + ".");
    }
    Optional<Finding> finding = parts.sensitive().write(workspace.resolve("x"));
    boolean system = SYSTEM.stream().anyMatch(folder -> folder.startsWith(workspace));
    if (system || finding.isPresent()) {
      throw Problem.of(
          ErrorCode.DENIED,
          "The sandbox cannot be put around " + workspace + ": " + reason(finding) + ".",
          "Work in a folder of your own.");
    }
  }

  private static String reason(Optional<Finding> finding) {
    return finding.map(Finding::reason).orElse("it holds parts of the system");
  }

  /// What must be kept from the command.
  List<Guarded> scan(FolderReader reader) {
    return new WorkspaceScan(parts.sensitive(), reader, ownHome).look(workspace);
  }

  /// The command's home.
  Path home() {
    Path home = parts.userHome();
    boolean usable =
        home.getNameCount() > 0
            && !home.startsWith(workspace)
            && !home.startsWith(TEMPORARY)
            && parts.sensitive().write(home.resolve("x")).isEmpty();
    return usable ? home : TEMPORARY.resolve("home");
  }

  List<Mount> mounts(Kit kit, List<Guarded> guarded, List<Path> places) {
    Path nothing = kit.put("nothing", new byte[0], "---------");
    Path empty = kit.put("empty", "");
    long scratch = parts.settings().get().limits().scratch().bytes();
    var system = new SystemTree();
    List<Mount> mounts = new ArrayList<>(system.programs());
    mounts.addAll(system.settings());
    mounts.addAll(identity(kit));
    mounts.addAll(system.processes(nothing));
    mounts.add(new Mount.Devices(Path.of("/dev"), scratch));
    mounts.add(new Mount.Scratch(TEMPORARY, scratch, "1777"));
    mounts.add(new Mount.Link("/tmp", Path.of("/var/tmp")));
    mounts.add(new Mount.Scratch(home(), scratch, "0700"));
    mounts.addAll(further());
    mounts.addAll(repository());
    mounts.add(new Mount.Used(workspace));
    Set<Path> kept = new HashSet<>(places);
    for (Guarded each : guarded) {
      if (!kept.contains(each.path())) {
        each.mount(nothing).ifPresent(mounts::add);
      }
    }
    places.forEach(place -> mounts.add(Places.mount(place, empty)));
    return mounts;
  }

  /// The few files that say who and where one is.
  private List<Mount> identity(Kit kit) {
    long uid = parts.children().natives().map(Natives::ownUid).orElse(0L);
    String home = home().toString();
    String user = uid == 0 ? "" : "user:x:" + uid + ":" + uid + "::" + home + ":/bin/sh\n";
    String root = "root:x:0:0:root:" + (uid == 0 ? home : "/root") + ":/bin/sh\n";
    String group = uid == 0 ? "root:x:0:\n" : "root:x:0:\nuser:x:" + uid + ":\n";
    Path etc = Path.of("/etc");
    return List.of(
        new Mount.Shown(kit.put("passwd", root + user), etc.resolve("passwd")),
        new Mount.Shown(kit.put("group", group), etc.resolve("group")),
        new Mount.Shown(
            kit.put("hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n"), etc.resolve("hosts")),
        new Mount.Shown(
            kit.put("nsswitch", "passwd: files\ngroup: files\nhosts: files\n"),
            etc.resolve("nsswitch.conf")),
        new Mount.Shown(kit.put("ignored", ignored()), etc.resolve("alpi-ignored")));
  }

  /// Names that git must not take for the owner's new files.
  private static String ignored() {
    return String.join("\n", Places.fileNames()) + "\n";
  }

  /// What the owner lets be read besides.
  private List<Mount> further() {
    List<Mount> mounts = new ArrayList<>();
    for (String name : parts.settings().get().read()) {
      Path path = SensitivePaths.resolve(Path.of(name));
      if (!Files.exists(path)) {
        continue;
      }
      if (path.getNameCount() == 0 || path.startsWith(ownHome)) {
        throw Problem.of(
            ErrorCode.CONFIG_BROKEN,
            "sandbox.read names " + name + ", which no command may read.",
            "Name the one folder that is needed.");
      }
      mounts.add(Mount.Shown.of(path));
      if (ownHome.startsWith(path)) {
        mounts.add(new Mount.Blank(ownHome, "0000"));
      }
    }
    return mounts;
  }

  /// The repository of a linked worktree, which lies elsewhere: it may be read. Only one that names
  /// this very workspace as its worktree, so that no checkout can name a folder of its choice.
  private List<Mount> repository() {
    Path link = workspace.resolve(".git");
    if (!Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try {
      String line = line(link);
      if (!line.startsWith("gitdir: ")) {
        return List.of();
      }
      Path own = workspace.resolve(line.substring(8)).toRealPath();
      Path back = own.resolve("gitdir");
      Path common = own.resolve(line(own.resolve("commondir"))).toRealPath();
      boolean names = Path.of(line(back)).equals(link);
      boolean inside = own.startsWith(common) && common.endsWith(".git");
      return names && inside && !own.startsWith(workspace)
          ? List.of(Mount.Shown.of(common))
          : List.of();
    } catch (IOException | RuntimeException notARepository) {
      return List.of();
    }
  }

  private static String line(Path file) throws IOException {
    byte[] bytes = new byte[4096];
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      int size = in.readNBytes(bytes, 0, bytes.length);
      return new String(bytes, 0, size, StandardCharsets.UTF_8).strip();
    }
  }
}
