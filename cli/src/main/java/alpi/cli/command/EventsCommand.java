package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi events`: the journal as it was written, and as it is being written.
public final class EventsCommand implements Noun {
  private static final int PAGE = 500;
  private static final int DEFAULT_TAIL = 50;

  @Override
  public CommandSpec spec() {
    return Spec.leaf("events", "What happened, in order; -f goes on with what happens.")
        .flag("-f", "--follow", "wait for further events")
        .value("--since", "WHEN", "after this number, or as long ago as 30m, 24h, 7d")
        .values("--kind", "KIND", "only this kind; may be repeated")
        .value("--run", "RUN", "only those of this run")
        .value("-n", "--limit", "N", "at most N; without --since the last 50")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    long left = call.positive("--limit", call.has("--since") ? Long.MAX_VALUE : DEFAULT_TAIL);
    long head = head(call);
    long after = call.has("--since") ? since(call, head) : tail(call, head);
    long last = after;
    boolean none = true;
    while (left > 0) {
      JsonArray events = read(call, last, Math.min(left, PAGE)).array("events");
      for (int i = 0; i < events.size(); i++) {
        print(call, events.object(i));
        none = false;
        last = Math.max(last, events.object(i).number("seq"));
      }
      left -= events.size();
      if (events.size() == 0) {
        break;
      }
    }
    if (none && !call.isJson()) {
      call.out().tell(nothing(call));
    }
    if (call.has("--follow")) {
      follow(call, Math.max(last, head));
    }
    return 0;
  }

  private static String nothing(Call call) {
    if (call.has("--run")) {
      return "No events of run " + call.text("--run") + ". `alpi runs list` shows the runs.";
    }
    return call.has("--since") || call.has("--kind") ? "No such events." : "No events yet.";
  }

  private static JsonObject read(Call call, long after, long limit) throws IOException {
    JsonObject params = call.params().put("after", after).put("limit", limit);
    if (call.has("--kind")) {
      params.put("kinds", kinds(call));
    }
    if (call.has("--run")) {
      params.put("run", call.text("--run"));
    }
    return call.ask("host.events.read", params);
  }

  private static JsonArray kinds(Call call) {
    JsonArray kinds = new JsonArray();
    for (String kind : call.texts("--kind")) {
      kinds.add(kind);
    }
    return kinds;
  }

  private static long head(Call call) throws IOException {
    return call.ask("host.events.read", call.params().put("limit", 1)).number("head");
  }

  /// Where to begin when nothing was said: at the last few, or at the start when filters thin out.
  private static long tail(Call call, long head) {
    boolean filtered = call.has("--kind") || call.has("--run");
    return filtered ? 0 : Math.max(0, head - call.positive("--limit", DEFAULT_TAIL));
  }

  private static long since(Call call, long head) throws IOException {
    String text = call.text("--since");
    if (!text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1))) {
      return call.number("--since", 0);
    }
    Instant from = Instant.now().minusMillis(Durations.millis("--since", text));
    long low = 0;
    long high = head;
    while (low < high) {
      long middle = (low + high) >>> 1;
      JsonArray one =
          call.ask("host.events.read", call.params().put("after", middle).put("limit", 1))
              .array("events");
      if (one.size() == 0 || !at(one.object(0)).isBefore(from)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static Instant at(JsonObject event) {
    try {
      return event.get("at") instanceof alpi.cli.json.JsonNumber number
          ? Instant.ofEpochMilli(number.asLong())
          : Instant.parse(event.text("at"));
    } catch (DateTimeParseException e) {
      throw new Refusal(1, "internal", "The daemon sent an event without a time.", "");
    }
  }

  private static void follow(Call call, long after) throws IOException {
    JsonObject params = call.params().put("after", after);
    if (call.has("--kind")) {
      params.put("kinds", kinds(call));
    }
    JsonObject _ =
        Following.follow(
            call,
            "host.events.watch",
            params,
            event -> {
              if (!call.has("--run") || event.text("run").equals(call.text("--run"))) {
                print(call, event);
              }
            });
  }

  private static void print(Call call, JsonObject event) {
    if (call.gaveJson(event)) {
      return;
    }
    EventLine.print(call.out(), event);
  }
}
