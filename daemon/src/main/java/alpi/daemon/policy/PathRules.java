package alpi.daemon.policy;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which names stand for secrets and settings, wherever they lie. Judges names only; whoever calls
/// it hands over names of the object itself, with every link resolved.
///
/// Names are compared without case and in composed form: a file system that folds either would
/// otherwise open a second spelling.
final class PathRules {
  private static final Set<String> HARMLESS_ENV =
      Set.of(".env.example", ".env.sample", ".env.template", ".env.dist");
  private static final Set<String> SECRET_SUFFIXES =
      Set.of(".pem", ".p12", ".pfx", ".ppk", ".kdbx");
  private static final Set<String> SECRET_NAMES =
      Set.of(
          ".netrc",
          "_netrc",
          ".npmrc",
          ".pypirc",
          ".pgpass",
          ".my.cnf",
          ".git-credentials",
          ".sentryclirc",
          ".dockercfg",
          "authorized_keys",
          "authorized_keys2",
          "docker.sock",
          "containerd.sock",
          "podman.sock",
          "shadow",
          "gshadow",
          "sudoers",
          "master.passwd");

  /// Folders whose whole content is secret, as ends of a folder's path.
  private static final List<List<String>> SECRET_FOLDERS =
      List.of(
          List.of(".gnupg"),
          List.of(".password-store"),
          List.of(".azure"),
          List.of(".config", "gh"),
          List.of(".config", "hub"),
          List.of(".config", "gcloud"),
          List.of(".config", "op"),
          List.of(".local", "share", "keyrings"),
          List.of("library", "keychains"),
          List.of("library", "launchagents"),
          List.of("library", "launchdaemons"));

  /// Files that are secret by their folder and name.
  private static final List<List<String>> SECRET_FILES =
      List.of(
          List.of(".aws", "credentials"),
          List.of(".aws", "config"),
          List.of(".docker", "config.json"),
          List.of(".kube", "config"),
          List.of(".cargo", "credentials"),
          List.of(".cargo", "credentials.toml"),
          List.of(".gem", "credentials"),
          List.of(".config", "rclone", "rclone.conf"),
          List.of(".codex", "auth.json"),
          List.of(".claude", ".credentials.json"));

  private static final Set<String> SHELL_FILES =
      Set.of(
          ".bashrc",
          ".bash_profile",
          ".bash_login",
          ".bash_logout",
          ".bash_aliases",
          ".profile",
          ".zshrc",
          ".zshenv",
          ".zprofile",
          ".zlogin",
          ".zlogout",
          ".kshrc",
          ".cshrc",
          ".tcshrc",
          ".login",
          ".xprofile",
          ".xinitrc",
          ".xsessionrc",
          ".inputrc",
          ".pam_environment");

  /// Files that make another program run something: never written.
  private static final Set<String> STARTING_FILES =
      Set.of(".gitconfig", ".mcp.json", ".gitmodules", ".wgetrc", ".curlrc", ".vimrc", ".gdbinit");

  private static final List<List<String>> STARTING_FOLDERS =
      List.of(
          List.of(".git", "hooks"),
          List.of(".vscode"),
          List.of(".idea"),
          List.of(".cursor"),
          List.of(".claude"),
          List.of(".codex"),
          List.of(".alpi"),
          List.of(".ssh"),
          List.of(".config", "git"),
          List.of(".config", "fish"),
          List.of(".config", "autostart"),
          List.of(".config", "systemd"),
          List.of(".config", "environment.d"));

  private static final List<String> SYSTEM =
      List.of(
          "/etc",
          "/boot",
          "/sys",
          "/proc",
          "/usr/lib/systemd",
          "/lib/systemd",
          "/system",
          "/private/etc");
  private static final List<String> SYSTEM_WRITES =
      List.of(
          "/usr",
          "/bin",
          "/sbin",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/dev",
          "/library",
          "/applications",
          "/private/var/db",
          "/var/lib",
          "/var/spool/cron",
          "/var/run",
          "/run");

  /// The last names of all rules that take more than one.
  private static final Set<String> LAST_NAMES =
      Stream.of(SECRET_FOLDERS, SECRET_FILES, STARTING_FOLDERS)
          .flatMap(List::stream)
          .map(List::getLast)
          .collect(Collectors.toUnmodifiableSet());

  /// Below one of these every name has to be looked at.
  private static final Set<String> SPECIAL_FOLDERS = Set.of(".git", ".ssh", "skills");

  private PathRules() {}

  /// Whether the folder is of no interest to any rule, so that of a name in it only [#special] need
  /// be asked.
  static boolean common(List<String> folder) {
    return folder.stream().noneMatch(name -> SPECIAL_FOLDERS.contains(name))
        && Stream.of(SECRET_FOLDERS, STARTING_FOLDERS)
            .flatMap(List::stream)
            .noneMatch(each -> at(folder, each));
  }

  /// Whether the name may be of interest by itself, in a folder that is [#common].
  static boolean special(String name) {
    return name.startsWith(".env")
        || name.startsWith("id_")
        || name.startsWith("ssh_host_")
        || name.equals(".git")
        || SECRET_NAMES.contains(name)
        || SECRET_SUFFIXES.stream().anyMatch(name::endsWith)
        || SHELL_FILES.contains(name)
        || STARTING_FILES.contains(name)
        || LAST_NAMES.contains(name);
  }

  /// The names of a path, folded for comparison.
  static List<String> names(Path path) {
    List<String> names = new ArrayList<>(path.getNameCount());
    for (Path name : path) {
      names.add(folded(name.toString()));
    }
    return names;
  }

  static String folded(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text.toLowerCase(Locale.ROOT);
    }
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return Normalizer.normalize(composed.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /// Whether the path names a secret.
  static boolean secret(List<String> names) {
    if (names.isEmpty()) {
      return false;
    }
    String last = names.getLast();
    return environment(last)
        || SECRET_NAMES.contains(last)
        || SECRET_SUFFIXES.stream().anyMatch(last::endsWith)
        || (last.startsWith("id_") && !last.contains("."))
        || (last.startsWith("ssh_host_") && !last.endsWith(".pub"))
        || sshKey(names)
        || SECRET_FILES.stream().anyMatch(file -> endsWith(names, names.size(), file))
        || SECRET_FOLDERS.stream().anyMatch(folder -> within(names, folder))
        || skillSecret(names);
  }

  /// The rules in words: what is never read, then what is never written.
  static List<String> described() {
    List<String> lines = new ArrayList<>();
    lines.add("never read: .env, .env.*, .envrc");
    lines.add("never read: " + sorted(SECRET_NAMES));
    lines.add("never read: files ending in " + sorted(SECRET_SUFFIXES));
    lines.add("never read: SSH keys, secrets of skills");
    lines.add("never read: all in " + paths(SECRET_FOLDERS));
    lines.add("never read: " + paths(SECRET_FILES));
    lines.add("never read: alpi's own state, but for memory and skills of the profile");
    lines.add("never written: all of these, and what belongs to the system");
    lines.add("never written: " + sorted(SHELL_FILES));
    lines.add("never written: " + sorted(STARTING_FILES));
    lines.add("never written: all in " + paths(STARTING_FOLDERS) + ", settings of git");
    return List.copyOf(lines);
  }

  private static String sorted(Set<String> names) {
    return names.stream().sorted().collect(Collectors.joining(", "));
  }

  private static String paths(List<List<String>> paths) {
    return paths.stream()
        .map(path -> String.join("/", path))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  static boolean environment(String name) {
    return name.equals(".env")
        || name.equals(".envrc")
        || (name.startsWith(".env.") && !HARMLESS_ENV.contains(name));
  }

  private static boolean sshKey(List<String> names) {
    int folder = names.indexOf(".ssh");
    if (folder < 0 || folder == names.size() - 1) {
      return false;
    }
    String last = names.getLast();
    return !last.endsWith(".pub") && !last.startsWith("known_hosts") && !last.equals("config");
  }

  private static boolean skillSecret(List<String> names) {
    int skills = names.indexOf("skills");
    return skills >= 0 && names.subList(skills, names.size()).contains("secrets");
  }

  /// Whether the path is a file that a shell reads when it starts.
  static boolean shellFile(List<String> names) {
    return !names.isEmpty() && SHELL_FILES.contains(names.getLast());
  }

  /// Whether writing there would make some other program run or trust something.
  static boolean starting(List<String> names) {
    if (names.isEmpty()) {
      return false;
    }
    return STARTING_FILES.contains(names.getLast())
        || STARTING_FOLDERS.stream().anyMatch(folder -> at(names, folder))
        || gitSettings(names);
  }

  /// `.git/config` and hooks of a repository or of any of its submodules and worktrees, and the
  /// `.git` file that points elsewhere.
  private static boolean gitSettings(List<String> names) {
    int git = names.indexOf(".git");
    if (git < 0) {
      return false;
    }
    if (git == names.size() - 1) {
      return true;
    }
    List<String> inside = names.subList(git + 1, names.size());
    return inside.contains("hooks")
        || inside.getLast().equals("config")
        || inside.getLast().equals("config.worktree")
        || inside.getLast().equals("commondir")
        || inside.getLast().equals("gitdir")
        || (inside.getFirst().equals("info") && inside.getLast().equals("attributes"));
  }

  /// Whether the path is under the system's own settings and state.
  static boolean system(String folded) {
    return SYSTEM.stream().anyMatch(folder -> Scope.covers(folder, folded));
  }

  /// Whether a change there changes the system rather than the owner's files.
  static boolean systemWrite(String folded) {
    if (Scope.covers("/dev/shm", folded)) {
      return false;
    }
    return system(folded) || SYSTEM_WRITES.stream().anyMatch(f -> Scope.covers(f, folded));
  }

  /// Whether the folder lies under what belongs to the system, or above some of it.
  static boolean nearSystem(String folded) {
    return Stream.of(SYSTEM, SYSTEM_WRITES)
        .flatMap(List::stream)
        .anyMatch(each -> Scope.covers(each, folded) || Scope.covers(folded, each));
  }

  private static boolean within(List<String> names, List<String> folder) {
    for (int end = folder.size(); end < names.size(); end++) {
      if (endsWith(names, end, folder)) {
        return true;
      }
    }
    return false;
  }

  private static boolean at(List<String> names, List<String> folder) {
    return within(names, folder) || endsWith(names, names.size(), folder);
  }

  private static boolean endsWith(List<String> names, int end, List<String> tail) {
    return end >= tail.size() && names.subList(end - tail.size(), end).equals(tail);
  }
}
