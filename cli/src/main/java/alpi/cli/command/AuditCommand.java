package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import alpi.cli.term.Sink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi audit`: what is wider open than it need be, who did what, and proof that the record is
/// what was written.
public final class AuditCommand implements Noun {
  private static final int MAX_KEPT_BYTES = 1 << 20;
  private static final int CHUNK = 64 << 10;

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "audit",
        "What is open, who did what, and proof of the record: scan, log, verify, checkpoint,"
            + " held, export.",
        Spec.leaf("scan", "Look for what is wider open than it need be; exit 1 on a failure.")
            .flag("--all", "also what is as it should be")
            .done(),
        Spec.leaf("log", "Who changed or approved what, the newest last.")
            .value("--since", "SPAN", "as long ago as 30m, 24h, 7d")
            .value("--actor", "ACTOR", "only theirs, for example local:1000")
            .value("--verb", "VERB", "only of this verb or noun, for example host.grant")
            .value("-n", "--limit", "N", "at most N; 100 if not given")
            .done(),
        Spec.leaf("verify", "Check journal and checkpoints; exit 1 when either was changed.")
            .value("--kept", "FILE", "also against checkpoints that were kept elsewhere")
            .flag("--alone", "without asking peers what they were shown")
            .done(),
        Spec.leaf("held", "Checkpoints that peers showed this profile, kept for them.")
            .optional("PEER", "only those of this peer")
            .flag("--lines", "as lines that `audit verify --kept` takes over there")
            .done(),
        Spec.leaf("checkpoint", "Sign where the journal ends now; print it, for keeping elsewhere.")
            .done(),
        Spec.leaf("export", "Write a checked copy of the record; exit 1 when it was changed.")
            .value("--format", "FORM", "jsonl or syslog (RFC 5424); jsonl if not given")
            .value("--after", "SEQ", "only events after this number")
            .value("-o", "--output", "FILE", "a new file; standard output if not given")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "scan";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "log" -> call.show(call.ask("host.audit.log", log(call)), Tables.CALLS);
      case "verify" -> verify(call);
      case "checkpoint" -> checkpoint(call);
      case "held" -> held(call);
      case "export" -> export(call);
      default -> scan(call);
    };
  }

  private static int scan(Call call) throws IOException {
    JsonObject result = call.ask("host.audit.scan", call.namedProfile());
    boolean ok = result.flag("ok");
    if (call.gaveJson(result)) {
      return ok ? 0 : 1;
    }
    JsonArray findings = result.array("findings");
    int shown = 0;
    for (int i = 0; i < findings.size(); i++) {
      JsonObject finding = findings.object(i);
      String severity = finding.text("severity");
      if (severity.equals("ok") && !call.has("--all")) {
        continue;
      }
      shown++;
      StringBuilder line = new StringBuilder(severity.toUpperCase(Locale.ROOT));
      line.repeat(' ', Math.max(1, 6 - line.length())).append(finding.text("check"));
      call.out().line(line.append(": ").append(finding.text("detail")).toString());
      if (finding.has("fix")) {
        call.out().line("        " + finding.text("fix"));
      }
    }
    if (shown == 0) {
      call.out().line("Nothing is wider open than it need be.");
    }
    return ok ? 0 : 1;
  }

  private static JsonObject log(Call call) {
    JsonObject params = call.params();
    if (call.has("--since")) {
      params.put("withinMillis", Durations.millis("--since", call.text("--since")));
    }
    if (call.has("--actor")) {
      params.put("actor", call.text("--actor"));
    }
    if (call.has("--verb")) {
      params.put("verb", call.text("--verb"));
    }
    return call.has("--limit") ? params.put("limit", call.positive("--limit", 100)) : params;
  }

  private static int verify(Call call) throws IOException {
    JsonObject params = call.params();
    if (call.has("--kept")) {
      params.put("kept", kept(call.text("--kept")));
    }
    params.put("peers", !call.has("--alone"));
    JsonObject result = call.ask("host.audit.verify", params);
    if (!call.gaveJson(result)) {
      verdict(call, result);
    }
    return result.flag("ok") ? 0 : 1;
  }

  private static void verdict(Call call, JsonObject result) {
    call.out().line(result.text("state") + ": " + result.text("detail"));
    if (result.has("firstBad")) {
      call.out().tell("First bad event: " + result.shown("firstBad"));
    }
    JsonArray peers = result.array("peers");
    for (int i = 0; i < peers.size(); i++) {
      JsonObject peer = peers.object(i);
      String upto = peer.has("upto") ? " (event " + peer.shown("upto") + ")" : "";
      call.out()
          .line(
              "peer "
                  + peer.text("peer")
                  + ": "
                  + peer.text("standing")
                  + upto
                  + ": "
                  + peer.text("detail"));
    }
  }

  private static int held(Call call) throws IOException {
    JsonObject params = call.params();
    if (!call.argument(0).isEmpty()) {
      params.put("peer", call.argument(0));
    }
    JsonObject result = call.ask("host.audit.held", params);
    if (call.isJson() || !call.has("--lines")) {
      return call.show(result, Tables.TESTIMONIES);
    }
    JsonArray held = result.array("held");
    for (int i = 0; i < held.size(); i++) {
      call.out().line(held.object(i).text("line"));
    }
    return 0;
  }

  private static JsonArray kept(String name) {
    Path file = Path.of(name);
    try {
      if (Files.size(file) > MAX_KEPT_BYTES) {
        throw Refusal.usage(name + " is too large to hold checkpoints.", "");
      }
      JsonArray lines = new JsonArray();
      for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isBlank()) {
          lines.add(line.strip());
        }
      }
      return lines;
    } catch (IOException e) {
      throw Refusal.local("The file " + name + " cannot be read.", "Check its name and mode.");
    }
  }

  private static int checkpoint(Call call) throws IOException {
    JsonObject made = call.ask("host.audit.checkpoint", call.params());
    if (!call.gaveJson(made)) {
      call.out().line(made.text("line"));
      call.out()
          .tell(
              "It vouches for all up to event "
                  + made.number("seq")
                  + ". Keep it where this machine cannot change it.");
    }
    return 0;
  }

  /// The daemon writes the copy beside its socket; this side takes it away.
  private static int export(Call call) throws IOException {
    JsonObject params = call.params();
    if (call.has("--format")) {
      params.put("format", call.text("--format"));
    }
    if (call.has("--after")) {
      params.put("after", call.number("--after", 0));
    }
    if (call.has("--output") && Files.exists(Path.of(call.text("--output")))) {
      throw Refusal.usage(call.text("--output") + " exists already.", "Name a new file.");
    }
    if (call.isJson() && !call.has("--output")) {
      throw Refusal.usage("--json tells about the copy, so it needs --output FILE.", "");
    }
    JsonObject done = call.ask("host.audit.export", params);
    Path copy = Path.of(done.text("file"));
    try {
      take(call, copy);
    } finally {
      Files.deleteIfExists(copy);
    }
    JsonObject verified = done.object("verified");
    if (!call.gaveJson(done.put("file", call.text("--output")))) {
      call.out().tell(Listing.count(done.number("records"), "record") + " written.");
      if (!verified.flag("ok")) {
        call.out().tell(verified.text("state") + ": " + verified.text("detail"));
      }
    }
    return verified.flag("ok") ? 0 : 1;
  }

  private static void take(Call call, Path copy) throws IOException {
    if (!call.has("--output")) {
      print(call.out().stdout(), copy);
      return;
    }
    Path target = Path.of(call.text("--output"));
    try {
      Files.move(copy, target);
    } catch (FileAlreadyExistsException e) {
      throw Refusal.usage(target + " exists already.", "Name a new file.");
    } catch (IOException e) {
      throw Refusal.local(
          "The file " + target + " cannot be written: " + e.getMessage() + ".",
          "Choose a folder that you can write.");
    }
  }

  private static void print(Sink out, Path copy) throws IOException {
    byte[] piece = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(copy)) {
      int read = in.read(piece);
      while (read > 0) {
        out.write(Arrays.copyOf(piece, read));
        read = in.read(piece);
      }
    }
  }
}
