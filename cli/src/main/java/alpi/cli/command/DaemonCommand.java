package alpi.cli.command;

import alpi.cli.host.DaemonStarter;
import alpi.cli.host.HostClient;
import alpi.cli.host.Processes;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import alpi.cli.term.When;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi daemon`: the process behind everything. Every command starts it when it is needed.
public final class DaemonCommand implements Noun {
  /// How long a daemon may take to stop, in milliseconds.
  public static final long STOP_MILLIS = 10_000;

  private static final long PAUSE_MILLIS = 20;
  private static final long NONE = -1;

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "daemon",
        "The daemon: start, stop, restart, status, run, logs, install, uninstall.",
        Spec.leaf("status", "Say whether it runs; exit 1 when it does not.").done(),
        Spec.leaf("start", "Start it in the background.").done(),
        Spec.leaf("stop", "Stop it; running turns can be resumed.").done(),
        Spec.leaf("restart", "Stop it and start it again.").done(),
        Spec.leaf("run", "Be the daemon, in the foreground.").done(),
        Spec.leaf("install", "Let the machine's service manager start it at login and keep it up.")
            .flag("--print", "only print what would be written")
            .done(),
        Spec.leaf("uninstall", "Take it from the service manager.").done(),
        Spec.leaf("logs", "Print the end of its log.")
            .flag("-f", "--follow", "go on with what is written")
            .value("-n", "--lines", "N", "how many lines (100)")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "status";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "start" -> start(call);
      case "stop" -> stop(call);
      case "restart" -> {
        end(call);
        call.reconnect();
        yield start(call);
      }
      case "run" ->
          throw Refusal.usage("\"alpi daemon run\" takes no options.", "Run it as it stands.");
      case "logs" -> Logs.print(call);
      case "install" -> new ServiceFiles(call).install();
      case "uninstall" -> new ServiceFiles(call).uninstall();
      default -> status(call);
    };
  }

  private static int start(Call call) throws IOException {
    HostClient running = call.clientIfRunning();
    boolean already = running != null;
    HostClient client = running != null ? running : new DaemonStarter(call.home()).start(call);
    JsonObject version = client.call("host.version", new JsonObject());
    if (!call.gaveJson(version.put("already", already))) {
      call.out().line((already ? "Running already" : "Started") + ", pid " + version.number("pid"));
    }
    return 0;
  }

  /// Ends the daemon if it runs, and starts it anew.
  static void again(Call call) throws IOException {
    end(call);
    call.reconnect();
    call.client();
  }

  private static int stop(Call call) throws IOException {
    long pid = end(call);
    if (call.isJson()) {
      JsonObject result = new JsonObject().put("stopped", pid != NONE);
      call.out().json(pid == NONE ? result : result.put("pid", pid));
    } else if (pid == NONE) {
      call.out().tell("The daemon is not running.");
    } else {
      call.out().line("Stopped, pid " + pid);
    }
    return 0;
  }

  /// Ends the daemon and waits until it is gone; returns its pid, or NONE when none was running.
  private static long end(Call call) throws IOException {
    HostClient client = call.clientIfRunning();
    if (client == null) {
      return NONE;
    }
    long pid = client.call("host.version", new JsonObject()).number("pid");
    client.call("host.daemon.stop", new JsonObject());
    long deadline = System.nanoTime() + STOP_MILLIS * 1_000_000;
    while (!Processes.isGone(pid)) {
      if (System.nanoTime() - deadline > 0) {
        throw new Refusal(
            1,
            "busy",
            "The daemon (pid " + pid + ") is still ending its work.",
            "Wait, or end it by force: kill -9 " + pid + ". Nothing acknowledged is lost.");
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Refusal(130, "cancelled", "The daemon (pid " + pid + ") is still ending.", "");
      }
    }
    return pid;
  }

  private static int status(Call call) throws IOException {
    HostClient client = call.clientIfRunning();
    if (client == null) {
      if (!call.gaveJson(new JsonObject().put("running", false))) {
        call.out().line("The daemon is not running. Any command that needs it starts it.");
      }
      return 1;
    }
    JsonObject status = client.call("host.daemon.status", new JsonObject());
    if (!call.gaveJson(new JsonObject().put("running", true).putAll(status))) {
      show(call.out(), status);
    }
    return 0;
  }

  private static void show(Out out, JsonObject status) {
    out.line("pid " + status.number("pid") + ", version " + status.text("version"));
    String up = Durations.shown(status.number("uptimeMillis"));
    out.line("running for " + up + ", since " + When.exact(status.text("started")));
    long mib = status.number("memoryBytes") >> 20;
    out.line(mib + " MiB of memory, " + status.number("threads") + " threads");
    out.line("home " + status.text("home"));
    out.line("");
    Listing.table(out, status, Tables.SERVED);
  }
}
