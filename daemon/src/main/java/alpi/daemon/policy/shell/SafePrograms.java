package alpi.daemon.policy.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The programs known only to read, with the arguments under which that holds. Whatever is not
/// listed, or is given an argument that could write or run something, is not safe.
final class SafePrograms {
  /// What a program must not be given: option letters, long options, and how many words at most.
  ///
  /// @param reads whether its words name files whose content it shows
  private record Rule(String letters, List<String> longs, int words, boolean reads) {}

  private static final Map<String, Rule> RULES = rules();
  private static final Pattern SED =
      Pattern.compile(
          "((\\d+|\\$|/[^/\\\\]*/)(,(\\+?\\d+|\\$|/[^/\\\\]*/))?)?!?(p|d|q|=)"
              + "|s([/|,#:@])[^\\\\|/,#:@]*(\\6)[^\\\\|/,#:@]*\\6[gpIi0-9]*");
  private static final Pattern AWK_RISK =
      Pattern.compile("system|getline|@|[|>`]|close|fflush|ARG|SYMTAB|FUNCTAB");
  private static final Pattern JQ_RISK = Pattern.compile("\\b(import|include|modulemeta)\\b");
  private static final Set<String> FIND_RISKS =
      Set.of(
          "-exec",
          "-execdir",
          "-ok",
          "-okdir",
          "-delete",
          "-fprint",
          "-fprint0",
          "-fprintf",
          "-fls",
          "-files0-from");
  private static final Set<String> GIT_READS =
      Set.of(
          "status",
          "log",
          "diff",
          "show",
          "rev-parse",
          "ls-files",
          "blame",
          "shortlog",
          "describe",
          "cat-file",
          "ls-tree",
          "rev-list",
          "merge-base",
          "name-rev",
          "grep",
          "branch",
          "tag",
          "remote",
          "stash",
          "reflog",
          "diff-tree",
          "show-ref",
          "count-objects",
          "whatchanged",
          "version");
  private static final List<String> GIT_RISKS =
      List.of(
          "output",
          "ext-diff",
          "textconv",
          "open-files-in-pager",
          "exec",
          "upload-pack",
          "filters");

  /// Programs that may be asked who they are.
  private static final Set<String> VERSIONED =
      Set.of(
          "python", "node", "npm", "npx", "pnpm", "yarn", "java", "javac", "mvn", "gradle", "go",
          "cargo", "rustc", "gcc", "g++", "clang", "make", "cmake", "git", "ruby", "perl", "php",
          "docker", "bash", "curl", "wget", "tar", "jq", "rg", "pip", "uv", "deno", "bun");

  private static final Set<String> ABOUT = Set.of("--version", "-version", "--help");

  /// One program a line: name, refused letters, refused long options, most words, and R where the
  /// words name what is read or N where they are names only.
  private static final String TABLE =
      """
      cat - - 999999 R
      tac - - 999999 R
      head - - 999999 R
      tail - - 999999 R
      nl - - 999999 R
      wc - files0-from 999999 R
      grep - - 999999 R
      egrep - - 999999 R
      fgrep - - 999999 R
      rg z pre,hostname-bin,search-zip 999999 R
      sort oTS output,compress-program,temporary-directory,files0-from 999999 R
      uniq - - 1 R
      cut - - 999999 R
      paste - - 999999 R
      comm - - 999999 R
      join - - 999999 R
      diff - - 999999 R
      cmp - - 999999 R
      rev - - 999999 R
      fold - - 999999 R
      fmt - - 999999 R
      column - - 999999 R
      expand - - 999999 R
      unexpand - - 999999 R
      od - - 999999 R
      hexdump - - 999999 R
      strings - - 999999 R
      file Cmfp compile,magic-file,files-from,uncompress 999999 R
      md5sum - - 999999 R
      sha1sum - - 999999 R
      sha224sum - - 999999 R
      sha256sum - - 999999 R
      sha384sum - - 999999 R
      sha512sum - - 999999 R
      b2sum - - 999999 R
      cksum - - 999999 R
      sum - - 999999 R
      tsort - - 1 R
      numfmt - - 999999 N
      tr - - 2 N
      ls - - 999999 N
      stat - - 999999 N
      du - files0-from 999999 N
      df - - 999999 N
      tree oR output,fromfile,fromtabfile,infofile,gitfile 999999 N
      basename - - 999999 N
      dirname - - 999999 N
      realpath - - 999999 N
      readlink - - 999999 N
      which - - 999999 N
      pwd - - 0 N
      cd - - 1 N
      echo - - 999999 N
      printf - - 999999 N
      true - - 999999 N
      false - - 999999 N
      test - - 999999 N
      [ - - 999999 N
      seq - - 999999 N
      sleep - - 999999 N
      uname - - 0 N
      hostname bF file,boot 0 N
      id - - 999999 N
      whoami - - 0 N
      groups - - 999999 N
      nproc - - 0 N
      arch - - 0 N
      tty - - 0 N
      uptime - - 0 N
      free - - 0 N
      locale - - 999999 N
      printenv - - 999999 N
      cal - - 999999 N
      ps - - 999999 N
      getconf - - 999999 N
      """;

  private SafePrograms() {}

  private static Map<String, Rule> rules() {
    Map<String, Rule> all = new HashMap<>();
    for (String line : TABLE.split("\n", -1)) {
      String[] cells = line.split(" ", -1);
      if (cells.length == 5) {
        List<String> longs = cells[2].equals("-") ? List.of() : List.of(cells[2].split(",", -1));
        String letters = cells[1].equals("-") ? "" : cells[1];
        all.put(
            cells[0], new Rule(letters, longs, Integer.parseInt(cells[3]), cells[4].equals("R")));
      }
    }
    return all;
  }

  /// Whether `argv` only reads.
  static boolean safe(String name, List<String> argv) {
    if (VERSIONED.contains(name) && argv.size() == 2 && ABOUT.contains(argv.get(1))) {
      return true;
    }
    return switch (name) {
      case "sed" -> sed(argv);
      case "awk", "gawk", "mawk", "nawk" -> awk(argv);
      case "find" -> argv.stream().noneMatch(FIND_RISKS::contains);
      case "git" -> git(argv);
      case "date" -> date(argv);
      case "env" -> argv.size() == 1;
      case "jq" -> jq(argv);
      default -> listed(name, argv);
    };
  }

  private static boolean listed(String name, List<String> argv) {
    Rule rule = RULES.get(name);
    if (rule == null) {
      return false;
    }
    Options options = Options.of(argv);
    return options.rest().size() <= rule.words()
        && !options.letter(rule.letters())
        && rule.longs().stream().noneMatch(options::named);
  }

  /// Whether the words of this program name files whose content it shows.
  static boolean reads(String name) {
    Rule rule = RULES.get(name);
    return rule == null
        ? Set.of("sed", "awk", "gawk", "mawk", "nawk", "jq").contains(name)
        : rule.reads();
  }

  /// Whether it reads everything beneath a folder that it is given.
  static boolean readsTrees(String name, List<String> argv) {
    Options options = Options.of(argv);
    return switch (name) {
      case "grep", "egrep", "fgrep" ->
          options.letter("rR")
              || options.named("recursive")
              || options.named("dereference-recursive")
              || options.longs().contains("directories=recurse")
              || options.letters().contains("drecurse");
      case "rg" -> options.letter("u.") || options.named("hidden") || options.named("unrestricted");
      case "diff" -> options.letter("r") || options.named("recursive");
      default -> false;
    };
  }

  private static boolean date(List<String> argv) {
    Options options = Options.of(argv);
    return !options.letter("sf")
        && !options.named("set")
        && !options.named("file")
        && argv.stream().skip(1).allMatch(w -> w.startsWith("-") || w.startsWith("+"));
  }

  /// A filter may bring in files by names that no word shows.
  private static boolean jq(List<String> argv) {
    Options options = Options.of(argv);
    return !options.letter("fL")
        && !options.named("from-file")
        && !options.named("library-path")
        && argv.stream().noneMatch(word -> JQ_RISK.matcher(word).find());
  }

  private static boolean sed(List<String> argv) {
    boolean script = false;
    boolean next = false;
    for (String word : argv.subList(1, argv.size())) {
      if (next || (!script && !word.startsWith("-"))) {
        for (String command : word.split(";", -1)) {
          if (!SED.matcher(command.strip()).matches()) {
            return false;
          }
        }
        script = true;
        next = false;
      } else if (word.equals("-e")) {
        next = true;
      } else if (word.startsWith("-") && !word.matches("-[nEr]+|-")) {
        return false;
      }
    }
    return script && !next;
  }

  private static boolean awk(List<String> argv) {
    int i = 1;
    while (i < argv.size() && argv.get(i).startsWith("-")) {
      String word = argv.get(i);
      if (word.equals("-F") || word.equals("-v")) {
        i += 2;
      } else if (word.matches("-F.+|-v.+")) {
        i++;
      } else {
        return false;
      }
    }
    return i < argv.size() && !AWK_RISK.matcher(argv.get(i)).find();
  }

  private static boolean git(List<String> argv) {
    int i = 1;
    while (i < argv.size() && argv.get(i).startsWith("-")) {
      String word = argv.get(i);
      if (word.equals("-C")) {
        i += 2;
      } else if (Set.of("--no-pager", "-P", "--no-optional-locks", "--version").contains(word)) {
        i++;
      } else {
        return false;
      }
    }
    if (i >= argv.size()) {
      return argv.contains("--version");
    }
    Options options = Options.of(argv.subList(i, argv.size()));
    return GIT_READS.contains(argv.get(i))
        && GIT_RISKS.stream().noneMatch(options::named)
        && gitForm(argv.get(i), options);
  }

  private static boolean gitForm(String verb, Options options) {
    List<String> words = options.rest();
    return switch (verb) {
      case "branch" ->
          !options.letter("dDmMcCfu")
              && options.longs().stream()
                  .allMatch(
                      o -> Set.of("list", "all", "remotes", "show-current", "verbose").contains(o))
              && (words.isEmpty() || options.longs().contains("list"));
      case "tag" ->
          !options.letter("adsumfF")
              && options.longs().stream().allMatch(o -> o.equals("list"))
              && (words.isEmpty() || options.letter("l") || options.longs().contains("list"));
      case "remote" -> options.longs().isEmpty() && !options.letter("f") && words.isEmpty();
      case "stash" -> words.size() == 1 && words.getFirst().equals("list");
      case "reflog" -> words.isEmpty() || words.getFirst().equals("show");
      case "grep" -> !options.letter("O");
      default -> true;
    };
  }
}
