package alpi.daemon.policy.shell;

import alpi.daemon.policy.SensitivePaths.Finding;
import alpi.daemon.policy.SensitivePaths.Kind;
import alpi.daemon.policy.Tier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Judges the files that the words of a command name.
final class FileJudge {
  private final Places places;
  private final Findings findings;
  private final GitJudge git;

  FileJudge(Places places, Findings findings) {
    this.places = places;
    this.findings = findings;
    this.git = new GitJudge(places, findings, this);
  }

  /// Files that a call reads which is known only to read.
  void safe(SafeCall call) {
    if (call.program().name().startsWith("git ")) {
      git.judge(call);
      return;
    }
    call.texts('F').forEach(this::read);
    boolean here = call.program().words().startsWith("N") && call.operands().isEmpty();
    (here ? List.of(".") : call.texts('N')).forEach(word -> listed(word, call));
    TreeRead.of(call).ifPresent(this::tree);
  }

  private void tree(TreeRead tree) {
    for (String root : tree.roots()) {
      read(root);
      if (places.holdsGuarded(tree, root)) {
        findings.opaque("the folder holds files that no tool reads unasked");
      }
    }
  }

  /// Names are no secret, but for those in this program's own home.
  private void listed(String word, SafeCall call) {
    boolean own =
        places.read(word).filter(f -> f.kind() == Kind.OWN).isPresent()
            || (deep(call) && places.holdsOwn(word));
    if (own) {
      findings.tier(Tier.CAUTION, "it lists this program's own state");
    }
  }

  /// Whether hidden folders are listed however deep they lie.
  private static boolean deep(SafeCall call) {
    return switch (call.program().name()) {
      case "find", "du" -> true;
      case "tree" -> call.has("-a");
      case "ls" ->
          call.hasAny(List.of("-R", "--recursive"))
              && call.hasAny(List.of("-a", "-A", "-f", "--all", "--almost-all"));
      default -> false;
    };
  }

  /// Files that an unknown program is pointed at.
  void unknown(String name, List<String> argv) {
    for (String word : PathWords.of(name, argv)) {
      if ((word.contains("/") || word.startsWith("..")) && !places.inWorkspace(word)) {
        findings.beyond();
      }
    }
  }

  void read(String word) {
    if (word.isEmpty() || word.equals("-") || Places.device(word)) {
      return;
    }
    Optional<Finding> finding = places.read(word);
    Tier tier = finding.map(f -> tier(f.kind())).orElse(Tier.SAFE);
    String why = finding.map(Finding::reason).orElse("it is read");
    for (Path path : places.paths(word)) {
      findings.read(path.toString(), tier, why);
    }
  }

  static Tier tier(Kind kind) {
    return switch (kind) {
      case SECRET, OWN -> Tier.DANGEROUS;
      case SYSTEM, SETTINGS -> Tier.CAUTION;
    };
  }

  void write(String word) {
    if (Places.device(word)) {
      return;
    }
    Optional<Finding> finding = places.write(word);
    boolean unfixed = word.indexOf(Expander.UNKNOWN) >= 0;
    boolean inside = places.inWorkspace(word) && !unfixed;
    Tier tier = finding.isPresent() ? Tier.DANGEROUS : inside ? Tier.SAFE : Tier.CAUTION;
    String why =
        finding
            .map(Finding::reason)
            .orElse(inside ? "it is written" : "it is written outside the workspace");
    for (Path path : places.paths(word)) {
      findings.write(path.toString(), tier, why);
    }
    if (!inside) {
      findings.beyond();
    }
  }
}
