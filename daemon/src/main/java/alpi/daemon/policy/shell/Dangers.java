package alpi.daemon.policy.shell;

import alpi.daemon.policy.SensitivePaths.Finding;
import alpi.daemon.policy.SensitivePaths.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What is never run, by what a program would do to which object.
final class Dangers {
  private static final Set<String> DISK =
      Set.of(
          "wipefs",
          "fdisk",
          "sfdisk",
          "sgdisk",
          "gdisk",
          "cfdisk",
          "parted",
          "mkswap",
          "blkdiscard",
          "newfs",
          "badblocks",
          "mke2fs",
          "diskutil",
          "debugfs",
          "tune2fs",
          "resize2fs");
  private static final Set<String> POWER =
      Set.of("shutdown", "reboot", "halt", "poweroff", "telinit", "kexec");
  private static final Set<String> POWER_WORDS =
      Set.of("reboot", "poweroff", "halt", "kexec", "rescue", "emergency", "suspend", "hibernate");
  private static final Set<String> ALL_WRITTEN =
      Set.of(
          "rm",
          "rmdir",
          "unlink",
          "shred",
          "srm",
          "truncate",
          "touch",
          "mkdir",
          "mkfifo",
          "mknod",
          "tee",
          "chmod",
          "chown",
          "chgrp",
          "chattr",
          "setfacl",
          "mv",
          "rename",
          "sponge",
          "fallocate");
  private static final Set<String> LAST_WRITTEN =
      Set.of("cp", "ln", "install", "rsync", "scp", "link", "dd", "ditto");

  /// Programs that see names and no content: the only ones that may point at a secret.
  private static final Set<String> NAMES_ONLY =
      Set.of(
          "ls",
          "stat",
          "test",
          "[",
          "[[",
          "du",
          "df",
          "tree",
          "basename",
          "dirname",
          "realpath",
          "readlink",
          "echo",
          "printf",
          "true",
          "false",
          "pwd",
          "cd",
          "which",
          "find",
          "fd",
          "locate",
          "sleep",
          "seq",
          "chmod",
          "let");

  private static final Set<String> OWNERSHIP =
      Set.of("chown", "chmod", "chgrp", "chattr", "setfacl");

  /// Programs whose first word is a pattern or a script of their own, never a file.
  static final Set<String> PATTERN_FIRST =
      Set.of(
          "grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack", "sed", "awk", "gawk", "mawk",
          "nawk", "jq", "perl");

  /// All programs that a rule here speaks of: what a command hidden among the arguments of another
  /// could be.
  static final Set<String> SUBJECTS =
      Set.of(
          "rm",
          "shred",
          "mkfs",
          "wipefs",
          "dd",
          "chown",
          "chmod",
          "chgrp",
          "shutdown",
          "reboot",
          "halt",
          "poweroff",
          "mv",
          "tee",
          "sh",
          "bash",
          "dash",
          "zsh",
          "env",
          "find",
          "kill",
          "cp",
          "eval",
          "busybox");

  private final Places places;

  Dangers(Places places) {
    this.places = places;
  }

  /// Why this program with these arguments is never run; empty when nothing speaks against it.
  ///
  /// @param name the program's own name, without folder
  Optional<String> judge(String name, List<String> argv) {
    Options options = Options.of(argv);
    if (name.startsWith("mkfs") || DISK.contains(name)) {
      return Optional.of("it changes a disk below its file system");
    }
    if (POWER.contains(name) || powers(name, options)) {
      return Optional.of("it stops the machine");
    }
    if (kills(name, argv)) {
      return Optional.of("it ends every process");
    }
    if (hides(name, argv)) {
      return Optional.of("it hides what was run");
    }
    if (name.equals("ps") && (environments(argv) || options.letter("E"))) {
      return Optional.of("it shows the environment of other processes");
    }
    if (name.equals("dd") && device(argv)) {
      return Optional.of("it writes to a device");
    }
    if (handsOut(name, argv, options)) {
      return Optional.of("it hands a shell to the network");
    }
    Optional<String> roots = roots(name, options);
    if (roots.isPresent()) {
      return roots;
    }
    Optional<String> written = written(name, argv, options);
    return written.isPresent() ? written : secrets(name, argv);
  }

  private static boolean handsOut(String name, List<String> argv, Options options) {
    return switch (name) {
      case "nc", "ncat", "netcat" ->
          options.letter("ec") || options.named("exec") || options.named("sh-exec");
      case "socat" ->
          argv.stream().anyMatch(w -> w.toLowerCase(Locale.ROOT).matches("(exec|system|shell):.*"));
      default -> false;
    };
  }

  private static boolean powers(String name, Options options) {
    return switch (name) {
      case "systemctl", "loginctl" -> options.rest().stream().anyMatch(POWER_WORDS::contains);
      case "init" -> options.rest().stream().anyMatch(w -> w.matches("[0-6sS]"));
      default -> false;
    };
  }

  private static boolean kills(String name, List<String> argv) {
    if (name.equals("killall5")) {
      return true;
    }
    if (!name.equals("kill")) {
      return false;
    }
    List<String> rest = argv.subList(1, argv.size());
    for (int i = 0; i < rest.size(); i++) {
      String word = rest.get(i);
      boolean signal = i == 0 && word.startsWith("-") && rest.size() > 1;
      boolean valued = i > 0 && rest.get(i - 1).matches("-s|-n|--signal");
      if (!signal && !valued && word.matches("-?0*1|%?-1")) {
        return true;
      }
    }
    return false;
  }

  private static boolean hides(String name, List<String> argv) {
    List<String> rest = argv.subList(1, argv.size());
    return switch (name) {
      case "history" -> rest.stream().anyMatch(w -> w.matches("-[a-z]*[cdw].*"));
      case "unset" -> rest.stream().anyMatch(w -> w.startsWith("HIST"));
      case "export", "declare", "typeset", "readonly" ->
          rest.stream().anyMatch(w -> w.matches("HIST(FILE|SIZE|FILESIZE|CONTROL|IGNORE)=.*"));
      case "set" ->
          rest.size() > 1 && rest.getFirst().equals("+o") && rest.get(1).equals("history");
      case "shopt" -> rest.contains("-u") && rest.contains("histappend");
      default -> false;
    };
  }

  private static boolean environments(List<String> argv) {
    return argv.subList(1, argv.size()).stream()
        .anyMatch(w -> !w.startsWith("-") && w.matches("[A-Za-z]*e[A-Za-z]*"));
  }

  private static boolean device(List<String> argv) {
    return argv.stream()
        .anyMatch(w -> w.matches("of=.*/dev/.*|of=/+dev.*") && !Places.device(w.substring(3)));
  }

  /// Wiping, moving away or re-owning the root, a home, or what holds them.
  private Optional<String> roots(String name, Options options) {
    boolean recursive = options.letter("rR") || options.named("recursive");
    boolean removes =
        switch (name) {
          case "rm" -> recursive;
          case "mv", "srm" -> true;
          case "find", "fd" -> options.letters().contains("delete");
          case "rsync" -> options.longs().stream().anyMatch(o -> o.startsWith("del"));
          default -> false;
        };
    List<String> targets = name.equals("find") ? FindRoots.of(options.rest()) : options.rest();
    if (removes && targets.stream().anyMatch(places::root)) {
      return Optional.of("it removes a home or the system");
    }
    boolean itself = OWNERSHIP.contains(name) || name.equals("rmdir");
    if (itself && targets.stream().anyMatch(places::root)) {
      return Optional.of("it changes a home or the system");
    }
    if (OWNERSHIP.contains(name) && recursive) {
      List<String> files =
          options.rest().size() > 1
              ? options.rest().subList(1, options.rest().size())
              : options.rest();
      if (files.stream().anyMatch(f -> places.root(f) || !places.inWorkspace(f))) {
        return Optional.of("it changes the owner or mode of a whole tree outside the workspace");
      }
    }
    return Optional.empty();
  }

  private Optional<String> written(String name, List<String> argv, Options options) {
    if (ALL_WRITTEN.contains(name)) {
      return options.rest().stream().flatMap(word -> refused(word).stream()).findFirst();
    }
    if (LAST_WRITTEN.contains(name) && !options.rest().isEmpty()) {
      String last = options.rest().getLast();
      String target = last.startsWith("of=") ? last.substring(3) : last;
      Optional<String> refused = refused(target);
      return refused.isPresent() ? refused : named(argv);
    }
    boolean inPlace = name.equals("sed") && (options.letter("i") || options.named("in-place"));
    if (inPlace && options.rest().size() > 1) {
      return options.rest().stream().skip(1).flatMap(word -> refused(word).stream()).findFirst();
    }
    return named(argv);
  }

  /// Options that name a file or folder to write, in the forms most programs share.
  private Optional<String> named(List<String> argv) {
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i);
      Optional<String> target = Optional.empty();
      if (word.matches("-[ot]|--output|--target-directory|--output-document|-O")
          && i + 1 < argv.size()) {
        target = Optional.of(argv.get(i + 1));
      } else if (word.matches("(--output|--target-directory|--output-document|of|--outfile)=.+")) {
        target = Optional.of(word.substring(word.indexOf('=') + 1));
      }
      Optional<String> refused = target.flatMap(this::refused);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  private Optional<String> refused(String word) {
    if (Places.device(word)) {
      return Optional.empty();
    }
    return places.write(word).map(f -> "it writes to a protected place: " + f.reason());
  }

  private Optional<String> secrets(String name, List<String> argv) {
    if (NAMES_ONLY.contains(name)) {
      return Optional.empty();
    }
    for (String word : PathWords.of(name, argv)) {
      Optional<Finding> finding = places.read(word);
      if (finding.isPresent()
          && (finding.get().kind() == Kind.SECRET || finding.get().kind() == Kind.OWN)) {
        return Optional.of("it reads what no tool may read: " + finding.get().reason());
      }
    }
    return Optional.empty();
  }
}
