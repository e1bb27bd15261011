package alpi.daemon.policy.shell;

import alpi.daemon.policy.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Judges single commands: what is dangerous, what is safe, and what lies inside wrappers.
final class Judge {
  /// Wrappers inside wrappers beyond this are refused.
  private static final int MAX_WRAPPERS = 16;

  /// Commands judged for one text, counting every reading of an ambiguous one.
  private static final int MAX_JUDGED = 60_000;

  /// Places in an argument list where another command could begin.
  private static final int MAX_CANDIDATES = 32;

  private static final Set<String> HARMLESS_VARIABLES =
      Set.of(
          "LANG",
          "LANGUAGE",
          "TZ",
          "TERM",
          "NO_COLOR",
          "CLICOLOR",
          "COLUMNS",
          "LINES",
          "FORCE_COLOR");
  private static final Pattern HARMLESS_VALUE = Pattern.compile("(\\w[\\w.:@+-]*(/\\w[\\w+-]*)*)?");
  private static final Set<String> SOURCES = Set.of("eval", "source", ".", "trap", "alias");

  private static final Pattern REMOVES =
      Pattern.compile("rmtree|rm_r|rimraf|remove_tree|rmSync|unlink|removedirs|rmdir");
  private static final Pattern RUN_BY_NAME =
      Pattern.compile(
          "COMMAND|PAGER|EDITOR|VISUAL|ASKPASS|BROWSER|_CMD|DIFF|PROXY|SHELL|SSH|ENV|PS4");

  private static final Pattern VERSION = Pattern.compile("[-.]?\\d[\\d.]*$");

  private final Places places;
  private final Findings findings;
  private final ProgramLookup programs;
  private final Walk walk;
  private final Dangers dangers;
  private final FileJudge files;
  private final Set<String> downloads = new HashSet<>();
  private int wrappers;
  private int judged;

  Judge(Places places, Findings findings, ProgramLookup programs, Walk walk) {
    this.places = places;
    this.findings = findings;
    this.programs = programs;
    this.walk = walk;
    this.dangers = new Dangers(places);
    this.files = new FileJudge(places, findings);
  }

  static String basename(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }

  /// The name without version: `python3.12` is `python`.
  private static String family(String program) {
    String name = basename(program).toLowerCase(Locale.ROOT);
    String bare = VERSION.matcher(name).replaceFirst("");
    return Wrappers.INTERPRETERS.contains(bare) || Wrappers.SHELLS.contains(bare) ? bare : name;
  }

  void assignment(ShellNode.Assignment assignment, boolean lasting) {
    String name = assignment.name();
    if (RUN_BY_NAME.matcher(name).find()) {
      for (Word value : assignment.values()) {
        walk.expander().texts(value).stream()
            .filter(text -> !text.isBlank())
            .forEach(text -> walk.text(text, Feed.NONE));
      }
    }
    if (name.startsWith("HIST")) {
      findings.danger("it hides what was run");
    } else if (!lasting && !harmless(assignment)) {
      findings.opaque("it changes the environment of a program");
    }
  }

  /// A value that could be a path is none of a harmless variable: some of them may name files.
  private boolean harmless(ShellNode.Assignment assignment) {
    String name = assignment.name();
    return (HARMLESS_VARIABLES.contains(name) || name.startsWith("LC_"))
        && assignment.values().stream()
            .flatMap(value -> walk.expander().texts(value).stream())
            .allMatch(text -> HARMLESS_VALUE.matcher(text).matches());
  }

  void redirect(Redirect redirect, String file) {
    if (redirect.writes()) {
      files.write(file);
    }
    if (redirect.reads()) {
      files.read(file);
    }
  }

  /// Judges one command as written, in every form its words could take.
  ///
  /// @param inside whether something that fetches hides in its words
  void command(List<Word> words, Feed feed, boolean inside) {
    List<String> rest = new ArrayList<>();
    for (Word word : words.subList(1, words.size())) {
      rest.addAll(walk.expander().fields(word));
    }
    List<String> first = walk.expander().fields(words.getFirst());
    boolean split = first.size() > 1;
    Set<String> names = split ? Set.copyOf(first) : Set.of();
    if (!split) {
      argv(joined(first, rest), feed, inside);
      return;
    }
    // A variable in front may hold several words or several values: try each as the program.
    findings.opaque("which program it runs is not fixed");
    for (String name : names) {
      List<String> all = new ArrayList<>(List.of(name));
      first.stream().filter(w -> !w.equals(name)).forEach(all::add);
      all.addAll(rest);
      argv(all, feed, inside);
    }
  }

  private static List<String> joined(List<String> first, List<String> rest) {
    List<String> argv = new ArrayList<>(first);
    argv.addAll(rest);
    return argv;
  }

  private void argv(List<String> argv, Feed feed, boolean inside) {
    if (argv.isEmpty()) {
      return;
    }
    if (++judged > MAX_JUDGED || ++wrappers > MAX_WRAPPERS) {
      throw new Cursor.Refused("it wraps or repeats commands too often to follow", true);
    }
    String program = argv.getFirst();
    String name = family(program);
    dangers.judge(name, argv).ifPresent(findings::danger);
    if (program.contains("/")) {
      renamed(name, argv);
    }
    if (Globs.pattern(program)) {
      findings.opaque("which program it runs is not fixed");
      for (Path path : places.paths(program)) {
        dangers.judge(family(path.toString()), argv).ifPresent(findings::danger);
      }
    }
    walk.called(program, argv.subList(1, argv.size()));
    fed(name, argv, feed, inside);
    if (Reach.fetches(name)) {
      walk.fetched();
      download(argv);
    }
    if (Reach.far(name, argv)) {
      findings.beyond();
    }
    if (Reach.networked(name, argv)) {
      findings.network();
    }
    tier(name, argv, feed);
    wrappers--;
  }

  /// A program reached by another name is judged by its own as well.
  private void renamed(String name, List<String> argv) {
    for (Path folder : places.folders()) {
      Optional<Path> real = programs.find(argv.getFirst(), folder);
      String own = real.map(path -> family(path.toString())).orElse(name);
      if (!own.equals(name)) {
        dangers.judge(own, argv).ifPresent(findings::danger);
        Wrappers.unwrap(own, argv).ifPresent(inner -> inner(inner, Feed.NONE));
      }
    }
    if (downloads.contains(basename(argv.getFirst()))) {
      findings.danger("it runs what it has just fetched");
    }
  }

  /// Texts in code of another language, read as the arguments of a program in it.
  private void code(List<String> argv) {
    List<String> literals = new ArrayList<>(List.of(""));
    literals.addAll(Wrappers.literals(argv));
    candidates(literals);
    boolean removes = argv.stream().anyMatch(code -> REMOVES.matcher(code).find());
    if (removes && literals.stream().anyMatch(l -> !l.isEmpty() && places.root(l))) {
      findings.danger("it removes a home or the system");
    }
    for (String literal : literals) {
      places
          .read(literal)
          .filter(f -> !literal.isEmpty() && FileJudge.tier(f.kind()) == Tier.DANGEROUS)
          .ifPresent(f -> findings.danger("it reads what no tool may read: " + f.reason()));
    }
  }

  /// Programs that run their input, or text fetched for them.
  private void fed(String name, List<String> argv, Feed feed, boolean inside) {
    boolean shell = Wrappers.SHELLS.contains(name);
    boolean interprets = shell || Wrappers.INTERPRETERS.contains(name) || SOURCES.contains(name);
    if (!interprets) {
      return;
    }
    if (inside || argv.stream().skip(1).anyMatch(w -> downloads.contains(basename(w)))) {
      findings.danger("it runs what it fetches from the network");
    }
    if (!InputProgram.runs(argv)) {
      return;
    }
    if (feed.downloaded()) {
      findings.danger("it runs what it fetches from the network");
    } else if (feed.text().isPresent()) {
      if (shell || SOURCES.contains(name)) {
        walk.text(feed.text().get(), Feed.NONE);
      } else {
        inner(
            Wrappers.unwrap(name, List.of(name, feed.text().get())).orElse(Unwrapped.NOTHING),
            Feed.NONE);
      }
    }
  }

  /// Remembers that `file` holds what was fetched.
  void fetchedInto(String file) {
    downloads.add(basename(file));
  }

  private void download(List<String> argv) {
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i);
      boolean next =
          word.matches("-[a-zA-Z]*[oO]|--output|--output-document|--out") && i + 1 < argv.size();
      downloads.add(basename(next ? argv.get(i + 1) : word.substring(word.lastIndexOf('=') + 1)));
    }
    downloads.remove("");
    downloads.remove("-");
  }

  private void tier(String name, List<String> argv, Feed feed) {
    Optional<Unwrapped> inner = Wrappers.unwrap(name, argv);
    boolean bare = !argv.getFirst().contains("/") || systemProgram(argv.getFirst());
    Optional<SafeCall> safe = bare ? SafePrograms.call(name, argv) : Optional.empty();
    safe = safe.filter(_ -> !planted(argv.getFirst()));
    if (Breadth.wide(name, safe.isPresent())) {
      findings.wide();
    }
    if (argv.getFirst().indexOf(Expander.UNKNOWN) >= 0) {
      findings.opaque("which program it runs is not fixed");
      findings.beyond();
      candidates(argv);
      String rest = argv.getFirst().replace(String.valueOf(Expander.UNKNOWN), "");
      dangers.judge(family(rest), argv).ifPresent(findings::danger);
    } else if (safe.isPresent()) {
      files.safe(safe.get());
    } else if (inner.isPresent()) {
      if (Transparent.passes(name, argv)) {
        findings.notKept();
      } else {
        findings.opaque(name + " can change things or run other programs");
        candidates(argv);
        files.unknown(name, argv);
      }
      if (Wrappers.INTERPRETERS.contains(name)) {
        code(argv);
      }
      inner(inner.get(), feed);
    } else {
      findings.tier(Tier.CAUTION, name + " can change things");
      if (!bare || Wrappers.wraps(name) || Pliable.is(name)) {
        findings.opaque(name + " is not a known program, or can run others");
      }
      files.unknown(name, argv);
      candidates(argv);
    }
    if (name.equals("cd") || name.equals("pushd")) {
      Set<Path> reached = new HashSet<>();
      List<String> targets = Options.of(argv).rest();
      (targets.isEmpty() ? List.of(places.home().toString()) : targets)
          .forEach(target -> reached.addAll(places.from(target)));
      places.folders(reached);
    }
    if (name.equals("set")) {
      String all = String.join(" ", argv.subList(1, argv.size()));
      walk.expander().put("@", all);
      walk.expander().put("*", all);
    }
  }

  /// Whether what is found under the name of a known program lies where the workspace is written.
  private boolean planted(String program) {
    return places.folders().stream()
        .flatMap(folder -> programs.find(program, folder).stream())
        .map(Path::toString)
        .anyMatch(found -> !systemProgram(found) && places.inWorkspace(found));
  }

  private static boolean systemProgram(String program) {
    return program.matches("(/usr)?(/local)?/s?bin/[^/]+");
  }

  private void inner(Unwrapped inner, Feed feed) {
    for (int i = 0; i < inner.positional().size(); i++) {
      walk.expander().put(String.valueOf(i), inner.positional().get(i));
      walk.expander().put("@", inner.positional().get(i));
    }
    for (List<String> command : inner.commands()) {
      List<String> all = new ArrayList<>(command);
      if (inner.fed()) {
        all = new ArrayList<>(Wrappers.everyFile(all));
      }
      if (inner.fed() && feed.text().isPresent()) {
        all.addAll(List.of(feed.text().get().split("\\s+", -1)));
      }
      String name = all.isEmpty() ? "" : family(all.getFirst());
      if (inner.fed()
          && feed.downloaded()
          && (Wrappers.SHELLS.contains(name) || Wrappers.INTERPRETERS.contains(name))) {
        findings.danger("it runs what it fetches from the network");
      }
      argv(all, feed, false);
    }
    for (String text : inner.texts()) {
      if (!text.isBlank()) {
        walk.text(text, feed);
      }
    }
  }

  /// Wherever a program that matters stands among the arguments, it could be what is run.
  private void candidates(List<String> argv) {
    int found = 0;
    for (int i = 1; i < argv.size(); i++) {
      if (Dangers.SUBJECTS.contains(basename(argv.get(i)))) {
        if (++found > MAX_CANDIDATES) {
          throw new Cursor.Refused("it could run too many programs to follow", true);
        }
        List<String> rest = argv.subList(i, argv.size());
        dangers.judge(family(rest.getFirst()), rest).ifPresent(findings::danger);
      }
    }
  }
}
