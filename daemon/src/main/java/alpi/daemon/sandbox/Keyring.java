package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Secret;
import alpi.daemon.profile.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The keyring of the desktop: the Secret Service of Linux through `secret-tool`, the Keychain of
/// macOS through `security`. Values go by standard input and output, never by an argument.
public final class Keyring implements Vault {
  private static final String SECRET_TOOL = "secret-tool";
  private static final String SECURITY = "security";

  /// How `security` says that there is no such item.
  private static final int NO_ITEM = 44;

  private final DesktopProgram desktop;
  private final Kind kind;
  private final String home;
  private final String profile;

  /// Which keyring a machine has.
  enum Kind {
    SECRET_SERVICE,
    KEYCHAIN
  }

  /// The keyring of this system, for one profile.
  public Keyring(DesktopProgram desktop, ProfileHome profile) {
    this(
        desktop,
        System.getProperty("os.name", "").startsWith("Mac") ? Kind.KEYCHAIN : Kind.SECRET_SERVICE,
        profile);
  }

  Keyring(DesktopProgram desktop, Kind kind, ProfileHome profile) {
    this.desktop = desktop;
    this.kind = kind;
    this.home = profile.dir().toString();
    this.profile = profile.name().value();
  }

  @Override
  public boolean present() {
    return switch (kind) {
      case SECRET_SERVICE ->
          desktop.has(SECRET_TOOL) && desktop.variable("DBUS_SESSION_BUS_ADDRESS").isPresent();
      case KEYCHAIN -> desktop.has(SECURITY);
    };
  }

  @Override
  public Optional<Secret> read(String name) {
    return switch (kind) {
      case SECRET_SERVICE -> {
        DesktopProgram.Answer answer = asked(words("lookup", name), "");
        // It ends alike for "none of that name", silently, and for a service that is gone.
        if (!answer.ok() && !answer.complaint().isBlank()) {
          throw refused("read");
        }
        yield value(answer.ok() ? answer.text() : "");
      }
      case KEYCHAIN -> {
        DesktopProgram.Answer answer = asked(found(name, "-w"), "");
        if (!answer.ok() && answer.exit() != NO_ITEM) {
          throw refused("read");
        }
        yield value(answer.ok() ? answer.text() : "");
      }
    };
  }

  private static Optional<Secret> value(String text) {
    String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return Optional.of(line).filter(value -> !value.isEmpty()).map(Secret::new);
  }

  @Override
  public void write(String name, Secret value) {
    switch (kind) {
      case SECRET_SERVICE -> {
        List<String> words = new ArrayList<>(words("store", name));
        words.add(2, "--label=alpi " + profile + " " + name);
        require(asked(words, value.reveal()), "write");
      }
      case KEYCHAIN -> {
        String order =
            "add-generic-password -U -s %s -a %s -w %s\n"
                .formatted(quoted(service()), quoted(name), quoted(value.reveal()));
        require(asked(List.of(SECURITY, "-i"), order), "write");
      }
    }
    if (read(name).filter(kept -> kept.reveal().equals(value.reveal())).isEmpty()) {
      throw refused("keep");
    }
  }

  @Override
  public void remove(String name) {
    switch (kind) {
      case SECRET_SERVICE -> {
        if (read(name).isPresent()) {
          require(asked(words("clear", name), ""), "clear");
        }
      }
      case KEYCHAIN -> {
        DesktopProgram.Answer answer =
            asked(List.of(SECURITY, "delete-generic-password", "-s", service(), "-a", name), "");
        if (!answer.ok() && answer.exit() != NO_ITEM) {
          throw refused("clear");
        }
      }
    }
  }

  private List<String> words(String verb, String name) {
    return List.of(
        SECRET_TOOL, verb, "service", "alpi", "home", home, "profile", profile, "name", name);
  }

  private List<String> found(String name, String what) {
    return List.of(SECURITY, "find-generic-password", "-s", service(), "-a", name, what);
  }

  private String service() {
    return "alpi " + home;
  }

  /// A word of the language that `security -i` reads.
  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private DesktopProgram.Answer asked(List<String> words, String input) {
    if (!present()) {
      throw Vault.absent();
    }
    return desktop.ask(words, input).orElseThrow(Vault::absent);
  }

  private static void require(DesktopProgram.Answer answer, String what) {
    if (!answer.ok()) {
      throw refused(what);
    }
  }

  private static Problem refused(String what) {
    return Problem.of(
        ErrorCode.STORAGE,
        "The keyring of this desktop refused to " + what + " a secret.",
        "Unlock it and try again, or set the secret anew with --keep file.");
  }
}
