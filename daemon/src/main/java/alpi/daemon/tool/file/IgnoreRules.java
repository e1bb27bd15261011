package alpi.daemon.tool.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rules of one `.gitignore`: later lines win, `!` takes back, a trailing `/` means folders, a
/// slash elsewhere anchors the rule to the file's own folder.
final class IgnoreRules {
  /// Folders that are never walked into unless they are asked for by name.
  static final Set<String> ALWAYS =
      Set.of(".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", ".gradle", ".idea");

  /// Most rules that are kept of one file.
  static final int MAX_RULES = 2000;

  static final IgnoreRules NONE = new IgnoreRules(List.of());

  private final List<Rule> rules;

  private IgnoreRules(List<Rule> rules) {
    this.rules = rules;
  }

  private record Rule(Glob glob, boolean folders, boolean keep) {}

  static IgnoreRules parse(String text) {
    var rules = new ArrayList<Rule>();
    for (String line : text.lines().limit(MAX_RULES).toList()) {
      rule(line.stripTrailing()).ifPresent(rules::add);
    }
    return new IgnoreRules(List.copyOf(rules));
  }

  /// What the rules say of `path`, relative to their folder, with `/` between names; empty when
  /// they say nothing.
  Optional<Boolean> ignores(String path, boolean folder) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule rule = rules.get(i);
      if ((folder || !rule.folders()) && rule.glob().matches(path)) {
        return Optional.of(!rule.keep());
      }
    }
    return Optional.empty();
  }

  private static Optional<Rule> rule(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return Optional.empty();
    }
    boolean keep = line.startsWith("!");
    String glob = keep ? line.substring(1) : line;
    boolean folders = glob.endsWith("/");
    String body = folders ? glob.substring(0, glob.length() - 1) : glob;
    if (body.isEmpty()) {
      return Optional.empty();
    }
    boolean anchored = body.indexOf('/') >= 0;
    String rooted = body.startsWith("/") ? body.substring(1) : body;
    return Glob.of(anchored ? rooted : "**/" + rooted)
        .map(pattern -> new Rule(pattern, folders, keep));
  }
}
