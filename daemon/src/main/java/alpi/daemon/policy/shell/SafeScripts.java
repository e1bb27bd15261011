package alpi.daemon.policy.shell;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Judges the scripts that readers take as a word: `sed`, `awk` and `jq` have languages of their
/// own, in which files are written and programs are run.
final class SafeScripts {
  private static final String ADDRESS = "(\\d+|\\$|/[^/\\\\]*/)";

  /// The commands that only print, skip and replace.
  private static final Pattern SED =
      Pattern.compile(
          "(%1$s(,(\\+?\\d+|\\$|/[^/\\\\]*/))?)?\\s*!?\\s*(p|d|q|=|G|H|h|g|x|N|n|P|D)"
                  .formatted(ADDRESS)
              + "|(%1$s(,(\\+?\\d+|\\$|/[^/\\\\]*/))?)?".formatted(ADDRESS)
              + "s(?<end>[/|,#:@])[^\\\\|/,#:@]*\\k<end>[^\\\\|/,#:@]*\\k<end>[gpIi0-9]*");

  /// What reaches beyond the input: other files, programs, the list of files itself, functions by
  /// name, and code that is brought in.
  private static final Pattern AWK =
      Pattern.compile("system|getline|@|[|>`]|close|fflush|ARG|SYMTAB|FUNCTAB|PROCINFO|ENVIRON");

  private static final Pattern AWK_VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");
  private static final Pattern JQ =
      Pattern.compile("\\b(import|include|modulemeta|get_search_list|input_line_number)\\b");

  private SafeScripts() {}

  /// Whether every script of the call only looks at what it is given.
  static boolean plain(SafeCall call) {
    boolean scripts = call.texts('S').stream().allMatch(text -> plain(call.program().name(), text));
    return scripts
        && switch (call.program().name()) {
          case "awk", "gawk", "mawk", "nawk" -> variables(call);
          default -> true;
        };
  }

  private static boolean plain(String program, String script) {
    return switch (program) {
      case "sed" -> sed(script);
      case "awk", "gawk", "mawk", "nawk" ->
          !AWK.matcher(script.replace("||", " ").replace(">=", " ")).find();
      case "jq" -> !JQ.matcher(script).find();
      default -> false;
    };
  }

  private static boolean sed(String script) {
    for (String command : script.split("[;\n]", -1)) {
      if (!command.isBlank() && !SED.matcher(command.strip()).matches()) {
        return false;
      }
    }
    return true;
  }

  private static boolean variables(SafeCall call) {
    return Stream.concat(call.values("-v").stream(), call.values("--assign").stream())
        .allMatch(v -> AWK_VARIABLE.matcher(v).matches() && !AWK.matcher(v).find());
  }
}
