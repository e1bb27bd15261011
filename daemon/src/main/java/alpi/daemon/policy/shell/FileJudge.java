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

  FileJudge(Places places, Findings findings) {
    this.places = places;
    this.findings = findings;
  }

  /// Files that a program reads which is known only to read.
  void safe(String name, List<String> argv) {
    boolean version = argv.size() == 2 && argv.get(1).equals("--version");
    if (name.equals("git") && !version && GitSettings.risky(argv, places)) {
      findings.opaque("the settings of the repository can make git run other programs");
    }
    if (!SafePrograms.reads(name)) {
      return;
    }
    for (String word : PathWords.of(name, argv)) {
      boolean tree = SafePrograms.readsTrees(name, argv);
      read(word);
      if (tree && places.paths(word).stream().anyMatch(SecretSearch::holds)) {
        findings.opaque("the folder holds files with keys or passwords");
      }
    }
    boolean here = SafePrograms.readsTrees(name, argv) && PathWords.of(name, argv).isEmpty();
    if (here && places.folders().stream().anyMatch(SecretSearch::holds)) {
      findings.opaque("the folder holds files with keys or passwords");
    }
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
