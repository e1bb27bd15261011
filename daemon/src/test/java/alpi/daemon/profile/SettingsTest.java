package alpi.daemon.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ConfigPatch;
import alpi.daemon.config.Secrets;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
  private static final Actor ANA = Actor.local(1000);
  private static final Duration LATER = SettingsFiles.CHECK;

  @TempDir Path dir;
  private final FakeTime time = new FakeTime();
  private ProfileHome home = new ProfileHome(ProfileName.DEFAULT, Path.of(""));
  private Journal journal = closed();

  /// Replaced before each test.
  @SuppressWarnings("NullAway")
  private static Journal closed() {
    return null;
  }

  @BeforeEach
  void open() {
    home = new ProfileHome(ProfileName.DEFAULT, dir);
    journal = Journal.open(home, time);
  }

  @AfterEach
  void close() {
    Recorded.close(journal);
  }

  @Test
  void aFreshProfileHasTheDefaultsAndNoRevision() {
    Settings settings = settings();

    assertEquals("", settings.current().config().model());
    assertEquals(0, settings.rev());
    assertTrue(settings.history(10).isEmpty());
    assertTrue(events(EventKind.CONFIG_CHANGED).isEmpty());
    assertFalse(Files.exists(home.config()));
  }

  @Test
  void aPatchIsRecordedWrittenAndInForceAtOnce() throws IOException {
    Settings settings = settings();

    ConfigChange change = settings.patch(set("model", "a/b"), ANA, false);

    assertEquals("a/b", settings.current().config().model());
    assertEquals("model: a/b\n", Files.readString(home.config()));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.config())));
    assertEquals(1, change.rev());
    assertTrue(change.written());
    assertEquals(List.of("@@ -0,0 +1,1 @@", "+model: a/b"), change.diff());
    Event event = events(EventKind.CONFIG_CHANGED).getFirst();
    assertEquals(ANA, event.actor());
    assertEquals(1, event.body().path("rev").asLong());
    assertEquals("[\"model\"]", event.body().path("keys").toString());
    assertEquals(settings.current().hash().hex(), event.body().path("after_sha").asString());
    Revision revision = settings.history(10).getFirst();
    assertEquals(List.of("model"), revision.keys());
    assertEquals(0, revision.parent());
  }

  @Test
  void aDryRunTellsAndChangesNothing() {
    Settings settings = settings();

    ConfigChange change = settings.patch(set("model", "a/b"), ANA, true);

    assertFalse(change.written());
    assertEquals("model", change.changes().getFirst().key());
    assertFalse(Files.exists(home.config()));
    assertEquals(0, settings.rev());
  }

  @Test
  void aPatchThatSaysWhatHoldsWritesNothing() {
    Settings settings = settings();
    settings.patch(set("model", "a/b"), ANA, false);

    assertFalse(settings.patch(set("model", "a/b"), ANA, false).written());
    assertEquals(1, settings.rev());
  }

  @Test
  void aPatchOnAnOldRevisionIsRefused() {
    Settings settings = settings();
    settings.patch(set("model", "a/b"), ANA, OptionalLong.of(0), false);

    Problem problem =
        assertThrows(
            Problem.class,
            () -> settings.patch(set("model", "c/d"), ANA, OptionalLong.of(0), false));

    assertEquals(ErrorCode.STALE_PARENT, problem.code());
    settings.patch(set("model", "c/d"), ANA, OptionalLong.of(1), false);
  }

  @Test
  void anEditByHandIsInForceWithinTheCheckIntervalAndNotBefore() throws IOException {
    Settings settings = settings();
    InForce before = settings.current();
    Files.writeString(home.config(), "model: a/b\n");
    Files.writeString(home.env(), "KEY=hunter2hunter2\n");

    time.advance(LATER.minusNanos(1));
    assertSame(before, settings.current());
    time.advance(Duration.ofNanos(1));

    assertEquals("a/b", settings.current().config().model());
    assertEquals("hunter2hunter2", settings.current().secrets().get("KEY").orElseThrow().reveal());
    assertEquals("x [redacted]", settings.current().redactor().redact("x hunter2hunter2"));
  }

  @Test
  void anEditByHandEntersTheHistoryWithTheNextChange() throws IOException {
    Settings settings = settings();
    Files.writeString(home.config(), "# mine\nmodel: a/b\n");

    settings.patch(set("posture", "strict"), ANA, false);

    List<Revision> history = settings.history(10);
    assertEquals(List.of(ANA, Actor.SYSTEM), history.stream().map(Revision::actor).toList());
    assertEquals(List.of("model"), history.getLast().keys());
    settings.revert(1, ANA, OptionalLong.empty(), false);
    assertEquals("# mine\nposture: strict\n", Files.readString(home.config()));
  }

  @Test
  void aFileThatBecameBrokenLeavesTheLastGoodOneInForce() throws IOException {
    Files.writeString(home.config(), "model: a/b\n");
    Settings settings = settings();
    Files.writeString(home.config(), "model: [\n");
    Files.writeString(home.env(), "KEY=1\n");
    time.advance(LATER);

    assertEquals("a/b", settings.current().config().model());
    assertEquals(1, settings.current().secrets().names().size());
    assertTrue(settings.problem().orElseThrow().sentence().startsWith("config.yaml:"));
    assertThrows(Problem.class, settings::reload);
    assertThrows(Problem.class, () -> settings.patch(set("model", "c/d"), ANA, false));

    Files.writeString(home.config(), "model: e/f\n");
    assertEquals("e/f", settings.reload().config().model());
    assertTrue(settings.problem().isEmpty());
  }

  @Test
  void aRecordedRevisionThatThisVersionRefusesStopsNobody() throws IOException {
    Files.writeString(home.config(), "model: a/b\n");
    settings();
    journal.transact(tx -> tx.update("UPDATE config_rev SET after_text = 'gone_setting: ['"));
    Files.writeString(home.config(), "model: c/d\n");
    assertEquals("c/d", settings().current().config().model());
  }

  @Test
  void aFileThatIsBrokenAtTheStartStopsTheProfile() throws IOException {
    Files.writeString(home.config(), "model: [\n");

    Problem problem = assertThrows(Problem.class, this::settings);

    assertEquals(ErrorCode.CONFIG_BROKEN, problem.code());
  }

  @Test
  void revertBringsBackTheVeryBytesAlsoAfterARestart() throws IOException {
    String text = "# mine\nmodel: 'a/b' # why\n\n";
    Files.writeString(home.config(), text);
    settings().patch(set("model", "c/d"), ANA, false);

    Settings restarted = settings();
    ConfigChange change = restarted.revert(2, ANA, OptionalLong.of(2), false);

    assertEquals(text, Files.readString(home.config()));
    assertEquals("a/b", restarted.current().config().model());
    assertEquals(3, change.rev());
    assertEquals(OptionalLong.of(2), restarted.history(1).getFirst().reverts());
    assertEquals(1, events(EventKind.CONFIG_REVERTED).size());
  }

  @Test
  void revertOfAnOlderRevisionListsConflictsAndLeavesThemAlone() throws IOException {
    Settings settings = settings();
    settings.patch(
        ConfigPatch.of(
            new ConfigPatch.SetText("model", "a/b"), new ConfigPatch.SetText("posture", "strict")),
        ANA,
        false);
    settings.patch(set("model", "c/d"), ANA, false);

    ConfigChange change = settings.revert(1, ANA, OptionalLong.empty(), false);

    assertEquals(List.of("model"), change.conflicts());
    assertEquals("model: c/d\n", Files.readString(home.config()));
    settings.revert(1, ANA, OptionalLong.empty(), true);
    assertEquals("", Files.readString(home.config()));
    Problem problem =
        assertThrows(Problem.class, () -> settings.revert(99, ANA, OptionalLong.empty(), false));
    assertEquals(ErrorCode.NOT_FOUND, problem.code());
  }

  @Test
  void aChangeThatWasRecordedButNotWrittenIsFinishedAtTheStart() throws IOException {
    settings().patch(set("model", "a/b"), ANA, false);
    Files.writeString(home.config(), "");
    unapply();

    assertEquals("a/b", settings().current().config().model());
    assertEquals("model: a/b\n", Files.readString(home.config()));
    assertEquals(1, settings().rev());
  }

  @Test
  void anInterruptedChangeDoesNotOverwriteALaterEdit() throws IOException {
    settings().patch(set("model", "a/b"), ANA, false);
    Files.writeString(home.config(), "model: mine/own\n");
    unapply();

    assertEquals("mine/own", settings().current().config().model());
  }

  private void unapply() {
    int _ = journal.transact(tx -> tx.update("UPDATE config_rev SET applied = 0"));
  }

  @Test
  void aChangeThatCannotBeWrittenNeverHeld() {
    home = new ProfileHome(ProfileName.DEFAULT, dir.resolve("gone"));
    Settings settings = settings();

    Problem problem =
        assertThrows(Problem.class, () -> settings.patch(set("model", "a/b"), ANA, false));

    assertEquals(ErrorCode.STORAGE, problem.code());
    assertEquals(0, settings.rev());
    assertEquals("", settings.current().config().model());
    Event event = events(EventKind.CONFIG_REVERTED).getFirst();
    assertEquals("not_written", event.body().path("reason").asString());
  }

  @Test
  void historyKeepsABoundedNumberOfRevisions() {
    Settings settings = settings();
    settings.patch(set("model", "a/b"), ANA, false);
    copyFirstRevisionUpTo(Settings.MAX_HISTORY);
    settings.patch(set("model", "c/d"), ANA, false);

    List<Revision> history = settings.history(Integer.MAX_VALUE);
    assertEquals(Settings.MAX_HISTORY, history.size());
    assertEquals(2, history.getLast().rev());
  }

  private void copyFirstRevisionUpTo(int last) {
    String sql =
        """
        WITH RECURSIVE n(rev) AS (SELECT 2 UNION ALL SELECT rev + 1 FROM n WHERE rev < ?)
        INSERT INTO config_rev SELECT n.rev, at_ms, actor, parent, keys_json, before_text,
          after_text, before_sha, after_sha, reverts, applied FROM n, config_rev c WHERE c.rev = 1\
        """;
    int _ = journal.transact(tx -> tx.update(sql, last));
  }

  @Test
  void secretsAreSetAndUnsetOnRecordWithoutTheirValue() {
    Settings settings =
        Settings.open(
            home, time, journal, Secrets.of(Map.of("ENV_KEY", new Secret("from-outside"))));

    settings.setSecret("API_KEY", new Secret("sk-hidden-value"), ANA);
    assertEquals(
        "sk-hidden-value", settings.current().secrets().get("API_KEY").orElseThrow().reveal());
    assertEquals(
        "from-outside", settings.current().secrets().get("ENV_KEY").orElseThrow().reveal());
    settings.unsetSecret("API_KEY", ANA);

    assertTrue(settings.current().secrets().get("API_KEY").isEmpty());
    List<Event> events = events(EventKind.SECRET_SET);
    assertEquals(2, events.size());
    assertFalse(events.toString().contains("hidden"));
    assertThrows(Problem.class, () -> settings.unsetSecret("API_KEY", ANA));
    assertThrows(Problem.class, () -> settings.setSecret("lower", new Secret("x"), ANA));
    assertEquals(2, events(EventKind.SECRET_SET).size());
  }

  private Settings settings() {
    return Settings.open(home, time, journal, Secrets.none());
  }

  private static ConfigPatch set(String key, String value) {
    return ConfigPatch.of(new ConfigPatch.SetText(key, value));
  }

  private List<Event> events(EventKind kind) {
    return journal.read(EventQuery.after(0, 1000)).stream()
        .filter(event -> event.kind() == kind)
        .toList();
  }
}
