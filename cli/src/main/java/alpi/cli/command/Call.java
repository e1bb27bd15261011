package alpi.cli.command;

import alpi.cli.host.DaemonLink;
import alpi.cli.host.DaemonStarter;
import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One parsed command line together with what it needs to be carried out.
public final class Call implements DaemonStarter.Progress {
  private final HomePaths home;
  private final String profile;
  private final boolean named;
  private final Out out;
  private final Arguments typed;
  private @Nullable DaemonLink link;
  private @Nullable HostClient client;

  /// @param profile the one to use unless the arguments name another
  /// @param link an attempt to connect that is already under way
  public Call(
      HomePaths home, Profile profile, Out out, Arguments typed, @Nullable DaemonLink link) {
    this.home = home;
    this.out = out;
    this.typed = typed;
    this.link = link;
    this.profile = typed.has("--profile") ? typed.text("--profile") : profile.name();
    this.named = typed.has("--profile") || profile.typed();
  }

  /// @param typed whether it was typed in this very command
  public record Profile(String name, boolean typed) {}

  /// The verb typed after the noun; empty when the noun stands alone.
  public String verb() {
    return typed.verb();
  }

  public HomePaths home() {
    return home;
  }

  public String profile() {
    return profile;
  }

  public Out out() {
    return out;
  }

  public boolean isJson() {
    return has("--json");
  }

  public boolean has(String option) {
    return typed.has(option);
  }

  /// The option's value; empty when it was not given.
  public String text(String option) {
    return typed.text(option);
  }

  public List<String> texts(String option) {
    return typed.texts(option);
  }

  /// The option as a whole number.
  ///
  /// @throws Refusal when it is something else
  public long number(String option, long fallback) {
    if (!has(option)) {
      return fallback;
    }
    try {
      return Long.parseLong(text(option));
    } catch (NumberFormatException e) {
      throw Refusal.usage(option + " takes a whole number, not \"" + text(option) + "\".", "");
    }
  }

  /// The option as a number above zero.
  ///
  /// @throws Refusal when it is something else
  long positive(String option, long fallback) {
    long number = number(option, fallback);
    if (number > 0) {
      return number;
    }
    throw Refusal.usage(option + " takes a number above zero.", "");
  }

  /// The positional argument; empty when it was not given.
  public String argument(int index) {
    return typed.argument(index);
  }

  /// Whether the positional argument was given, if only as an empty text.
  public boolean isTyped(int index) {
    return typed.isTyped(index);
  }

  /// Parameters that name this call's profile.
  public JsonObject params() {
    return new JsonObject().put("profile", profile);
  }

  /// Parameters that name a profile only if one was typed, for what concerns all of them else.
  public JsonObject namedProfile() {
    return named ? params() : new JsonObject();
  }

  /// The connection to the daemon, started for it if need be.
  public HostClient client() {
    HostClient open = client;
    if (open == null) {
      DaemonLink begun = link;
      open = (begun == null ? DaemonLink.begin(home) : begun).connected(this);
      client = open;
    }
    return open;
  }

  /// The connection, only if a daemon runs already.
  public @Nullable HostClient clientIfRunning() {
    DaemonLink begun = link;
    if (client == null) {
      client = (begun == null ? DaemonLink.begin(home) : begun).ifRunning();
    }
    return client;
  }

  /// Asks the daemon.
  ///
  /// @throws Refusal with the daemon's own sentence when it refuses
  public JsonObject ask(String method, JsonObject params) throws IOException {
    try {
      return client().call(method, params);
    } catch (HostFault e) {
      throw e.refusal();
    }
  }

  /// Prints the result as it is, when the one who called asked for JSON.
  ///
  /// @return false when it is still to be told in lines
  public boolean gaveJson(JsonObject result) {
    if (!isJson()) {
      return false;
    }
    out.json(result);
    return true;
  }

  /// Asks, and says `sentence` when the daemon agreed.
  int done(String method, JsonObject params, String sentence) throws IOException {
    if (!gaveJson(ask(method, params))) {
      out.tell(sentence);
    }
    return 0;
  }

  /// Shows the rows of a result as a table, or the whole result as JSON.
  int show(JsonObject result, Tables table) {
    if (!gaveJson(result)) {
      Listing.table(out, result, table);
    }
    return 0;
  }

  /// Asks, and shows all of the answer.
  int showOne(String method, JsonObject params) throws IOException {
    showResult(ask(method, params));
    return 0;
  }

  void showResult(JsonObject result) {
    if (!gaveJson(result)) {
      Listing.object(out, result);
    }
  }

  /// Forgets the connection, so that the next question makes a new one.
  public void reconnect() {
    client = null;
    link = null;
  }

  /// Asks the person before something is destroyed.
  ///
  /// @throws Refusal when nobody can be asked and `--yes` was not given, or the answer is no
  public void confirm(String question) {
    if (has("--yes")) {
      return;
    }
    if (!out.streams().stdinTty() || !out.streams().stderrTty()) {
      throw Refusal.usage(question + " Nobody is here to confirm it.", "Add --yes.");
    }
    try {
      out.stderr().print(question + " [y/N] ");
      out.stderr().flush();
    } catch (IOException e) {
      throw Refusal.usage("Standard error is closed, so nothing can be confirmed.", "Add --yes.");
    }
    String answer = new TypedLine().read();
    if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
      throw new Refusal(1, "cancelled", "Nothing was changed.", "");
    }
  }

  @Override
  public void starting() {
    if (out.streams().stderrTty()) {
      out.tell("alpi: starting the daemon ...");
    }
  }
}
