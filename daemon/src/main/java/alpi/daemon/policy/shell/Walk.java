package alpi.daemon.policy.shell;

import alpi.daemon.policy.Tier;
import alpi.daemon.policy.shell.ShellNode.Compound;
import alpi.daemon.policy.shell.ShellNode.Function;
import alpi.daemon.policy.shell.ShellNode.Group;
import alpi.daemon.policy.shell.ShellNode.Item;
import alpi.daemon.policy.shell.ShellNode.Joint;
import alpi.daemon.policy.shell.ShellNode.Pipeline;
import alpi.daemon.policy.shell.ShellNode.Sequence;
import alpi.daemon.policy.shell.ShellNode.Simple;
import alpi.daemon.policy.shell.ShellNode.Subshell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Visits every command of a tree, wherever it hides, and hands it to judgement. Follows where each
/// command would stand, what variables could hold, and where input comes from.
final class Walk {
  private final Places places;
  private final Expander expander;
  private final Judge judge;
  private final Findings findings;

  private final Set<String> functions = new HashSet<>();

  /// Whether something that fetches from the network was met since the flag was last cleared.
  private boolean fetched;

  Walk(Places places, Findings findings, ProgramLookup programs) {
    this.places = places;
    this.findings = findings;
    this.expander = new Expander(places.home());
    for (Path folder : places.folders()) {
      expander.put("PWD", folder.toString());
    }
    this.judge = new Judge(places, findings, programs, this);
  }

  Expander expander() {
    return expander;
  }

  void fetched() {
    fetched = true;
  }

  void visit(ShellNode node, Feed feed) {
    switch (node) {
      case Sequence sequence -> sequence(sequence, feed);
      case Pipeline pipeline -> pipeline(pipeline, feed);
      case Simple simple -> simple(simple, feed);
      case Subshell(ShellNode body, List<Redirect> redirects) -> {
        Set<Path> before = places.folders();
        visit(body, redirected(redirects, feed));
        places.folders(before);
      }
      case Group(ShellNode body, List<Redirect> redirects) ->
          visit(body, redirected(redirects, feed));
      case Compound compound -> compound(compound, feed);
      case Function(String name, ShellNode body) -> {
        if (ForkBomb.calls(body, name)) {
          findings.danger("it starts copies of itself without end");
        }
        functions.add(name);
        visit(body, Feed.NONE);
      }
    }
  }

  private void sequence(Sequence sequence, Feed feed) {
    Set<Path> before = places.folders();
    boolean changed = false;
    for (Item item : sequence.items()) {
      if (changed && item.joint() != Joint.IF_DONE) {
        // Whether the folder was changed is not known here.
        Set<Path> both = new LinkedHashSet<>(before);
        both.addAll(places.folders());
        places.folders(both);
      }
      Set<Path> now = places.folders();
      visit(item.node(), feed);
      changed = !places.folders().equals(now);
      before = now;
    }
    if (changed) {
      Set<Path> both = new LinkedHashSet<>(before);
      both.addAll(places.folders());
      places.folders(both);
    }
  }

  private void pipeline(Pipeline pipeline, Feed feed) {
    Feed input = feed;
    boolean outer = fetched;
    for (ShellNode stage : pipeline.stages()) {
      fetched = false;
      visit(stage, input);
      input = passed(stage, input.downloaded() || fetched);
      outer |= fetched;
    }
    fetched = outer;
  }

  /// What a stage hands on.
  private Feed passed(ShellNode stage, boolean downloaded) {
    if (!downloaded && stage instanceof Simple simple && !simple.words().isEmpty()) {
      List<String> argv =
          simple.words().stream().flatMap(w -> expander.fields(w).stream()).toList();
      String name = argv.isEmpty() ? "" : Judge.basename(argv.getFirst());
      List<String> rest = argv.isEmpty() ? argv : argv.subList(1, argv.size());
      if (name.equals("echo") || name.equals("printf")) {
        return Feed.of(String.join(" ", rest.stream().filter(w -> !w.matches("-[neE]+")).toList()));
      }
      if (name.equals("find")) {
        return Feed.of(String.join(" ", FindRoots.of(rest)));
      }
      if (name.equals("cat") && rest.isEmpty() && !simple.redirects().isEmpty()) {
        return redirected(simple.redirects(), Feed.NONE);
      }
    }
    return Feed.unknown(downloaded);
  }

  private void compound(Compound compound, Feed feed) {
    Feed input = redirected(compound.redirects(), feed);
    for (Word word : compound.words()) {
      word(word);
      if (!compound.name().isEmpty()) {
        expander.fields(word).forEach(value -> expander.put(compound.name(), value));
      }
    }
    for (ShellNode body : compound.bodies()) {
      visit(body, input);
    }
  }

  private void simple(Simple simple, Feed feed) {
    boolean outer = fetched;
    fetched = false;
    for (ShellNode.Assignment assignment : simple.assignments()) {
      judge.assignment(assignment, simple.words().isEmpty());
      for (Word value : assignment.values()) {
        word(value);
        expander.assign(assignment.name(), value);
      }
    }
    simple.words().forEach(this::word);
    Feed input = redirected(simple.redirects(), feed);
    boolean inside = fetched;
    fetched = outer || inside;
    if (!simple.words().isEmpty()) {
      fetched = false;
      judge.command(simple.words(), input, inside);
      if (fetched || feed.downloaded()) {
        spread(simple);
      }
      fetched = fetched || outer || inside;
    }
  }

  /// Where what was fetched goes besides the pipe: into files, and into `>(…)`.
  private void spread(Simple simple) {
    List<Word> targets = new ArrayList<>(simple.words().subList(1, simple.words().size()));
    for (Redirect redirect : simple.redirects()) {
      if (redirect.writes()) {
        expander.fields(redirect.target()).forEach(judge::fetchedInto);
        targets.add(redirect.target());
      }
    }
    for (Word target : targets) {
      for (Word.Part part : target.parts()) {
        if (part instanceof Word.Piped(ShellNode body)) {
          isolated(body, Feed.unknown(true));
        }
      }
    }
  }

  /// Notes with which arguments a function is called; they count from the next round on.
  void called(String name, List<String> arguments) {
    if (!functions.contains(name)) {
      return;
    }
    for (int i = 0; i < arguments.size(); i++) {
      expander.put(String.valueOf(i + 1), arguments.get(i));
    }
    expander.put("@", String.join(" ", arguments));
    expander.put("*", String.join(" ", arguments));
  }

  /// Visits what hides in a word.
  private void word(Word word) {
    for (Word.Part part : word.parts()) {
      switch (part) {
        case Word.Command(ShellNode body, boolean _) -> isolated(body);
        case Word.Piped(ShellNode body) -> isolated(body);
        case Word.Arithmetic(Word content) -> word(content);
        case Word.Variable variable -> variable.operand().ifPresent(this::word);
        case Word.Literal _, Word.Quoted _ -> {}
      }
    }
  }

  private void isolated(ShellNode body) {
    Set<Path> before = places.folders();
    visit(body, Feed.NONE);
    places.folders(before);
  }

  /// Judges redirections and says what input they leave.
  private Feed redirected(List<Redirect> redirects, Feed feed) {
    Feed input = feed;
    for (Redirect redirect : redirects) {
      word(redirect.target());
      redirect.body().ifPresent(body -> word(body.word()));
      if (redirect.text()) {
        Word text = redirect.body().map(HereBody::word).orElse(redirect.target());
        input = Feed.of(String.join(" ", expander.texts(text)));
      } else if (redirect.reads() || redirect.writes()) {
        List<String> files = expander.fields(redirect.target());
        files.forEach(file -> judge.redirect(redirect, file));
        boolean network =
            files.stream().anyMatch(f -> f.startsWith("/dev/tcp/") || f.startsWith("/dev/udp/"));
        if (redirect.reads()) {
          input = Feed.unknown(network || fetched);
        }
      }
    }
    return input;
  }

  /// Judges shell text that a program would run.
  void text(String text, Feed feed) {
    switch (CommandParser.parse(text)) {
      case ParseResult.Parsed parsed -> isolated(parsed.root(), feed);
      case ParseResult.TooComplex(String why) -> throw new Cursor.Refused(why, true);
      case ParseResult.Unparsable _ -> findings.opaque("it runs text that is not understood");
    }
  }

  private void isolated(ShellNode body, Feed feed) {
    Set<Path> before = places.folders();
    visit(body, feed);
    places.folders(before);
  }

  void caution(String why) {
    findings.tier(Tier.CAUTION, why);
  }
}
