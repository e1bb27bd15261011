package alpi.cli.command;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi backup`: all profiles in one sealed file, while the daemon works.
public final class BackupCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf(
            "backup",
            "Write all profiles into one file sealed with a passphrase; work goes on meanwhile."
                + " Without the passphrase nobody can restore.")
        .argument("FILE", "a new file")
        .value("--passphrase-file", "FILE", "read the passphrase from its first line")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    Path file = Path.of(call.argument(0)).toAbsolutePath().normalize();
    JsonObject params =
        new JsonObject().put("file", file.toString()).put("passphrase", Passphrase.chosen(call));
    JsonObject made = call.ask("host.backup.make", params);
    if (call.gaveJson(made)) {
      return 0;
    }
    call.out()
        .line(
            made.text("file")
                + ": "
                + Listing.count(made.number("files"), "file")
                + ", "
                + Listing.size(made.number("bytes")));
    if (made.number("skipped") > 0) {
      call.out().tell(Listing.count(made.number("skipped"), "link") + " left out.");
    }
    return 0;
  }

  /// How a passphrase is typed; never on the command line, where every process could read it.
  static final class Passphrase {
    private static final String PROMPT = "Passphrase: ";

    private Passphrase() {}

    /// One that is asked for twice, since nobody can correct it later.
    static String chosen(Call call) {
      if (call.has("--passphrase-file")) {
        return file(call);
      }
      String first = TypedLine.hidden(PROMPT);
      if (!first.equals(TypedLine.hidden("Once more: "))) {
        throw Refusal.usage("The two are not the same.", "Nothing was written. Try again.");
      }
      return first;
    }

    static String known(Call call) {
      return call.has("--passphrase-file") ? file(call) : TypedLine.hidden(PROMPT);
    }

    private static String file(Call call) {
      Path file = Path.of(call.text("--passphrase-file"));
      try (var lines = Files.newBufferedReader(file)) {
        String line = lines.readLine();
        return line == null ? "" : line;
      } catch (IOException e) {
        throw Refusal.local("The file " + file + " cannot be read.", "Check its name and mode.");
      }
    }
  }
}
