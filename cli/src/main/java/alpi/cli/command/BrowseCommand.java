package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi browse`: one page, opened in a browser and read.
public final class BrowseCommand implements Noun {
  private static final long FIRST_ERROR = 400;

  @Override
  public CommandSpec spec() {
    return Spec.leaf(
            "browse",
            "Open a page in a browser and print it; exit 1 when the site answers an error.")
        .argument("URL", "an http or https address")
        .flag("--snapshot", "print everything on the page with its references instead")
        .value("--view", "VIEW", "text, full, outline or interactive")
        .value("--page", "N", "which part of a long page, from 1")
        .value("--screenshot", "FILE", "write a picture to a PNG file that does not exist yet")
        .flag("--whole", "the picture shows the page from top to bottom")
        .value(
            "--engine", "ENGINE", "playwright, cdp or obscura, instead of the one in the settings")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    boolean shot = call.has("--screenshot");
    Path file = Path.of(call.text("--screenshot"));
    if (shot && Files.exists(file)) {
      throw Refusal.usage("The file " + file + " exists already.", "Name another one.");
    }
    if (call.has("--whole") && !shot) {
      throw Refusal.usage("--whole is about a picture.", "Add --screenshot FILE.");
    }
    JsonObject params = call.params().put("url", call.argument(0));
    if (call.has("--snapshot") || call.has("--view")) {
      params.put("view", call.has("--view") ? call.text("--view") : "full");
    }
    if (call.has("--page")) {
      params.put("page", call.positive("--page", 1));
    }
    if (shot) {
      params.put("screenshot", call.has("--whole") ? "page" : "window");
    }
    if (call.has("--engine")) {
      params.put("engine", call.text("--engine"));
    }
    JsonObject seen = call.ask("host.browser.page", params);
    if (shot) {
      long bytes = BlobCommand.save(call, seen.text("screenshot"), file);
      call.out().tell(bytes + " bytes in " + file);
    }
    boolean refused = seen.number("status") >= FIRST_ERROR;
    if (call.gaveJson(seen)) {
      return refused ? 1 : 0;
    }
    call.out().line(seen.text("text"));
    JsonArray notes = seen.array("notes");
    for (int i = 0; i < notes.size(); i++) {
      call.out().tell(notes.text(i));
    }
    if (refused) {
      call.out().tell("The site answered " + seen.number("status") + ".");
    }
    return refused ? 1 : 0;
  }
}
