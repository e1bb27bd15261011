package alpi.cli.command;

import alpi.cli.chat.PipedInput;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi blob`: stored content by its hash.
public final class BlobCommand implements Noun {
  private static final int CHUNK = 256 << 10;

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "blob",
        "Stored content: list, show, put, get, rm, verify, gc; with peers: send, share, unshare, shares,"
            + " fetch, transfers.",
        Spec.leaf("list", "List blobs.").value("-n", "--limit", "N", "at most N").done(),
        Spec.leaf("show", "Print what is known of a blob.").argument("HASH", "its hash").done(),
        Spec.leaf("get", "Write a blob's bytes to a file or to standard output.")
            .argument("HASH", "its hash")
            .value("-o", "--output", "FILE", "a file that does not exist yet")
            .done(),
        Spec.leaf("put", "Keep a file, or what is piped in, until you remove it.")
            .argument("FILE", "a file, or - for standard input")
            .done(),
        Spec.leaf("rm", "Let go of a blob that you kept or got; says who else keeps it.")
            .argument("HASH", "its hash")
            .done(),
        Spec.leaf("gc", "Remove blobs that nothing needs.")
            .flag("--dry-run", "only show what would go")
            .done(),
        Spec.leaf("verify", "Read every blob and compare its hash.").done(),
        Spec.leaf("send", "Send files to a peer; goes on where an earlier try stopped.")
            .words("FILE", "files, or the hash of a stored blob")
            .value("--to", "PEER", "who gets it")
            .done(),
        Spec.leaf("share", "Let a peer fetch a file or a stored blob.")
            .argument("FILE", "a file, or the hash of a stored blob")
            .value("--with", "PEER", "who may fetch it")
            .value("--days", "N", "for so long (7)")
            .value("--times", "N", "so often (not counted)")
            .done(),
        Spec.leaf("unshare", "End what a peer may fetch.")
            .argument("HASH", "its hash")
            .value("--with", "PEER", "whose share ends")
            .done(),
        Spec.leaf("shares", "List what peers may fetch.")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("fetch", "Fetch a blob that a peer shared.")
            .argument("HASH", "its hash")
            .value("--from", "PEER", "who shared it")
            .value("-o", "--output", "FILE", "write it to a file that does not exist yet, too")
            .done(),
        Spec.leaf("transfers", "List transfers with peers.")
            .value("-n", "--limit", "N", "at most N")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject hash = call.params().put("hash", call.argument(0));
    return switch (call.verb()) {
      case "show" -> call.showOne("host.blob.show", hash);
      case "get" -> get(call, hash);
      case "put" -> put(call);
      case "rm" -> remove(call, hash);
      case "gc" -> {
        JsonObject params = call.params();
        yield gc(call, call.has("--dry-run") ? params.put("dryRun", true) : params);
      }
      case "verify" -> verify(call);
      case "send" -> TransferRun.send(call);
      case "share" -> TransferRun.share(call);
      case "unshare" -> TransferRun.unshare(call, hash);
      case "shares" -> call.show(call.ask("host.blob.shares", limited(call)), Tables.SHARES);
      case "transfers" ->
          call.show(call.ask("host.blob.transfers", limited(call)), Tables.TRANSFERS);
      case "fetch" -> fetch(call, hash);
      default ->
          call.show(
              call.ask("host.blob.list", call.params().put("limit", call.number("--limit", 50))),
              Tables.BLOBS);
    };
  }

  private static JsonObject limited(Call call) {
    return call.params().put("limit", call.number("--limit", 50));
  }

  private static int fetch(Call call, JsonObject hash) throws IOException {
    int exit = TransferRun.fetch(call, hash);
    return call.has("--output") ? get(call, call.params().put("hash", call.argument(0))) : exit;
  }

  private static int put(Call call) throws IOException {
    JsonObject params = call.params();
    String typed = call.argument(0);
    if (typed.equals("-")) {
      JsonObject stdin = PipedInput.begin().attachment(call.home());
      params.put("stdin", stdin == null ? new JsonObject().put("text", "") : stdin);
    } else {
      params.put("path", Path.of(typed).toAbsolutePath().normalize().toString());
    }
    JsonObject result = call.ask("host.blob.put", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    call.out().line(result.text("hash"));
    call.out().tell(Listing.size(result.number("bytes")) + " kept");
    return 0;
  }

  private static int remove(Call call, JsonObject hash) throws IOException {
    JsonObject result = call.ask("host.blob.remove", hash);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray owners = result.array("owners");
    for (int i = 0; i < owners.size(); i++) {
      call.out().line("kept by " + owners.text(i));
    }
    String released = result.flag("released") ? "Not kept by you any more" : "You did not keep it";
    call.out().tell(released + (owners.size() == 0 ? "; it is removed after a day." : "."));
    return 0;
  }

  private static int gc(Call call, JsonObject params) throws IOException {
    JsonObject result = call.ask("host.blob.gc", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray swept = result.array("swept");
    for (int i = 0; i < swept.size(); i++) {
      call.out().line(swept.text(i));
    }
    String bytes = Listing.count(result.number("bytes"), "byte");
    call.out()
        .tell(
            Listing.count(swept.size(), "blob")
                + (result.flag("dryRun") ? " would be removed, " : " removed, ")
                + bytes);
    return 0;
  }

  private static int verify(Call call) throws IOException {
    JsonObject result = call.ask("host.blob.verify", call.params());
    boolean ok = result.flag("ok");
    if (call.isJson()) {
      call.out().json(result);
    } else if (ok) {
      call.out().line("ok: every blob has the content that its hash names");
    } else {
      JsonArray damaged = result.array("damaged");
      for (int i = 0; i < damaged.size(); i++) {
        call.out().line("damaged: " + damaged.text(i));
      }
    }
    return ok ? 0 : 1;
  }

  private static int get(Call call, JsonObject params) throws IOException {
    if (!call.has("--output")) {
      if (call.out().streams().stdoutTty()) {
        throw Refusal.usage(
            "A blob's bytes do not belong on a terminal.", "Add --output FILE, or pipe it.");
      }
      try (OutputStream out = new Reader(new FileOutputStream(FileDescriptor.out))) {
        copy(call, params, out);
      } catch (ReaderGone e) {
        return Out.Gone.EXIT;
      }
      return 0;
    }
    Path file = Path.of(call.text("--output"));
    call.out().tell(save(call, params, file) + " bytes in " + file);
    return 0;
  }

  /// Writes a blob to a file that is not there yet.
  ///
  /// @return how many bytes
  static long save(Call call, String hash, Path file) throws IOException {
    return save(call, call.params().put("hash", hash), file);
  }

  private static long save(Call call, JsonObject params, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      return copy(call, params, out);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw Refusal.usage("The file " + file + " exists already.", "Name another one.");
    }
  }

  private static long copy(Call call, JsonObject params, OutputStream out) throws IOException {
    long offset = 0;
    while (true) {
      JsonObject piece =
          call.ask("host.blob.get", params.put("offset", offset).put("length", CHUNK));
      byte[] bytes = Base64.getDecoder().decode(piece.text("base64"));
      out.write(bytes);
      offset += bytes.length;
      if (piece.flag("eof") || bytes.length == 0) {
        return offset;
      }
    }
  }

  /// Standard output, whose failures are told apart from those of the daemon's connection.
  private static final class Reader extends FilterOutputStream {
    Reader(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw new ReaderGone(e);
      }
    }
  }

  private static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGone(IOException cause) {
      super(cause);
    }
  }
}
