package alpi.daemon.policy.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Says whether a repository's own settings leave git what it is. Settings can name programs that
/// run when a state is merely looked at (filters, external diffs, text conversions, helpers), or
/// point at files elsewhere; a repository that came as an archive brings them along.
///
/// Only settings that are known to do neither are let pass. The owner's settings outside the
/// repository are the owner's.
final class GitSettings {
  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_FILES = 200;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_GITDIR_CHARS = 4096;

  private static final Pattern SECTION =
      Pattern.compile("\\[\\s*([A-Za-z0-9-]+)(?:\\s+\"(?:[^\"\\\\]|\\\\.)*\")?\\s*](.*)");
  private static final Pattern KEY = Pattern.compile("([A-Za-z][A-Za-z0-9-]*)\\s*(?:=.*)?");

  /// Section and its harmless keys; an asterisk stands for all of them.
  private static final Map<String, Set<String>> HARMLESS =
      Map.ofEntries(
          Map.entry(
              "core",
              Set.of(
                  "repositoryformatversion",
                  "filemode",
                  "bare",
                  "logallrefupdates",
                  "ignorecase",
                  "precomposeunicode",
                  "autocrlf",
                  "eol",
                  "safecrlf",
                  "symlinks",
                  "compression",
                  "untrackedcache",
                  "longpaths",
                  "quotepath",
                  "abbrev",
                  "sharedrepository",
                  "preloadindex",
                  "hookspath",
                  "editor",
                  "multipackindex",
                  "commitgraph")),
          Map.entry("alias", Set.of("*")),
          Map.entry("commit", Set.of("gpgsign", "template", "verbose", "cleanup")),
          Map.entry("tag", Set.of("gpgsign", "sort")),
          Map.entry("status", Set.of("showuntrackedfiles", "short", "branch")),
          Map.entry(
              "remote",
              Set.of("url", "fetch", "pushurl", "tagopt", "prune", "mirror", "gh-resolved")),
          Map.entry(
              "extensions", Set.of("refstorage", "worktreeconfig", "relativeworktrees", "noop")),
          Map.entry("submodule", Set.of("url", "active", "branch", "fetchjobs")),
          Map.entry("log", Set.of("date", "decorate", "abbrevcommit")),
          Map.entry("diff", Set.of("renames", "algorithm", "colormoved", "noprefix", "context")),
          Map.entry("merge", Set.of("conflictstyle", "ff")),
          Map.entry("branch", Set.of("*")),
          Map.entry("user", Set.of("*")),
          Map.entry("color", Set.of("*")),
          Map.entry("advice", Set.of("*")),
          Map.entry("init", Set.of("defaultbranch")),
          Map.entry("push", Set.of("*")),
          Map.entry("pull", Set.of("*")),
          Map.entry("fetch", Set.of("prune", "prunetags", "parallel")),
          Map.entry("gc", Set.of("*")),
          Map.entry("pack", Set.of("*")),
          Map.entry("index", Set.of("*")),
          Map.entry("maintenance", Set.of("*")),
          Map.entry("rebase", Set.of("*")),
          Map.entry("rerere", Set.of("*")),
          Map.entry("lfs", Set.of("repositoryformatversion", "access", "locksverify")));

  private GitSettings() {}

  /// Whether the repository that `folder` lies in, if any, has only harmless settings.
  static boolean plain(Path folder) {
    try {
      for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
        // What git finds broken it passes over, and looks further up: every level counts.
        Optional<Path> git = at(at);
        boolean named = Files.exists(at.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
        if (git.isEmpty() ? named : !harmless(git.get())) {
          return false;
        }
      }
      return true;
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  /// Where the repository lies that begins in this very folder.
  static Optional<Path> at(Path folder) throws IOException {
    Path git = folder.resolve(".git");
    if (Files.isDirectory(git)) {
      return Optional.of(git);
    }
    if (Files.exists(git, LinkOption.NOFOLLOW_LINKS)) {
      return linked(git);
    }
    return bare(folder) ? Optional.of(folder) : Optional.empty();
  }

  /// A folder of a repository without a working tree is one wherever git stands in it.
  private static boolean bare(Path folder) {
    return Files.exists(folder.resolve("HEAD"))
        && Files.isDirectory(folder.resolve("objects"))
        && Files.isDirectory(folder.resolve("refs"));
  }

  /// A `.git` file points at the real folder, as in worktrees and submodules.
  private static Optional<Path> linked(Path file) throws IOException {
    String line = text(file, MAX_GITDIR_CHARS).strip();
    if (!line.startsWith("gitdir:")) {
      return Optional.empty();
    }
    Path folder = file.resolveSibling(line.substring("gitdir:".length()).strip());
    return Optional.of(folder).filter(Files::isDirectory);
  }

  private static boolean harmless(Path git) throws IOException {
    Path common = git.resolve("commondir");
    if (Files.exists(common)) {
      Path shared = git.resolve(text(common, MAX_GITDIR_CHARS).strip());
      if (!harmlessFiles(shared)) {
        return false;
      }
    }
    return harmlessFiles(git);
  }

  /// The settings of the repository and of the submodules inside it.
  private static boolean harmlessFiles(Path git) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(git.resolve("config"));
    files.add(git.resolve("config.worktree"));
    Path modules = git.resolve("modules");
    if (Files.isDirectory(modules)) {
      try (Stream<Path> all = Files.walk(modules, MAX_DEPTH)) {
        all.filter(file -> String.valueOf(file.getFileName()).startsWith("config"))
            .limit(MAX_FILES + 1L)
            .forEach(files::add);
      }
    }
    if (files.size() > MAX_FILES) {
      return false;
    }
    for (Path file : files) {
      if (Files.exists(file) && !harmlessText(text(file, MAX_BYTES))) {
        return false;
      }
    }
    return true;
  }

  static boolean harmlessText(String text) {
    Optional<Set<String>> keys = Optional.empty();
    for (String raw : text.replace("\ufeff", "").split("\n", -1)) {
      String line = raw.strip();
      Matcher section = SECTION.matcher(line);
      if (section.matches()) {
        keys = Optional.ofNullable(HARMLESS.get(section.group(1).toLowerCase(Locale.ROOT)));
        line = section.group(2).strip();
        if (keys.isEmpty()) {
          return false;
        }
      }
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      Matcher key = KEY.matcher(line);
      if (keys.isEmpty() || !key.matches() || !known(keys.get(), key.group(1))) {
        return false;
      }
    }
    return true;
  }

  private static boolean known(Set<String> keys, String key) {
    return keys.contains("*") || keys.contains(key.toLowerCase(Locale.ROOT));
  }

  private static String text(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("longer than settings are");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
