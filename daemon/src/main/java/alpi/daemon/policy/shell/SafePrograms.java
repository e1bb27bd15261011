package alpi.daemon.policy.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads calls of the programs known only to read. Whatever is not listed, or is given an argument
/// that is not, is not safe.
final class SafePrograms {
  /// Programs that may be asked who they are.
  private static final Set<String> VERSIONED =
      Set.of(
          "python", "node", "npm", "npx", "pnpm", "yarn", "java", "javac", "mvn", "gradle", "go",
          "cargo", "rustc", "gcc", "g++", "clang", "make", "cmake", "git", "ruby", "perl", "php",
          "docker", "bash", "curl", "wget", "tar", "jq", "rg", "pip", "uv", "deno", "bun");

  private static final Set<String> ABOUT = Set.of("--version", "-version", "--help");

  /// A program that says who it is.
  private static final SafeProgram ITSELF = new SafeProgram("", "", false, true, Map.of());

  private SafePrograms() {}

  /// The call, if it only reads.
  static Optional<SafeCall> call(String name, List<String> argv) {
    List<String> words = argv.subList(1, argv.size());
    if (VERSIONED.contains(name) && words.size() == 1 && ABOUT.contains(words.getFirst())) {
      return SafeCall.of(ITSELF, words);
    }
    return switch (name) {
      case "git" -> SafeGit.call(words);
      case "find" -> SafeFind.roots(words).map(SafePrograms::found);
      default -> table(name, words);
    };
  }

  private static SafeCall found(List<String> roots) {
    var program = new SafeProgram("find", "N", true, false, Map.of());
    List<SafeCall.Value> all =
        roots.stream().map(root -> new SafeCall.Value("", 'N', root)).toList();
    return new SafeCall(program, List.of(), all);
  }

  private static Optional<SafeCall> table(String name, List<String> words) {
    return Optional.ofNullable(SafeTable.ALL.get(name))
        .flatMap(program -> SafeCall.of(program, words))
        .filter(call -> call.texts('S').isEmpty() || SafeScripts.plain(call))
        .filter(SafePrograms::plain);
  }

  /// What no table can say.
  private static boolean plain(SafeCall call) {
    List<String> words = call.operands().stream().map(SafeCall.Value::text).toList();
    return switch (call.program().name()) {
      // A word that begins with @ names a file with further words.
      case "strings" -> words.stream().noneMatch(word -> word.startsWith("@"));
      // Any other word sets the clock.
      case "date" -> words.stream().allMatch(word -> word.startsWith("+"));
      case "ps" ->
          call.options().stream().noneMatch(option -> option.text().contains("env"))
              && words.stream().noneMatch(word -> word.startsWith("-"));
      default -> true;
    };
  }
}
