package alpi.daemon.policy.shell;

import alpi.alp.rpc.Problem;
import alpi.daemon.policy.SensitivePaths;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where a command stands, and what the words in it point at from there.
final class Places {
  /// More folders than this that a command could stand in are not followed.
  static final int MAX_FOLDERS = 16;

  private static final Set<String> DEVICES =
      Set.of(
          "/dev/null",
          "/dev/stdout",
          "/dev/stderr",
          "/dev/stdin",
          "/dev/tty",
          "/dev/zero",
          "/dev/full",
          "/dev/random",
          "/dev/urandom");
  private static final List<String> TOP =
      List.of(
          "bin",
          "boot",
          "dev",
          "etc",
          "home",
          "lib",
          "lib32",
          "lib64",
          "mnt",
          "media",
          "opt",
          "proc",
          "root",
          "run",
          "sbin",
          "srv",
          "sys",
          "usr",
          "tmp",
          "var",
          "users",
          "system",
          "library",
          "applications",
          "private",
          "volumes");

  private static final Set<String> OF_A_PROCESS =
      Set.of("environ", "mem", "root", "fd", "cwd", "map_files");
  private static final Set<List<String>> MEMORY =
      Set.of(List.of("proc", "kcore"), List.of("dev", "mem"), List.of("dev", "kmem"));

  /// Names of secrets inside the folders that are kept for them.
  private static final List<String> LIKELY = List.of("x", "credentials", "config.json");

  private final SensitivePaths sensitive;
  private final Path home;
  private final Path workspace;
  private final Path realWorkspace;
  private final List<List<String>> roots = new ArrayList<>();

  /// Patterns longer than this are not looked up.
  private static final int MAX_PATTERN = 256;

  private Set<Path> folders;

  /// What words mean from where the command stands now.
  private final Map<String, List<Path>> paths = new HashMap<>();

  private final Map<String, Optional<SensitivePaths.Finding>> readable = new HashMap<>();

  Places(SensitivePaths sensitive, Path cwd, Path home, Path workspace) {
    this.sensitive = sensitive;
    this.home = home.toAbsolutePath().normalize();
    this.workspace = workspace.toAbsolutePath().normalize();
    this.realWorkspace = SensitivePaths.resolve(workspace);
    this.folders = Set.of(cwd.toAbsolutePath().normalize());
    roots.add(List.of());
    TOP.forEach(name -> roots.add(List.of(name)));
    for (Path path = this.home; path != null; path = path.getParent()) {
      roots.add(names(path));
    }
    for (Path path = this.workspace.getParent(); path != null; path = path.getParent()) {
      roots.add(names(path));
    }
  }

  Path home() {
    return home;
  }

  Set<Path> folders() {
    return folders;
  }

  void folders(Set<Path> now) {
    if (now.size() > MAX_FOLDERS) {
      throw new Cursor.Refused("it changes folders too often to follow", true);
    }
    if (!now.equals(folders)) {
      paths.clear();
      readable.clear();
    }
    folders = now;
  }

  /// The folders that `cd target` leads to.
  Set<Path> from(String target) {
    Set<Path> reached = new LinkedHashSet<>();
    for (Path folder : folders) {
      at(folder, target).ifPresent(reached::add);
    }
    return reached;
  }

  /// Every path that `word` could mean, as written and with links resolved.
  List<Path> paths(String word) {
    return paths.computeIfAbsent(word, this::find);
  }

  private List<Path> find(String word) {
    Set<Path> all = new LinkedHashSet<>();
    for (Path folder : folders) {
      for (String name : names(folder, word)) {
        Optional<Path> path = at(folder, name);
        if (path.isPresent()) {
          all.add(path.get().normalize());
          real(path.get()).ifPresent(all::add);
        }
      }
    }
    return List.copyOf(all);
  }

  /// The word, and what it stands for if it is a pattern.
  private static List<String> names(Path folder, String word) {
    if (!Globs.pattern(word) || word.length() > MAX_PATTERN) {
      return List.of(word);
    }
    List<String> all = new ArrayList<>(List.of(word));
    new GlobSearch().find(folder, GlobSearch.marked(word)).ifPresent(all::addAll);
    return all;
  }

  private static Optional<Path> at(Path folder, String word) {
    try {
      return Optional.of(folder.resolve(word.replace(String.valueOf(Expander.UNKNOWN), "")));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> real(Path path) {
    try {
      return Optional.of(SensitivePaths.resolve(path));
    } catch (Problem circles) {
      return Optional.empty();
    }
  }

  /// Why the file `word` names must not be read.
  Optional<SensitivePaths.Finding> read(String word) {
    return readable.computeIfAbsent(word, this::judgeReading);
  }

  private Optional<SensitivePaths.Finding> judgeReading(String word) {
    return paths(word).stream().flatMap(path -> reading(path).stream()).findFirst();
  }

  private Optional<SensitivePaths.Finding> reading(Path path) {
    Optional<SensitivePaths.Finding> file =
        DEVICES.contains(path.toString()) ? Optional.empty() : sensitive.read(path);
    if (file.isPresent() && file.get().kind() != SensitivePaths.Kind.SYSTEM) {
      return file;
    }
    if (raw(names(path)) && !DEVICES.contains(path.toString())) {
      String reason = "it is a device";
      return Optional.of(new SensitivePaths.Finding(SensitivePaths.Kind.SYSTEM, reason));
    }
    if (memory(names(path))) {
      String reason = "it shows the memory or environment of a process";
      return Optional.of(new SensitivePaths.Finding(SensitivePaths.Kind.SECRET, reason));
    }
    // A folder whose content would be secret is as good as the secret.
    for (String name : LIKELY) {
      Optional<SensitivePaths.Finding> inside = sensitive.read(path.resolve(name));
      if (inside.isPresent() && inside.get().kind() == SensitivePaths.Kind.SECRET) {
        return inside;
      }
    }
    return file;
  }

  private static boolean memory(List<String> names) {
    boolean process = names.size() >= 2 && names.getFirst().equals("proc");
    if (process && names.stream().anyMatch(OF_A_PROCESS::contains)) {
      return true;
    }
    return MEMORY.contains(names);
  }

  /// Why the file `word` names must not be written.
  Optional<SensitivePaths.Finding> write(String word) {
    for (Path path : paths(word)) {
      if (DEVICES.contains(path.toString()) || path.startsWith("/dev/fd")) {
        continue;
      }
      Optional<SensitivePaths.Finding> finding = sensitive.write(path);
      if (finding.isPresent()) {
        return finding;
      }
    }
    return Optional.empty();
  }

  /// Whether what `word` names is there.
  boolean exists(String word) {
    return paths(word).stream().anyMatch(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
  }

  /// Whether reading all of the folder that `word` names would come upon a file that no tool reads
  /// unasked.
  boolean holdsGuarded(TreeRead read, String word) {
    return paths(word).stream().anyMatch(path -> TreeScan.finds(read, sensitive, path));
  }

  /// Whether one of the files beneath `top` is one that no tool reads unasked.
  boolean guarded(Path top, List<String> names) {
    return names.stream().anyMatch(name -> sensitive.read(top.resolve(name)).isPresent());
  }

  /// Whether the folder that `word` names holds this program's own home.
  boolean holdsOwn(String word) {
    return paths(word).stream().anyMatch(sensitive::aboveOwn);
  }

  boolean inWorkspace(String word) {
    List<Path> paths = paths(word);
    return !paths.isEmpty()
        && paths.stream()
            .allMatch(path -> path.startsWith(realWorkspace) || path.startsWith(workspace));
  }

  static boolean device(String word) {
    return DEVICES.contains(word) || word.matches("/dev/fd/[012]");
  }

  /// A disk or another device, whose content is everybody's.
  private static boolean raw(List<String> names) {
    return names.size() > 1 && names.getFirst().equals("dev") && !names.get(1).equals("shm");
  }

  /// Whether `word` may stand for the root, a home or a folder that holds either, or for all that
  /// is in one of them.
  boolean root(String word) {
    String shown = word.replace(String.valueOf(Expander.UNKNOWN), "");
    for (Path folder : folders) {
      List<String> names = names(shown.startsWith("/") ? "" : folder.toString(), shown);
      if (matchesRoot(names)) {
        return true;
      }
      if (!names.isEmpty()
          && everything(names.getLast())
          && matchesRoot(names.subList(0, names.size() - 1))) {
        return true;
      }
    }
    return paths(word).stream().anyMatch(path -> roots.contains(names(path)));
  }

  private boolean matchesRoot(List<String> names) {
    return roots.stream().anyMatch(root -> Globs.match(names, root));
  }

  private static boolean everything(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> "*?.[]!^".indexOf(c) >= 0)
        && name.contains("*");
  }

  private static List<String> names(Path path) {
    return names("", path.toString());
  }

  /// The names of a path with dots resolved; globs stay.
  private static List<String> names(String folder, String path) {
    List<String> names = new ArrayList<>();
    for (String name : (folder + "/" + path).toLowerCase(Locale.ROOT).split("/", -1)) {
      if (name.equals("..")) {
        if (!names.isEmpty()) {
          names.removeLast();
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }
}
