package alpi.daemon.sandbox;

import alpi.daemon.sandbox.wall.Mount;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The part of the machine that every command may look at: programs, libraries, and the settings in
/// `/etc` without which they do not run. However a system lays these out, links stay links.
final class SystemTree {
  private static final List<String> FOLDERS =
      List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

  private static final List<String> SETTINGS =
      List.of(
          "alternatives",
          "ca-certificates",
          "ca-certificates.conf",
          "crypto-policies",
          "debian_version",
          "fonts",
          "gitconfig",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "locale.alias",
          "locale.conf",
          "localtime",
          "magic",
          "magic.mime",
          "mime.types",
          "os-release",
          "pki",
          "protocols",
          "services",
          "ssl",
          "terminfo",
          "timezone",
          "xml");

  /// Settings of languages carry their version in the name.
  private static final List<String> SETTINGS_OF =
      List.of("java", "python", "perl", "ruby", "maven");

  /// Parts of `/proc` that change the machine, also for a root without capabilities.
  private static final List<String> PROC_SHOWN =
      List.of("sys", "sysrq-trigger", "irq", "bus", "fs");

  /// Parts of `/proc` that tell of the machine's memory and keys.
  private static final List<String> PROC_HIDDEN =
      List.of(
          "kcore",
          "keys",
          "key-users",
          "kmsg",
          "kallsyms",
          "iomem",
          "ioports",
          "sched_debug",
          "timer_list",
          "timer_stats",
          "slabinfo",
          "vmallocinfo",
          "kpagecount",
          "kpageflags",
          "kpagecgroup");

  private final Path root;

  SystemTree() {
    this(Path.of("/"));
  }

  /// @param root of the machine
  SystemTree(Path root) {
    this.root = root;
  }

  List<Mount> programs() {
    List<Mount> mounts = new ArrayList<>();
    mounts.add(new Mount.Shown(root.resolve("usr"), Path.of("/usr")));
    for (String name : FOLDERS) {
      add(root.resolve(name), Path.of("/" + name), mounts);
    }
    return mounts;
  }

  List<Mount> settings() {
    List<Mount> mounts = new ArrayList<>();
    Path etc = root.resolve("etc");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(etc)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if ((SETTINGS.contains(name) || SETTINGS_OF.stream().anyMatch(name::startsWith))
            && Files.exists(entry)) {
          mounts.add(new Mount.Shown(entry, Path.of("/etc").resolve(name)));
        }
      }
    } catch (IOException unreadable) {
      return List.of();
    }
    mounts.sort((a, b) -> a.toString().compareTo(b.toString()));
    return mounts;
  }

  /// The processes of the command, and what of the kernel's own must not be among them.
  ///
  /// @param nothing a file that nobody may read
  List<Mount> processes(Path nothing) {
    Path proc = Path.of("/proc");
    List<Mount> mounts = new ArrayList<>();
    mounts.add(new Mount.Processes(proc));
    for (String name : PROC_SHOWN) {
      if (Files.exists(proc.resolve(name))) {
        mounts.add(Mount.Shown.of(proc.resolve(name)));
      }
    }
    for (String name : PROC_HIDDEN) {
      if (Files.exists(proc.resolve(name))) {
        mounts.add(new Mount.Shown(nothing, proc.resolve(name)));
      }
    }
    return mounts;
  }

  private static void add(Path from, Path at, List<Mount> mounts) {
    try {
      if (Files.isSymbolicLink(from)) {
        mounts.add(new Mount.Link(Files.readSymbolicLink(from).toString(), at));
      } else if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
        mounts.add(new Mount.Shown(from, at));
      }
    } catch (IOException gone) {
      // What is not there is not shown.
      return;
    }
  }
}
