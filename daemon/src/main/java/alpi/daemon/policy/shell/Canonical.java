package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.PlainPipeline.Errors;
import alpi.daemon.policy.shell.PlainPipeline.Stage;
import alpi.daemon.policy.shell.PlainPipeline.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The one way to write a plain command line: where it runs, each program by its real absolute
/// path, each argument quoted alike. Two spellings of the same command give the same text.
final class Canonical {
  private Canonical() {}

  static String text(PlainPipeline pipeline, Path cwd, ProgramLookup programs) {
    var text = new StringBuilder("cd ").append(quote(cwd.toString()));
    boolean first = true;
    for (Step step : pipeline.steps()) {
      String joint =
          switch (step.joint()) {
            case ALWAYS -> first ? " && " : "; ";
            case IF_DONE -> " && ";
            case IF_FAILED -> " || ";
          };
      List<String> stages = new ArrayList<>();
      step.stages().forEach(stage -> stages.add(stage(stage, cwd, programs)));
      text.append(joint).append(step.negated() ? "! " : "").append(String.join(" | ", stages));
      first = false;
    }
    return text.toString();
  }

  private static String stage(Stage stage, Path cwd, ProgramLookup programs) {
    List<String> words = new ArrayList<>();
    new TreeMap<>(stage.environment())
        .forEach((name, value) -> words.add(name + "=" + quote(value)));
    String program = stage.argv().getFirst();
    words.add(quote(programs.find(program, cwd).map(Path::toString).orElse(program)));
    stage.argv().subList(1, stage.argv().size()).forEach(word -> words.add(quote(word)));
    stage.input().ifPresent(file -> words.add("< " + quote(file)));
    stage.output().ifPresent(o -> words.add((o.append() ? ">> " : "> ") + quote(o.file())));
    switch (stage.errors()) {
      case Errors.Apart() -> {}
      case Errors.WithOutput() -> words.add("2>&1");
      case Errors.ToFile(PlainPipeline.Output o) ->
          words.add((o.append() ? "2>> " : "2> ") + quote(o.file()));
    }
    return String.join(" ", words);
  }

  static String quote(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
