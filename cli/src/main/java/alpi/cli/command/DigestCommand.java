package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.When;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi digest`: what happened lately, on one screen.
public final class DigestCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf(
            "digest", "What ran, what it cost, what left the machine and what failed lately.")
        .value("--since", "SPAN", "as long ago as 24h, 7d; 7d if not given")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject params = call.namedProfile();
    if (call.has("--since")) {
      params.put("withinMillis", Durations.millis("--since", call.text("--since")));
    }
    JsonObject shown = call.ask("host.digest.show", params);
    if (call.gaveJson(shown)) {
      return 0;
    }
    call.out().line("Since " + When.exact(shown.text("from")));
    JsonArray profiles = shown.array("profiles");
    for (int i = 0; i < profiles.size(); i++) {
      profile(call.out(), profiles.object(i));
    }
    return 0;
  }

  private static void profile(Out out, JsonObject at) {
    out.line("");
    out.line(at.text("profile"));
    line(out, "runs", tallies(at.array("runs")));
    line(
        out,
        "models",
        Listing.count(at.number("calls"), "answer")
            + failed(at.number("callsFailed"), "failed")
            + ", "
            + at.number("input")
            + " tokens in, "
            + at.number("output")
            + " out, $"
            + at.shown("usd"));
    line(
        out,
        "results",
        Listing.count(at.number("outputs"), "output")
            + failed(at.number("unread"), "unread")
            + ", "
            + Listing.count(at.number("filesChanged"), "change")
            + " of files");
    line(
        out,
        "schedules",
        at.number("missed") + " moments missed, " + at.number("skipped") + " skipped");
    line(out, "approvals", at.number("approvals") + " asked: " + tallies(at.array("answers")));
    line(
        out,
        "policy",
        Listing.count(at.number("denied"), "call")
            + " refused, "
            + Listing.count(at.number("grantsGiven"), "grant")
            + " given, "
            + at.number("grantsRevoked")
            + " taken back");
    network(out, at);
    failures(out, at);
  }

  private static void network(Out out, JsonObject at) {
    line(
        out,
        "network",
        Listing.count(at.number("connections"), "connection")
            + failed(at.number("refused"), "refused")
            + ", "
            + Listing.size(at.number("bytesOut"))
            + " out, "
            + Listing.size(at.number("bytesIn"))
            + " in");
    JsonArray hosts = at.array("hosts");
    for (int i = 0; i < hosts.size(); i++) {
      JsonObject host = hosts.object(i);
      out.line("    " + host.text("host") + "  " + Listing.size(host.number("bytes")));
    }
    line(
        out,
        "control",
        Listing.count(at.number("changes"), "call")
            + " that changed something"
            + failed(at.number("strangers"), "turned away"));
  }

  private static void failures(Out out, JsonObject at) {
    JsonArray failures = at.array("failures");
    line(out, "failures", failures.size() == 0 ? "none" : "the latest " + failures.size());
    for (int i = 0; i < failures.size(); i++) {
      JsonObject failure = failures.object(i);
      out.line(
          "    "
              + When.shown(failure.text("at"))
              + "  "
              + failure.text("kind")
              + "  "
              + failure.text("code")
              + "  "
              + failure.text("run"));
    }
  }

  private static void line(Out out, String name, String text) {
    out.line("  " + name + " ".repeat(Math.max(1, 11 - name.length())) + text);
  }

  private static String failed(long count, String word) {
    return count == 0 ? "" : " (" + count + " " + word + ")";
  }

  private static String tallies(JsonArray tallies) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < tallies.size(); i++) {
      JsonObject tally = tallies.object(i);
      line.append(line.isEmpty() ? "" : ", ");
      line.append(tally.number("count")).append(' ').append(tally.text("state"));
    }
    return line.isEmpty() ? "none" : line.toString();
  }
}
