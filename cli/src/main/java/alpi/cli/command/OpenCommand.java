package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi open`: the page, in a browser that is paired by opening it.
public final class OpenCommand implements Noun {
  /// Long enough for a browser to start, short enough that nobody else finds the link of use.
  private static final long LASTS_MILLIS = 120_000;

  @Override
  public CommandSpec spec() {
    return Spec.leaf("open", "Open alpi in the browser. The link pairs it, once, as yours.")
        .flag("--print", "print the link instead of opening it")
        .flag("--shut", "shut the door that browsers come through")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    if (call.has("--shut")) {
      return call.done("host.web.shut", new JsonObject(), "The door is shut.");
    }
    JsonObject door = call.ask("host.web.open", new JsonObject());
    JsonObject made =
        call.ask(
            "host.device.pair",
            new JsonObject().put("role", "owner").put("lastsMillis", LASTS_MILLIS));
    String here = URLEncoder.encode(System.getProperty("user.dir", "/"), StandardCharsets.UTF_8);
    String profile = URLEncoder.encode(call.profile(), StandardCharsets.UTF_8);
    String link = made.text("link") + "&profile=" + profile + "&cwd=" + here;
    if (call.gaveJson(
        new JsonObject()
            .put("link", link)
            .put("url", door.text("url"))
            .put("lastsMillis", LASTS_MILLIS))) {
      return 0;
    }
    if (!call.has("--print") && show(link)) {
      call.out().tell("Opened " + door.text("url") + " in your browser.");
      return 0;
    }
    call.out().line(link);
    call.out().flush();
    call.out().tell("Open this link within two minutes; it works once, and only on this machine.");
    return 0;
  }

  /// Hands the link to the desktop; false where there is none.
  private static boolean show(String link) {
    boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    boolean desktop = mac || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
    if (!desktop) {
      return false;
    }
    try {
      Process opener =
          new ProcessBuilder(mac ? "open" : "xdg-open", link)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      return opener.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isSet(String name) {
    String value = System.getenv(name);
    return value != null && !value.isEmpty();
  }
}
