package alpi.cli.command;

import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi sandbox`: what holds commands that nobody attends, whether it does, and a command in it.
public final class SandboxCommand implements Noun {
  private static final int OVER_LIMIT = 1;

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "sandbox",
        "The operating system's sandbox around commands: status, test, run.",
        Spec.leaf("status", "Say whether there is one, and which commands it is for.").done(),
        Spec.leaf("test", "Try from inside what it must hold back; exit 1 when it does not.")
            .done(),
        Spec.leaf("run", "Run a command in it, in this folder; ends with its exit status.")
            .words("CMD", "after --, the program and its arguments")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "status";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "test" -> test(call);
      case "run" -> command(call);
      default -> status(call);
    };
  }

  private static int status(Call call) throws IOException {
    JsonObject status = call.ask("host.sandbox.status", call.params());
    call.showResult(status);
    return status.flag("available") ? 0 : 1;
  }

  private static int test(Call call) throws IOException {
    JsonObject result = call.ask("host.sandbox.test", call.params());
    if (call.gaveJson(result)) {
      return result.flag("ok") ? 0 : 1;
    }
    JsonArray checks = result.array("checks");
    for (int i = 0; i < checks.size(); i++) {
      JsonObject check = checks.object(i);
      String status = check.text("status").toUpperCase(Locale.ROOT);
      String found = status.equals("OK") ? "" : " (" + check.text("detail") + ")";
      call.out()
          .line(status + " ".repeat(Math.max(1, 6 - status.length())) + check.text("name") + found);
    }
    return result.flag("ok") ? 0 : 1;
  }

  private static int command(Call call) throws IOException {
    if (!call.isTyped(0)) {
      throw Refusal.usage(
          "\"alpi sandbox run\" needs a command.", "For example: alpi sandbox run -- make test");
    }
    JsonArray argv = new JsonArray();
    for (int i = 0; call.isTyped(i); i++) {
      argv.add(call.argument(i));
    }
    JsonObject params = call.params().put("argv", argv);
    params.put("cwd", Path.of("").toAbsolutePath().toString());
    call.out().flush();
    if (call.isJson()) {
      var out = new ByteArrayOutputStream();
      var err = new ByteArrayOutputStream();
      JsonObject result = stream(call, params, out, err);
      result.put("output", out.toString(StandardCharsets.UTF_8));
      call.out().json(result.put("errors", err.toString(StandardCharsets.UTF_8)));
      return status(result);
    }
    // Bytes as they come: they are the command's, not ours.
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      JsonObject result = stream(call, params, out, new FileOutputStream(FileDescriptor.err));
      JsonArray notes = result.array("notes");
      for (int i = 0; i < notes.size(); i++) {
        call.out().tell("sandbox: " + notes.text(i));
      }
      call.out().flush();
      return status(result);
    } catch (ReaderGone e) {
      return Out.Gone.EXIT;
    }
  }

  private static int status(JsonObject result) {
    boolean exited = result.text("end").equals("exited");
    int exit = (int) result.number("exit");
    return exited || exit != 0 ? exit : OVER_LIMIT;
  }

  private static JsonObject stream(Call call, JsonObject params, OutputStream out, OutputStream err)
      throws IOException {
    HostClient client = call.client();
    long id = client.send("host.sandbox.run", params);
    while (true) {
      JsonObject message = client.next();
      if (message == null) {
        throw new IOException("closed");
      }
      JsonObject told = message.object("params");
      if (message.has("method") && told.number("id") == id) {
        JsonObject event = told.object("event");
        byte[] bytes = Base64.getDecoder().decode(event.text("data"));
        write(event.text("stream").equals("err") ? err : out, bytes);
      } else if (message.number("id") == id) {
        if (message.has("error")) {
          throw HostFault.of(message.object("error")).refusal();
        }
        return message.object("result");
      }
    }
  }

  /// Whoever read the command's output has left.
  private static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGone(IOException cause) {
      super(cause);
    }
  }

  private static void write(OutputStream to, byte[] bytes) throws ReaderGone {
    try {
      to.write(bytes);
      to.flush();
    } catch (IOException e) {
      throw new ReaderGone(e);
    }
  }
}
