package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import alpi.daemon.policy.shell.PlainPipeline.Errors;
import alpi.daemon.policy.shell.PlainPipeline.Stage;
import alpi.daemon.policy.shell.PlainPipeline.Step;
import alpi.daemon.sandbox.Finished.End;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One execution from start to end, on the thread of its caller.
final class Run {
  /// How soon a stop is noticed.
  private static final Duration SLICE = Duration.ofMillis(20);

  /// How long output may still come after the last program has ended.
  private static final Duration DRAIN = Duration.ofMillis(500);

  private static final int NOT_FOUND = 127;
  private static final int NOT_RUNNABLE = 126;

  private final Execution execution;
  private final Cancel cancel;
  private final Starter starter;
  private final ProcessTree tree;
  private final Ends ends;
  private final Time time;
  private final Capture out;
  private final Capture err;
  private final Allowance allowance;
  private final long deadline;
  private final long begun;

  private Path cwd;
  private int exit;
  private End end = End.EXITED;
  private Optional<String> over = Optional.empty();

  Run(
      Execution execution,
      Cancel cancel,
      Starter starter,
      ProcessTree tree,
      Ends ends,
      Time time,
      Capture out,
      Capture err,
      Allowance allowance) {
    this.execution = execution;
    this.cancel = cancel;
    this.starter = starter;
    this.tree = tree;
    this.ends = ends;
    this.time = time;
    this.out = out;
    this.err = err;
    this.allowance = allowance;
    this.begun = time.nanos();
    this.deadline = begun + execution.timeout().toNanos();
    this.cwd = execution.cwd();
  }

  Finished steps(List<Step> steps) throws InterruptedException {
    try {
      for (Step step : steps) {
        boolean due =
            switch (step.joint()) {
              case ALWAYS -> true;
              case IF_DONE -> exit == 0;
              case IF_FAILED -> exit != 0;
            };
        if (due && end == End.EXITED) {
          step(step);
        }
      }
    } finally {
      tree.kill();
    }
    Duration took = Duration.ofNanos(time.nanos() - begun);
    return new Finished(end, exit, out.output(), err.output(), took, over.stream().toList());
  }

  private void step(Step step) throws InterruptedException {
    if (step.stages().getFirst().changesDirectory()) {
      exit = changed(step.stages().getFirst().argv().get(1));
    } else {
      exit = pipeline(step.stages());
    }
    if (step.negated()) {
      exit = exit == 0 ? 1 : 0;
    }
  }

  private int changed(String target) {
    Path there = cwd.resolve(target).normalize();
    if (!Files.isDirectory(there)) {
      tell("cd: " + target + ": no such folder");
      return 1;
    }
    cwd = there;
    return 0;
  }

  private int pipeline(List<Stage> stages) throws InterruptedException {
    List<Optional<Process>> processes = new ArrayList<>();
    List<Pump> pumps = new ArrayList<>();
    Optional<InputStream> upstream = Optional.empty();
    for (int i = 0; i < stages.size(); i++) {
      boolean last = i == stages.size() - 1;
      Optional<InputStream> input = input(stages.get(i), upstream, i > 0);
      // Opened first: a program whose output may not go there must not start.
      Optional<Sink> output = stages.get(i).output().map(o -> ends.output(cwd, o, out, err));
      Sink errors = errors(stages.get(i));
      Optional<Process> process = start(stages.get(i), input.isPresent());
      upstream = Optional.empty();
      if (process.isPresent()) {
        Process program = process.get();
        input.ifPresent(from -> pumps.add(Pump.start(from, Ends.to(program.getOutputStream()))));
        pumps.add(Pump.start(program.getErrorStream(), errors));
        if (output.isPresent() || last) {
          pumps.add(Pump.start(program.getInputStream(), output.orElse(Ends.shared(out))));
        } else {
          upstream = Optional.of(program.getInputStream());
        }
      } else {
        abandon(input, output, errors);
      }
      processes.add(process);
    }
    await(processes);
    drain(pumps);
    return processes.getLast().map(Run::status).orElse(exit);
  }

  /// Nobody reads or writes there: the program before would wait for a reader for ever.
  private static void abandon(Optional<InputStream> input, Optional<Sink> output, Sink errors) {
    try (errors) {
      if (output.isPresent()) {
        output.get().close();
      }
      if (input.isPresent()) {
        input.get().close();
      }
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The output of a command could not be closed.")
          .because(e);
    }
  }

  /// Where a program reads from: its file, or the program before it.
  private Optional<InputStream> input(Stage stage, Optional<InputStream> upstream, boolean piped) {
    if (stage.input().isPresent()) {
      return Optional.of(ends.input(cwd, stage.input().get()));
    }
    return piped ? Optional.of(upstream.orElse(InputStream.nullInputStream())) : Optional.empty();
  }

  private Optional<Process> start(Stage stage, boolean fed) {
    String name = stage.argv().getFirst();
    try {
      Optional<Process> process = starter.start(stage, cwd, fed, execution.environment());
      if (process.isEmpty()) {
        tell(name + ": command not found");
        exit = NOT_FOUND;
      }
      return process;
    } catch (IOException e) {
      tell(name + ": cannot be started");
      exit = NOT_RUNNABLE;
      return Optional.empty();
    }
  }

  private Sink errors(Stage stage) {
    return switch (stage.errors()) {
      case Errors.WithOutput(), Errors.Apart() -> Ends.shared(err);
      case Errors.ToFile(var file) -> ends.output(cwd, file, out, err);
    };
  }

  private void await(List<Optional<Process>> processes) throws InterruptedException {
    for (Optional<Process> process : processes) {
      while (process.isPresent()
          && !process.get().waitFor(SLICE.toMillis(), TimeUnit.MILLISECONDS)) {
        over = over.isPresent() ? over : allowance.exceeded(process.get().pid(), written());
        if (over.isPresent()) {
          end = End.OVER_LIMIT;
          tree.kill();
        } else if (cancel.fired() || time.nanos() - deadline >= 0) {
          end = cancel.fired() ? End.CANCELLED : End.TIMED_OUT;
          tree.end();
        }
      }
    }
    if (end == End.EXITED && cancel.fired()) {
      end = End.CANCELLED;
    }
  }

  private long written() {
    return out.total() + err.total();
  }

  /// Waits for the rest of the output. Whatever still holds the other end was left running: a
  /// command that has ended leaves nothing behind.
  private void drain(List<Pump> pumps) throws InterruptedException {
    long until = time.nanos() + DRAIN.toNanos();
    for (Pump pump : pumps) {
      Duration left = Duration.ofNanos(Math.max(1, until - time.nanos()));
      if (!pump.join(left)) {
        tree.kill();
        if (!pump.join(DRAIN)) {
          throw Problem.of(ErrorCode.INTERNAL, "The output of a command does not end.");
        }
      }
    }
  }

  private static int status(Process process) {
    return process.exitValue();
  }

  private void tell(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      err.write(bytes, bytes.length);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The output could not be kept.").because(e);
    }
  }
}
