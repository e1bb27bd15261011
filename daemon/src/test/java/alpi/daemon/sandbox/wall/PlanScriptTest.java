package alpi.daemon.sandbox.wall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.PlainPipeline;
import alpi.daemon.policy.shell.PlainPipeline.Errors;
import alpi.daemon.policy.shell.PlainPipeline.Output;
import alpi.daemon.policy.shell.PlainPipeline.Stage;
import alpi.daemon.policy.shell.PlainPipeline.Step;
import alpi.daemon.policy.shell.ShellNode.Joint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanScriptTest {
  private final PlanScript script =
      new PlanScript(
          name -> name.equals("no") ? Optional.empty() : Optional.of(Path.of("/bin", name)),
          "bash");

  private static Stage stage(String... argv) {
    return new Stage(
        List.of(argv), Map.of(), Optional.empty(), Optional.empty(), new Errors.Apart());
  }

  private List<String> command(Step... steps) {
    return script.command(new CommandPlan.Plain(new PlainPipeline(List.of(steps))));
  }

  private static Step step(Stage... stages) {
    return new Step(Joint.ALWAYS, false, List.of(stages));
  }

  @Test
  void startsASingleProgramWithoutAShell() {
    assertEquals(List.of("/bin/echo", "$HOME", "*"), command(step(stage("echo", "$HOME", "*"))));
    assertEquals(List.of("./run", "x"), command(step(stage("./run", "x"))));
  }

  @Test
  void handsAScriptToTheShellAsItWasJudged() {
    assertEquals(
        List.of("bash", "-c", "echo $HOME"),
        script.command(new CommandPlan.Script("echo $HOME", false)));
  }

  @Test
  void quotesEveryWordOfSeveral() {
    assertEquals(
        List.of("bash", "-c", "'/bin/echo' '$(id)' 'it'\\''s' | '/bin/wc' '-l'\n"),
        command(step(stage("echo", "$(id)", "it's"), stage("wc", "-l"))));
  }

  @Test
  void joinsStepsByHowTheOneBeforeEnded() {
    assertEquals(
        "cd -- 'a b'\n'/bin/a' && ! '/bin/b' || '/bin/c'\n",
        command(
                step(stage("cd", "a b")),
                step(stage("a")),
                new Step(Joint.IF_DONE, true, List.of(stage("b"))),
                new Step(Joint.IF_FAILED, false, List.of(stage("c"))))
            .getLast());
  }

  @Test
  void redirectsWhereThePlanSays() {
    var both =
        new Stage(
            List.of("a"),
            Map.of("K", "v w"),
            Optional.of("in"),
            Optional.of(new Output("o'ut", true)),
            new Errors.WithOutput());
    assertEquals("K='v w' '/bin/a' < 'in' >> 'o'\\''ut' 2>&1\n", command(step(both)).getLast());
    var apart =
        new Stage(
            List.of("a"),
            Map.of(),
            Optional.empty(),
            Optional.of(new Output("/dev/stderr", false)),
            new Errors.ToFile(new Output("/dev/null", false)));
    assertEquals("'/bin/a' >&2 2> '/dev/null'\n", command(step(apart)).getLast());
  }

  @Test
  void saysOfAProgramThatIsNotThereWhatAShellWould() {
    assertEquals(
        "{ echo 'no: command not found' >&2; (exit 127); }\n",
        command(step(stage("no"))).getLast());
  }
}
