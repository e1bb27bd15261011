package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Transfers with peers, as `alpi blob` runs them.
final class TransferRun {
  private static final int HASH_DIGITS = 64;

  /// Files of one request.
  private static final int PORTION = 1_024;

  private TransferRun() {}

  static int send(Call call) throws IOException {
    JsonObject params = named(call, "--to");
    if (!call.isTyped(0)) {
      throw Refusal.usage("\"alpi blob send\" needs FILE.", "");
    }
    if (call.isTyped(1)) {
      return sendAll(call);
    }
    return run(call, "host.blob.send", subject(call, params), "sent to " + call.text("--to"));
  }

  /// In portions, each a request of its own: what one of them brought stays there if a later fails.
  private static int sendAll(Call call) throws IOException {
    List<String> files = new ArrayList<>();
    for (int i = 0; call.isTyped(i); i++) {
      files.add(Path.of(call.argument(i)).toAbsolutePath().normalize().toString());
    }
    long bytes = 0;
    long moved = 0;
    for (int from = 0; from < files.size(); from += PORTION) {
      List<String> some = files.subList(from, Math.min(files.size(), from + PORTION));
      JsonObject result = portion(call, some);
      bytes += result.number("bytes");
      moved += result.number("moved");
      if (!call.gaveJson(result)) {
        JsonArray hashes = result.array("hashes");
        for (int i = 0; i < hashes.size(); i++) {
          call.out().line(hashes.text(i) + "  " + call.argument(from + i));
        }
      }
    }
    if (!call.isJson()) {
      String all = Listing.count(files.size(), "file") + ", " + Listing.size(bytes);
      call.out().tell(all + " sent to " + call.text("--to") + how(moved));
    }
    return 0;
  }

  private static JsonObject portion(Call call, List<String> files) throws IOException {
    var paths = new JsonArray();
    files.forEach(paths::add);
    JsonObject params = named(call, "--to").put("paths", paths);
    var line = new ProgressLine(call.out(), call.isJson());
    try {
      return Following.follow(call, "host.blob.sendall", params, line::tell);
    } finally {
      line.end();
    }
  }

  private static String how(long moved) {
    return moved == 0 ? ", nothing had to be moved" : ", " + Listing.size(moved) + " moved";
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
    if (call.gaveJson(result)) {
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
    if (call.gaveJson(result)) {
      return 0;
    }
    call.out().line(result.text("hash"));
    String size = Listing.size(result.number("bytes"));
    call.out().tell(size + " " + done + how(result.number("moved")));
    return 0;
  }
}
