package alpi.daemon.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import alpi.daemon.config.SecretConfig.Keep;
import alpi.daemon.config.Secrets;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where secrets are kept, and what becomes of them when the keyring goes.
class SecretsTest {
  private static final Actor ANA = Actor.local(1000);

  @TempDir Path dir;
  private final FakeTime time = new FakeTime();
  private final FakeVault vault = new FakeVault();

  /// A keyring that can be taken away.
  private static final class FakeVault implements Vault {
    private final Map<String, String> items = new TreeMap<>();
    private boolean present = true;

    @Override
    public boolean present() {
      return present;
    }

    private Map<String, String> open() {
      if (!present) {
        throw Vault.absent();
      }
      return items;
    }

    @Override
    public Optional<Secret> read(String name) {
      return Optional.ofNullable(open().get(name)).map(Secret::new);
    }

    @Override
    public void write(String name, Secret value) {
      open().put(name, value.reveal());
    }

    @Override
    public void remove(String name) {
      open().remove(name);
    }
  }

  private interface Work {
    void with(Settings settings) throws Exception;
  }

  private List<String> worked(Secrets environment, Work work) throws Exception {
    var home = new ProfileHome(ProfileName.DEFAULT, dir);
    try (Journal journal = Journal.open(home, time)) {
      work.with(Settings.open(home, time, journal, environment, vault));
      return journal.read(EventQuery.after(0, 1000).kinds(Set.of(EventKind.SECRET_SET))).stream()
          .map(event -> event.body().toString())
          .toList();
    }
  }

  private static String value(Settings settings, String name) {
    return settings.current().secrets().get(name).map(Secret::reveal).orElse("none");
  }

  private String env() throws IOException {
    Path file = dir.resolve(".env");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @Test
  void aNewSecretLiesInTheKeyringAndTheSettingsSaySo() throws Exception {
    List<String> events =
        worked(
            Secrets.none(),
            settings -> {
              assertEquals(
                  Keep.KEYRING,
                  settings.setSecret("KEY", new Secret("first-value"), Optional.empty(), ANA));
              assertEquals("first-value", value(settings, "KEY"));
              assertEquals(Map.of("KEY", "first-value"), vault.items);
            });
    assertEquals("", env());
    assertTrue(Files.readString(dir.resolve("config.yaml")).contains("keep: keyring"));
    assertEquals(1, events.size());
    assertTrue(events.getFirst().contains("keyring"), events.toString());
    assertFalse(events.toString().contains("first-value"));
    worked(Secrets.none(), settings -> assertEquals("first-value", value(settings, "KEY")));
  }

  @Test
  void withoutAKeyringItLiesInTheFileAndStaysThere() throws Exception {
    vault.present = false;
    worked(
        Secrets.none(),
        settings -> {
          assertEquals(
              Keep.FILE,
              settings.setSecret("KEY", new Secret("first-value"), Optional.empty(), ANA));
          vault.present = true;
          assertEquals(
              Keep.FILE,
              settings.setSecret("KEY", new Secret("other-value"), Optional.empty(), ANA));
          assertEquals(Keep.FILE, settings.rotateSecret("KEY", new Secret("third-value"), ANA));
        });
    assertEquals("KEY=third-value\n", env());
    assertTrue(vault.items.isEmpty());
  }

  @Test
  void aKeyringThatIsGoneIsAnErrorAndNothingTakesItsPlace() throws Exception {
    worked(Secrets.none(), settings -> settings.setSecret("KEY", new Secret("in-keyring"), ANA));
    Files.writeString(dir.resolve(".env"), "KEY=from-the-file\n");
    vault.present = false;
    Secrets environment = Secrets.of(Map.of("KEY", new Secret("from-outside")));
    worked(
        environment,
        settings -> {
          assertEquals("none", value(settings, "KEY"));
          assertTrue(settings.problem().orElseThrow().sentence().contains("keyring"));
          Problem refused =
              assertThrows(
                  Problem.class, () -> settings.setSecret("KEY", new Secret("new-value"), ANA));
          assertEquals(ErrorCode.STORAGE, refused.code());
          assertEquals("KEY=from-the-file\n", env());

          vault.present = true;
          time.advance(KeptSecrets.AGAIN);
          assertEquals("in-keyring", value(settings, "KEY"));
          assertEquals(Optional.empty(), settings.problem());
        });
  }

  @Test
  void theOwnerMayLeaveAKeyringThatIsGone() throws Exception {
    worked(Secrets.none(), settings -> settings.setSecret("KEY", new Secret("in-keyring"), ANA));
    vault.present = false;
    worked(
        Secrets.none(),
        settings -> {
          settings.setSecret("KEY", new Secret("in-a-file"), Optional.of(Keep.FILE), ANA);
          assertEquals("in-a-file", value(settings, "KEY"));
          assertEquals(Optional.empty(), settings.problem());
        });
    assertEquals("KEY=in-a-file\n", env());
  }

  @Test
  void aValueThatWasRotatedStaysOutOfSight() throws Exception {
    worked(
        Secrets.none(),
        settings -> {
          settings.setSecret("KEY", new Secret("first-value"), ANA);
          settings.rotateSecret("KEY", new Secret("other-value"), ANA);
          assertEquals("other-value", value(settings, "KEY"));
          assertEquals(
              "[redacted] [redacted]",
              settings.current().redactor().redact("first-value other-value"));
          settings.unsetSecret("KEY", ANA);
          assertEquals("[redacted]", settings.current().redactor().redact("other-value"));
          assertTrue(vault.items.isEmpty());
          assertFalse(settings.current().config().secrets().containsKey("KEY"));
          Problem none =
              assertThrows(
                  Problem.class, () -> settings.rotateSecret("KEY", new Secret("a-b-c-d"), ANA));
          assertEquals(ErrorCode.NOT_FOUND, none.code());
        });
  }
}
