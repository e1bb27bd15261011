package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi jobs`: everything that runs, has run or waits to run.
public final class JobsCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "jobs",
        "Work of the daemon: list, inspect, cancel, release.",
        Spec.leaf("list", "List jobs, the latest first.")
            .value("--state", "STATE", "only those in this state")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("show", "Print a job.").argument("JOB", "the job").done(),
        Spec.leaf("cancel", "Cancel a job and its parts.").argument("JOB", "the job").done(),
        Spec.leaf("release", "Let a parked job try again; it had used up its attempts.")
            .argument("JOB", "the job")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject job = call.params().put("job", call.argument(0));
    return switch (call.verb()) {
      case "show" -> call.showOne("host.job.show", job);
      case "cancel" -> cancel(call, job);
      case "release" -> call.done("host.job.release", job, "Released: it tries again.");
      default -> {
        JsonObject params = call.params().put("limit", call.number("--limit", 20));
        if (call.has("--state")) {
          params.put("state", call.text("--state"));
        }
        yield call.show(call.ask("host.job.list", params), Tables.JOBS);
      }
    };
  }

  /// A job that had ended before stays as it ended, and the person is told so.
  private static int cancel(Call call, JsonObject job) throws IOException {
    JsonObject after = call.ask("host.job.cancel", job);
    String state = after.text("state");
    boolean ended = state.equals("done") || state.equals("failed") || state.equals("lost");
    if (!call.gaveJson(after)) {
      call.out().tell(ended ? "Nothing to cancel: the job is " + state + "." : "Cancelled.");
    }
    return 0;
  }
}
