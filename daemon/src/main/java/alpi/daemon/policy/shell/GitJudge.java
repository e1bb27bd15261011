package alpi.daemon.policy.shell;

import alpi.daemon.policy.SensitivePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Judges what a call of git that only looks would look at: the files that the repository keeps,
/// and the settings that could make git more than git.
///
/// What was ever committed counts as content of the repository: its history is not searched.
final class GitJudge {
  /// Repositories inside repositories beyond this are not followed.
  private static final int MAX_NESTED = 4;

  /// Forms that look into the repositories inside a repository.
  private static final Set<String> NESTING = Set.of("git status", "git diff", "git describe");

  private final Places places;
  private final Findings findings;
  private final FileJudge files;

  GitJudge(Places places, Findings findings, FileJudge files) {
    this.places = places;
    this.findings = findings;
    this.files = files;
  }

  void judge(SafeCall call) {
    Set<Path> before = places.folders();
    for (String folder : call.values("-C in")) {
      places.folders(places.from(folder));
    }
    if (!call.program().name().equals("git version")) {
      files.read(".");
      places.folders().forEach(folder -> repository(call, folder));
      call.texts('R').forEach(word -> operand(call, word));
    }
    places.folders(before);
  }

  private void repository(SafeCall call, Path folder) {
    if (!GitSettings.plain(folder)) {
      findings.opaque("the settings of the repository can make git run other programs");
    }
    Optional<Checkout> checkout = checkout(folder);
    if (checkout.isEmpty()) {
      if (call.program().name().equals("git diff") && call.operands().size() > 1) {
        findings.opaque("it compares files outside a repository");
      }
      return;
    }
    boolean nests = NESTING.contains(call.program().name());
    if (!nests && !SafeGit.content(call)) {
      return;
    }
    Optional<GitIndex> index = GitIndex.of(checkout.get().repository());
    if (index.isEmpty()) {
      findings.opaque("which files the repository keeps cannot be told");
      return;
    }
    Path top = checkout.get().top();
    if (SafeGit.content(call) && places.guarded(top, index.get().files())) {
      findings.opaque("the repository keeps files that no tool reads unasked");
    }
    if (nests && !plainInside(top, index.get(), 0)) {
      findings.opaque("the settings of a repository inside can make git run other programs");
    }
  }

  /// Where a repository begins, and where git keeps it.
  private record Checkout(Path top, Path repository) {}

  private static Optional<Checkout> checkout(Path folder) {
    try {
      for (Path at = folder; at != null; at = at.getParent()) {
        Optional<Path> found = GitSettings.at(at).filter(git -> Files.exists(git.resolve("HEAD")));
        if (found.isPresent()) {
          return Optional.of(new Checkout(at, found.get()));
        }
      }
    } catch (IOException unreadable) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean plainInside(Path top, GitIndex index, int depth) {
    for (String name : index.repositories()) {
      Path inside = top.resolve(name);
      Optional<Checkout> checkout = checkout(inside).filter(c -> c.top().equals(inside));
      boolean plain = GitSettings.plain(inside) && depth < MAX_NESTED;
      if (plain && checkout.isPresent()) {
        Optional<GitIndex> below = GitIndex.of(checkout.get().repository());
        plain = below.isPresent() && plainInside(inside, below.get(), depth + 1);
      }
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /// A revision, a path, or a path in a revision.
  private void operand(SafeCall call, String word) {
    String path = word.substring(word.lastIndexOf(':') + 1);
    for (String name : List.of(word, path)) {
      if (!name.isEmpty() && (places.exists(name) || places.read(name).isPresent())) {
        files.read(name);
      }
    }
    boolean foreign = places.exists(word) && outside(word);
    if (foreign && call.program().name().equals("git diff")) {
      findings.opaque("it compares files outside the repository");
    }
  }

  private boolean outside(String word) {
    return places.folders().stream()
        .flatMap(folder -> checkout(folder).stream())
        .map(checkout -> SensitivePaths.resolve(checkout.top()))
        .anyMatch(top ->
            places.paths(word).stream()
                .map(SensitivePaths::resolve)
                .anyMatch(path -> !path.startsWith(top)));
  }
}
