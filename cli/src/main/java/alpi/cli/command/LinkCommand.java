package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi link`: two owners pin each other's profiles, after they compared a code.
public final class LinkCommand implements Noun {
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final String CODE = "the code, as the other side shows it";

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "link",
        "Link with another owner's profile: invite, guests, admit, join.",
        Spec.leaf(
                "invite",
                "Print an invitation for the owner of another profile. At a terminal: wait for the"
                    + " guest, show the code to compare, and pin the guest when it is the same.")
            .optional("NAME", "what to call the guest here")
            .value("--address", "HOST:PORT", "how the guest reaches this profile")
            .value("--for", "TIME", "how long it holds, an hour at most (10m)")
            .done(),
        Spec.leaf("guests", "List who knocked while an invitation was open, with their codes.")
            .done(),
        Spec.leaf("admit", "Pin the guest whose code was compared.")
            .argument("CODE", CODE)
            .argument("NAME", "what to call the guest here")
            .value("--address", "HOST:PORT", "where the guest listens, if it does")
            .done(),
        Spec.leaf(
                "join",
                "Take up an invitation: knock, show the code to compare, and pin the host when it"
                    + " is the same.")
            .argument("WORD", "the invitation")
            .argument("NAME", "what to call the host here")
            .value("--code", "CODE", CODE + "; then nothing is asked")
            .done());
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "invite" -> invite(call);
      case "admit" -> {
        JsonObject params =
            call.params().put("code", call.argument(0)).put("peer", call.argument(1));
        yield pinned(call, "host.link.admit", withAddress(call, params));
      }
      case "join" -> join(call);
      default -> call.show(call.ask("host.link.guests", call.params()), Tables.GUESTS);
    };
  }

  private static JsonObject withAddress(Call call, JsonObject params) {
    return call.has("--address") ? params.put("address", call.text("--address")) : params;
  }

  private static int pinned(Call call, String verb, JsonObject params) throws IOException {
    JsonObject result = call.ask(verb, params);
    if (!call.gaveJson(result)) {
      call.out().tell("Pinned " + result.text("peer") + ".");
    }
    return 0;
  }

  private static int invite(Call call) throws IOException {
    JsonObject params = withAddress(call, call.params());
    if (call.has("--for")) {
      params.put("lastsMillis", Durations.millis("--for", call.text("--for")));
    }
    JsonObject made = call.ask("host.link.invite", params);
    if (call.gaveJson(made)) {
      return 0;
    }
    call.out().line(made.text("word"));
    call.out().flush();
    call.out()
        .tell(
            "Hand this word to the other owner, who runs: alpi link join WORD NAME\n"
                + "It holds for "
                + Listing.span(made.number("lastsMillis"))
                + " and is good for one guest.");
    boolean attended = call.out().streams().stdinTty() && call.out().streams().stderrTty();
    if (!attended || !call.isTyped(0)) {
      call.out().tell("Then compare the codes of \"alpi link guests\" and run: alpi link admit");
      return 0;
    }
    return await(call, made.number("lastsMillis"));
  }

  /// Waits for a guest and asks once whether the codes are the same.
  private static int await(Call call, long millis) throws IOException {
    call.out().tell("Waiting for the guest to knock.");
    for (long left = millis / 1_000; left > 0; left--) {
      JsonArray guests = call.ask("host.link.guests", call.params()).array("guests");
      if (guests.size() > 0) {
        String code = guests.object(0).text("code");
        call.out().tell("Somebody knocks. The code is " + code + ".");
        call.confirm("Does the other side show exactly this code?");
        JsonObject params = call.params().put("code", code).put("peer", call.argument(0));
        return pinned(call, "host.link.admit", params);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new Refusal(1, "gone", "Nobody knocked while the invitation held.", "Invite again.");
  }

  private static int join(Call call) throws IOException {
    JsonObject params = call.params().put("word", call.argument(0));
    JsonObject knocked = call.ask("host.link.join", params);
    String code = knocked.text("code");
    if (call.isJson() && !call.has("--code")) {
      call.out().json(knocked);
      return 0;
    }
    if (!call.has("--code")) {
      call.out().tell("The code is " + code + ".");
      if (!call.out().streams().stdinTty() || !call.out().streams().stderrTty()) {
        call.out().line(code);
        call.out().tell("Compare it with the host's, then run this again with --code CODE.");
        return 0;
      }
      call.confirm("Does the other side show exactly this code?");
    }
    params.put("peer", call.argument(1));
    params.put("code", call.has("--code") ? call.text("--code") : code);
    return pinned(call, "host.link.confirm", params);
  }
}
