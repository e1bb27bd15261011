package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real processes that behave as the keyrings' own programs do.
@Timeout(60)
class KeyringTest {
  private static final String VALUE = "k3y $(x) \"quoted\" \\ ü";

  /// Keeps items as files; an item's name is all words after the verb.
  private static final String SECRET_TOOL =
      """
      #!/bin/sh
      cd "$STORE" || exit 2
      echo "$@" >> words
      [ -e locked ] && { echo 'secret-tool: it is locked' >&2; exit 1; }
      verb=$1; shift
      case $1 in --label=*) shift;; esac
      item=$(echo "$@" | tr ' /' '__')
      case $verb in
        store) cat > "$item" ;;
        lookup) [ -e "$item" ] || exit 1; cat "$item" ;;
        clear) rm -f "$item" ;;
      esac
      """;

  private static final String SECURITY =
      """
      #!/bin/sh
      cd "$STORE" || exit 2
      echo "$@" >> words
      case $1 in
        -i) cat > order; sed 's/.* -w "//; s/"$//; s/\\\\\\(.\\)/\\1/g' order > item ;;
        find-generic-password) [ -e item ] || exit 44; cat item ;;
        delete-generic-password) [ -e item ] || exit 44; rm item ;;
      esac
      """;

  @TempDir Path dir;
  private Path store;

  @BeforeEach
  void programs() throws IOException {
    store = Files.createDirectories(dir.resolve("the store"));
    Path bin = Files.createDirectories(dir.resolve("bin"));
    program(bin.resolve("secret-tool"), SECRET_TOOL);
    program(bin.resolve("security"), SECURITY);
  }

  private void program(Path file, String text) throws IOException {
    Files.writeString(file, text.replace("\"$STORE\"", "'" + store + "'"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private DesktopProgram desktop(Map<String, String> more) {
    var variables = new java.util.HashMap<>(more);
    variables.put("PATH", dir.resolve("bin") + ":/usr/bin:/bin");
    return new DesktopProgram(variables, Duration.ofSeconds(30));
  }

  private Keyring keyring(Keyring.Kind kind, String profile) {
    var home = new ProfileHome(new ProfileName(profile), dir.resolve("home"));
    Map<String, String> session = Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    return new Keyring(desktop(session), kind, home);
  }

  private static String read(Keyring keyring, String name) {
    return keyring.read(name).map(Secret::reveal).orElse("");
  }

  @Test
  void keepsAndForgetsAValueThatNoProcessListEverShows() throws IOException {
    for (Keyring.Kind kind : Keyring.Kind.values()) {
      Keyring keyring = keyring(kind, "default");
      assertTrue(keyring.present());
      assertEquals(Optional.empty(), keyring.read("KEY"));
      keyring.write("KEY", new Secret(VALUE));
      assertEquals(VALUE, read(keyring, "KEY"), kind.toString());
      keyring.remove("KEY");
      keyring.remove("KEY");
      assertEquals(Optional.empty(), keyring.read("KEY"));
    }
    assertFalse(Files.readString(store.resolve("words")).contains("k3y"));
  }

  @Test
  void profilesDoNotShareNames() {
    keyring(Keyring.Kind.SECRET_SERVICE, "default").write("KEY", new Secret("one-one-one"));
    Keyring other = keyring(Keyring.Kind.SECRET_SERVICE, "other");
    assertEquals(Optional.empty(), other.read("KEY"));
    other.write("KEY", new Secret("two-two-two"));
    assertEquals("one-one-one", read(keyring(Keyring.Kind.SECRET_SERVICE, "default"), "KEY"));
  }

  @Test
  void aLockedOrAbsentKeyringIsAnErrorAndNotAnEmptyOne() throws IOException {
    Keyring keyring = keyring(Keyring.Kind.SECRET_SERVICE, "default");
    keyring.write("KEY", new Secret("one-one-one"));
    Files.createFile(store.resolve("locked"));
    Problem locked = assertThrows(Problem.class, () -> keyring.read("KEY"));
    assertEquals(ErrorCode.STORAGE, locked.code());
    assertThrows(Problem.class, () -> keyring.write("KEY", new Secret("two-two-two")));

    var home = new ProfileHome(ProfileName.DEFAULT, dir.resolve("home"));
    var none = new Keyring(desktop(Map.of()), Keyring.Kind.SECRET_SERVICE, home);
    assertFalse(none.present());
    Problem gone = assertThrows(Problem.class, () -> none.read("KEY"));
    assertTrue(gone.hint().orElse("").contains("--keep file"), gone.toString());
  }

  @Test
  void aProgramIsHeardOutOrGivenUpAndSeesLittleOfOurEnvironment() throws IOException {
    program(dir.resolve("bin").resolve("tells"), "#!/bin/sh\nenv; cat; echo oops >&2; exit 3\n");
    var variables =
        Map.of("PATH", dir.resolve("bin") + ":/usr/bin:/bin", "OPENAI_API_KEY", "sk-none");
    var heard =
        new DesktopProgram(variables, Duration.ofSeconds(30))
            .ask(List.of("tells"), "said")
            .orElseThrow();
    assertEquals(3, heard.exit());
    assertTrue(heard.text().endsWith("said"), heard.text());
    assertEquals("oops\n", heard.complaint());
    assertFalse(heard.text().contains("sk-none"));

    program(dir.resolve("bin").resolve("waits"), "#!/bin/sh\nexec sleep 600\n");
    var late = new DesktopProgram(variables, Duration.ofMillis(50)).ask(List.of("waits"), "");
    assertEquals(Optional.empty(), late);
    assertEquals(
        Optional.empty(), new DesktopProgram(variables).ask(List.of("no-such-program"), ""));
  }

  @Test
  void aNotificationIsShownWhereThereIsADesktopAndNowhereElse() throws IOException {
    program(
        dir.resolve("bin").resolve("notify-send"),
        "#!/bin/sh\nprintf '%s|' \"$@\" > \"$STORE\"/shown\n");
    program(
        dir.resolve("bin").resolve("osascript"),
        "#!/bin/sh\n(cat; printf '%s|' \"$@\") > \"$STORE\"/mac\n");
    Map<String, String> session = Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    assertTrue(new Notifications(desktop(session), false).show("--a <b>", "c & d"));
    assertEquals(
        "--app-name=alpi|--|--a &lt;b&gt;|c &amp; d|", Files.readString(store.resolve("shown")));
    assertTrue(new Notifications(desktop(Map.of()), true).show("a\" & b", "c"));
    assertTrue(Files.readString(store.resolve("mac")).endsWith("-|a\" & b|c|"));

    assertFalse(new Notifications(desktop(Map.of()), false).show("a", "b"));
    var bare = new DesktopProgram(Map.of("PATH", dir.toString()), Duration.ofSeconds(5));
    assertFalse(new Notifications(bare, true).present());
  }
}
