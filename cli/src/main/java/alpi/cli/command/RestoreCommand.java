package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi restore`: a backup into a folder of its own, or in the place of the home.
public final class RestoreCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf(
            "restore",
            "Bring a backup back. A home that is in use is replaced only with --force, and moves"
                + " to the trash.")
        .argument("FILE", "a file of \"alpi backup\"")
        .value("--into", "DIR", "a folder that does not exist yet, instead of the home")
        .flag("--force", "replace a home that is in use; the daemon is started again")
        .flag("--check", "only read it to its end")
        .value("--passphrase-file", "FILE", "read the passphrase from its first line")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    if (call.has("--into") && call.has("--force")) {
      throw Refusal.usage("--into and --force do not go together.", "");
    }
    Path file = Path.of(call.argument(0)).toAbsolutePath().normalize();
    JsonObject params =
        new JsonObject()
            .put("file", file.toString())
            .put("passphrase", BackupCommand.Passphrase.known(call));
    if (call.has("--check")) {
      return call.showOne("host.backup.check", params);
    }
    if (call.has("--into")) {
      Path into = Path.of(call.text("--into")).toAbsolutePath().normalize();
      params.put("into", into.toString());
    }
    JsonObject done = call.ask("host.backup.restore", params.put("force", call.has("--force")));
    if (done.flag("pending")) {
      DaemonCommand.again(call);
    }
    if (!call.gaveJson(done)) {
      told(call, done);
    }
    return sound(done.array("journals")) ? 0 : 1;
  }

  private static void told(Call call, JsonObject done) {
    JsonObject held = done.object("held");
    call.out()
        .line(
            "Restored "
                + Listing.count(held.number("files"), "file")
                + " of "
                + held.text("made")
                + " in "
                + done.text("into"));
    JsonArray journals = done.array("journals");
    for (int i = 0; i < journals.size(); i++) {
      call.out().line(journals.object(i).text("detail"));
    }
    if (!call.has("--into")) {
      call.out().tell("What was there lies in " + call.home().root().resolve(".trash") + ".");
    }
  }

  private static boolean sound(JsonArray journals) {
    boolean sound = true;
    for (int i = 0; i < journals.size(); i++) {
      sound &= journals.object(i).flag("ok");
    }
    return sound;
  }
}
