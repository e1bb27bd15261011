package alpi.daemon.policy.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The forms of `git` that only look, each with all that may be said to it; see [SafeProgram].
///
/// Left out on purpose: what writes (`--output`, `-o`), what runs a program (`--ext-diff`,
/// `--textconv`, `-O`, `--show-signature`, `--recurse-submodules`), and what leaves the files that
/// git keeps (`--no-index`, `--untracked`, `--contents`, `-f`, `-X`).
final class SafeGit {
  /// What keeps git from running anything besides itself, and from writing, in those forms. The
  /// settings of a checkout that this cannot overrule are judged by [GitSettings].
  static final Map<String, String> ENVIRONMENT =
      Map.ofEntries(
          Map.entry("GIT_CONFIG_COUNT", "4"),
          Map.entry("GIT_CONFIG_KEY_0", "core.fsmonitor"),
          Map.entry("GIT_CONFIG_VALUE_0", "false"),
          Map.entry("GIT_CONFIG_KEY_1", "core.hooksPath"),
          Map.entry("GIT_CONFIG_VALUE_1", "/dev/null"),
          Map.entry("GIT_CONFIG_KEY_2", "core.pager"),
          Map.entry("GIT_CONFIG_VALUE_2", "cat"),
          Map.entry("GIT_CONFIG_KEY_3", "log.showSignature"),
          Map.entry("GIT_CONFIG_VALUE_3", "false"),
          Map.entry("GIT_OPTIONAL_LOCKS", "0"),
          Map.entry("GIT_NO_LAZY_FETCH", "1"));

  private static final String DIFF =
      """
        -puscabwzRWD -U=? -B=? -M=? -C=? -l=? -S=T -G=T -I=T -X=? --patch --no-patch --unified=?
        --raw --patch-with-raw --indent-heuristic --no-indent-heuristic --minimal --patience
        --histogram --anchored=T --diff-algorithm=T --stat=? --compact-summary --numstat
        --shortstat --dirstat=? --cumulative --summary --patch-with-stat --name-only --name-status
        --color=? --no-color --color-moved=? --no-color-moved --word-diff=? --word-diff-regex=T
        --color-words=? --no-renames --check --full-index --binary --abbrev=? --no-abbrev
        --find-renames=? --find-copies=? --find-copies-harder --irreversible-delete
        --diff-filter=T --pickaxe-all --pickaxe-regex --relative=? --no-relative --text
        --ignore-cr-at-eol --ignore-space-at-eol --ignore-space-change --ignore-all-space
        --ignore-blank-lines --ignore-matching-lines=T --inter-hunk-context=T --function-context
        --exit-code --quiet --no-ext-diff --no-textconv --src-prefix=T --dst-prefix=T --no-prefix
        --line-prefix=T --cc --combined-all-paths
      """;

  private static final String HISTORY =
      """
        -qgi -n=T -# -m -t -E -F -P -L=R --oneline --graph --pretty=? --format=T --decorate=?
        --no-decorate --decorate-refs=T --decorate-refs-exclude=T --source --abbrev-commit
        --no-abbrev-commit --all --branches=? --tags=? --remotes=? --glob=T --exclude=T
        --author=T --committer=T --grep=T --all-match --invert-grep --regexp-ignore-case
        --extended-regexp --fixed-strings --perl-regexp --basic-regexp --since=T --after=T
        --until=T --before=T --since-as-filter=T --max-count=T --skip=T --merges --no-merges
        --min-parents=T --max-parents=T --first-parent --not --reverse --date-order
        --author-date-order --topo-order --follow --full-diff --date=T --relative-date
        --parents --children --left-right --cherry --cherry-pick --cherry-mark --left-only
        --right-only --boundary --simplify-by-decoration --full-history --dense --sparse
        --simplify-merges --ancestry-path=? --walk-reflogs --reflog --merge --no-notes --notes=?
        --use-mailmap --mailmap --no-mailmap --encoding=T --expand-tabs=? --no-expand-tabs
        --count --objects --timestamp --no-walk=? --clear-decorations --show-pulls
      """;

  private static final String REFS =
      """
        --contains=T --no-contains=T --merged=? --no-merged=? --points-at=T --sort=T --format=T
        --color=? --column=? --no-column --abbrev=? --no-abbrev --ignore-case -i
      """;

  private static final String FORMS =
      """
      git diff R*
        --cached --staged --merge-base -0 -1 -2 -3 --base --ours --theirs
      %1$s
      git show R*
      %1$s
      %2$s
      git log R*
      %1$s
      %2$s
      git whatchanged R*
      %1$s
      %2$s
      git diff-tree R*
        -rt --root --no-commit-id --pretty=? --format=T --stdin -v
      %1$s
      git reflog R*
      %2$s
      git shortlog R*
        -nsec -w=? --numbered --summary --email --committer --group=T --since=T --after=T --until=T
        --before=T --author=T --no-merges --merges --all --format=T
      git rev-list R*
      %2$s
      git blame R*
        -btlscewfnp -L=T -M=? -C=? --root --show-stats --show-name --show-number --porcelain
        --line-porcelain --incremental --show-email --since=T --date=T --abbrev=? --ignore-rev=T
        --minimal --color-lines --color-by-age --first-parent --reverse --no-progress
      git grep PR*
        -viwaIEGFPnhHlLzocpWq -e=P -C=T -A=T -B=T -m=T -# --cached --invert-match --ignore-case
        --word-regexp --text --max-depth=T --recursive --extended-regexp --basic-regexp
        --fixed-strings --perl-regexp --line-number --column --full-name --files-with-matches
        --name-only --files-without-match --null --only-matching --count --color=? --no-color
        --break --heading --context=T --before-context=T --after-context=T --threads=T
        --show-function --function-context --and --or --not --quiet --all-match --max-count=T
        --no-textconv
      git status R*
        -svbz -u=? -M=? --short --verbose --branch --show-stash --ahead-behind --no-ahead-behind
        --porcelain=? --long --null --untracked-files=? --ignored=? --column=? --no-column
        --no-renames --find-renames=?
      git ls-files R*
        -ztvcdmoiskfu -x=T --cached --deleted --modified --others --ignored --stage --killed
        --directory --no-empty-directory --eol --unmerged --resolve-undo --exclude=T
        --exclude-standard --full-name --error-unmatch --with-tree=T --abbrev=? --deduplicate
        --format=T
      git ls-tree R*
        -drtlz --long --name-only --name-status --object-only --full-name --full-tree --abbrev=?
        --format=T
      git cat-file R*
        -ets
      git rev-parse R*
        -q --verify --short=? --abbrev-ref=? --symbolic --symbolic-full-name --show-toplevel
        --show-prefix --show-cdup --git-dir --absolute-git-dir --git-common-dir
        --is-inside-work-tree --is-inside-git-dir --is-bare-repository --is-shallow-repository
        --all --branches=? --tags=? --remotes=? --revs-only --no-revs --flags --no-flags --quiet
        --show-object-format --show-superproject-working-tree
      git describe R*
        --all --tags --contains --long --first-parent --abbrev=? --exact-match --candidates=T
        --match=T --exclude=T --always --dirty=? --broken=?
      git name-rev R*
        --tags --refs=T --exclude=T --all --name-only --no-undefined --always
      git merge-base R*
        -a --all --octopus --independent --is-ancestor --fork-point
      git show-ref T*
        -qds --head --heads --tags --dereference --hash=? --verify --abbrev=? --quiet
      git for-each-ref T*
        --count=T --exclude=T
      %3$s
      git branch T*
        -alrv -q --list --all --remotes --verbose --quiet --show-current
      %3$s
      git tag T*
        -l -n=? --list
      %3$s
      git remote -
        -v --verbose
      git stash T
      git worktree T
        -vz --verbose --porcelain
      git count-objects -
        -vH --verbose --human-readable
      git version -
        --build-options
      """
          .formatted(DIFF.strip().indent(2), HISTORY.strip().indent(2), REFS.strip().indent(2));

  private static final Map<String, SafeProgram> ALL = SafeProgram.table(FORMS);

  /// Forms in which words beyond the options would do something, unless one of these is given.
  private static final Map<String, List<String>> LISTING =
      Map.of(
          "git branch", List.of("-l", "--list", "--contains", "--merged", "--no-merged"),
          "git tag", List.of("-l", "--list", "-n", "--contains", "--merged", "--points-at"));

  /// Options that make a history show what is in files.
  private static final List<String> PATCHES =
      List.of(
          "-p",
          "-u",
          "-U",
          "-W",
          "-c",
          "-L",
          "--patch",
          "--unified",
          "--cc",
          "--binary",
          "--patch-with-raw",
          "--patch-with-stat",
          "--function-context",
          "--word-diff",
          "--word-diff-regex",
          "--color-words",
          "-m",
          "--check");

  private static final Set<String> BEFORE =
      Set.of("--no-pager", "-P", "--no-optional-locks", "--literal-pathspecs");

  private SafeGit() {}

  /// Every form, for tests.
  static Map<String, SafeProgram> forms() {
    return ALL;
  }

  /// The call after the word `git`; empty when it could do more than look.
  static Optional<SafeCall> call(List<String> words) {
    int at = 0;
    Optional<String> folder = Optional.empty();
    while (at < words.size() && words.get(at).startsWith("-")) {
      if (words.get(at).equals("-C") && folder.isEmpty() && at + 1 < words.size()) {
        folder = Optional.of(words.get(++at));
      } else if (!BEFORE.contains(words.get(at))) {
        return Optional.empty();
      }
      at++;
    }
    if (at >= words.size()) {
      return Optional.empty();
    }
    Optional<SafeProgram> form = Optional.ofNullable(ALL.get("git " + words.get(at)));
    Optional<SafeCall> call = form.flatMap(rest(words, at)).filter(SafeGit::onlyLooks);
    Optional<String> where = folder;
    return call.map(c -> where.map(f -> standing(c, f)).orElse(c));
  }

  private static Function<SafeProgram, Optional<SafeCall>> rest(List<String> words, int at) {
    return program -> SafeCall.of(program, words.subList(at + 1, words.size()));
  }

  private static SafeCall standing(SafeCall call, String folder) {
    var options = new ArrayList<>(call.options());
    options.add(new SafeCall.Value("-C in", 'C', folder));
    return new SafeCall(call.program(), options, call.operands());
  }

  private static boolean onlyLooks(SafeCall call) {
    List<String> words = call.operands().stream().map(SafeCall.Value::text).toList();
    return switch (call.program().name()) {
      case "git branch", "git tag" ->
          words.isEmpty() || call.hasAny(LISTING.getOrDefault(call.program().name(), List.of()));
      case "git cat-file" -> call.hasAny(List.of("-e", "-t", "-s"));
      case "git stash", "git worktree" -> words.equals(List.of("list"));
      case "git reflog" ->
          words.isEmpty() || words.getFirst().equals("show") || !verb(words.getFirst());
      default -> true;
    };
  }

  private static boolean verb(String word) {
    return Set.of("expire", "delete", "exists", "drop", "write").contains(word);
  }

  /// Whether it shows what is in files, and not only their names.
  static boolean content(SafeCall call) {
    return switch (call.program().name()) {
      case "git diff", "git show", "git grep", "git blame", "git diff-tree" -> true;
      case "git log", "git whatchanged", "git reflog" -> call.hasAny(PATCHES);
      case "git status" -> call.has("-v") || call.has("--verbose");
      default -> false;
    };
  }
}
