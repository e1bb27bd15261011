package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.QrCode;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi devices`: browsers, phones and programs that may talk to this daemon.
public final class DevicesCommand implements Noun {
  private static final Pattern ID = Pattern.compile("d[0-9a-z]{17}");
  private static final String DEVICE = "its id, or its name";

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "devices",
        "Browsers, phones and programs that may talk to this daemon: list, pair, rename, promote,"
            + " revoke.",
        Spec.leaf("list", "List paired devices.")
            .flag("--all", "also revoked ones, the newest first")
            .done(),
        Spec.leaf("pair", "Make a link that pairs one device, and show it as a QR code.")
            .optional("NAME", "what to call the device here")
            .value("--role", "ROLE", "owner, admin or member (member)")
            .values("--only", "PROFILE", "a profile that a member may touch; may be repeated")
            .value("--for", "TIME", "how long the link holds, 10m at most (10m)")
            .done(),
        Spec.leaf("rename", "Rename a device.")
            .argument("DEVICE", DEVICE)
            .argument("NAME", "the new name")
            .done(),
        Spec.leaf("promote", "Let a device do more or less; what it has open ends.")
            .argument("DEVICE", DEVICE)
            .argument("ROLE", "owner, admin or member")
            .values("--only", "PROFILE", "a profile that a member may touch; may be repeated")
            .done(),
        Spec.leaf("revoke", "End a device for good, and what it has open at once.")
            .argument("DEVICE", DEVICE)
            .done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "pair" -> pair(call);
      case "rename" ->
          call.done(
              "host.device.rename",
              device(call).put("name", call.argument(1)),
              "It is called " + call.argument(1) + " now.");
      case "promote" ->
          call.done(
              "host.device.promote",
              only(call, device(call).put("role", call.argument(1))),
              "Its role is " + call.argument(1) + " now.");
      case "revoke" -> call.done("host.device.revoke", device(call), "Revoked.");
      default -> list(call);
    };
  }

  private static int list(Call call) throws IOException {
    JsonObject params = new JsonObject();
    if (call.has("--all")) {
      params.put("all", true);
    }
    return call.show(call.ask("host.device.list", params), Tables.DEVICES);
  }

  private static int pair(Call call) throws IOException {
    call.ask("host.web.open", new JsonObject());
    JsonObject params = only(call, new JsonObject());
    if (call.isTyped(0)) {
      params.put("name", call.argument(0));
    }
    if (call.has("--role")) {
      params.put("role", call.text("--role"));
    }
    if (call.has("--for")) {
      params.put("lastsMillis", Durations.millis("--for", call.text("--for")));
    }
    JsonObject made = call.ask("host.device.pair", params);
    if (call.gaveJson(made)) {
      return 0;
    }
    if (call.out().streams().stdoutTty()) {
      QrCode.of(made.text("link")).halves().forEach(call.out()::painted);
    }
    call.out().line(made.text("link"));
    call.out().flush();
    String url = made.text("url");
    boolean near = url.contains("//127.") || url.contains("//[::1]");
    call.out()
        .tell(
            "It pairs the first device that opens it, within "
                + Listing.span(made.number("lastsMillis"))
                + "."
                + (near
                    ? "\nOnly this machine reaches it; others need web.listen or a tunnel."
                    : ""));
    return 0;
  }

  private static JsonObject only(Call call, JsonObject params) {
    JsonArray profiles = new JsonArray();
    for (String profile : call.texts("--only")) {
      profiles.add(profile);
    }
    return profiles.size() == 0 ? params : params.put("profiles", profiles);
  }

  /// The device that was typed, by its id or its only name.
  private static JsonObject device(Call call) throws IOException {
    String typed = call.argument(0);
    if (ID.matcher(typed).matches()) {
      return new JsonObject().put("device", typed);
    }
    JsonArray devices = call.ask("host.device.list", new JsonObject()).array("devices");
    String found = "";
    for (int i = 0; i < devices.size(); i++) {
      if (devices.object(i).text("name").equals(typed)) {
        if (!found.isEmpty()) {
          throw Refusal.usage(
              "Several devices are called \"" + typed + "\".", "See: alpi devices list");
        }
        found = devices.object(i).text("id");
      }
    }
    if (found.isEmpty()) {
      throw new Refusal(
          1, "not_found", "No device is called \"" + typed + "\".", "See: alpi devices list");
    }
    return new JsonObject().put("device", found);
  }
}
