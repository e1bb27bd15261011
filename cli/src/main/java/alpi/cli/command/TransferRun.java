package alpi.cli.command;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Transfers with peers, as `alpi blob` runs them.
final class TransferRun {
  private static final int HASH_DIGITS = 64;

  private TransferRun() {}

  static int send(Call call) throws IOException {
    JsonObject params = named(call, "--to");
    return run(call, "host.blob.send", subject(call, params), "sent to " + call.text("--to"));
  }

  /// @param hash parameters that name the blob
  static int fetch(Call call, JsonObject hash) throws IOException {
    hash.put("peer", needed(call, "--from"));
    return run(call, "host.blob.fetch", hash, "fetched from " + call.text("--from"));
  }

  static int share(Call call) throws IOException {
    JsonObject params = subject(call, named(call, "--with"));
    if (call.has("--days")) {
      params.put("days", call.positive("--days", 7));
    }
    if (call.has("--times")) {
      params.put("fetches", call.positive("--times", 1));
    }
    JsonObject result = call.ask("host.blob.share", params);
    if (call.isJson()) {
      call.out().json(result);
      return 0;
    }
    call.out().line(result.text("hash"));
    String peer = result.text("peer");
    if (!result.flag("allowed")) {
      call.out()
          .tell(
              peer
                  + " may not fetch anything yet: \"alpi peers allow "
                  + peer
                  + " link.ping,link.ask,link.get_blob\".");
    }
    return 0;
  }

  /// @param hash parameters that name the blob
  static int unshare(Call call, JsonObject hash) throws IOException {
    hash.put("peer", needed(call, "--with"));
    return call.done("host.blob.unshare", hash, "Not shared any more.");
  }

  private static JsonObject named(Call call, String option) {
    return call.params().put("peer", needed(call, option));
  }

  private static String needed(Call call, String option) {
    if (!call.has(option)) {
      throw Refusal.usage("\"alpi blob " + call.verb() + "\" needs " + option + " PEER.", "");
    }
    return call.text(option);
  }

  /// The file that was typed, or the hash where there is no such file.
  private static JsonObject subject(Call call, JsonObject params) {
    String typed = call.argument(0);
    Path file = Path.of(typed).toAbsolutePath().normalize();
    boolean hash =
        typed.length() == HASH_DIGITS && typed.matches("[0-9a-f]+") && !Files.exists(file);
    return hash ? params.put("hash", typed) : params.put("path", file.toString());
  }

  private static int run(Call call, String verb, JsonObject params, String done)
      throws IOException {
    var line = new ProgressLine(call.out(), call.isJson());
    JsonObject result;
    try {
      result = Following.follow(call, verb, params, line::tell);
    } finally {
      line.end();
    }
    if (call.isJson()) {
      call.out().json(result);
      return 0;
    }
    call.out().line(result.text("hash"));
    long moved = result.number("moved");
    String how = moved == 0 ? ", nothing had to be moved" : ", " + Listing.size(moved) + " moved";
    call.out().tell(Listing.size(result.number("bytes")) + " " + done + how);
    return 0;
  }
}
