package alpi.daemon.journal.view.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.view.View;
import alpi.daemon.journal.view.Views;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What each view makes of events as the rooms record them.
@Timeout(60)
class FoldsTest {
  private static final Actor OWNER = Actor.local(1000);
  private static final SessionId SESSION = new SessionId("s0000000000000000a");
  private static final String JOB = "j0000000000000000a";

  @TempDir private Path dir;

  private final FakeTime time = new FakeTime();
  private Journal journal;
  private Views views;

  @BeforeEach
  void open() {
    journal = Journal.open(dir.resolve("journal.db"), ProfileName.DEFAULT, time);
    views = new Views(journal, Folds::all);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void tell(EventKind kind, Object... fields) {
    tell(Draft.of(kind, OWNER), fields);
  }

  private void work(EventKind kind, Object... fields) {
    tell(Draft.of(kind, OWNER).in(SESSION).corr(JOB), fields);
  }

  private void job(EventKind kind, Object... fields) {
    tell(
        Draft.of(kind, OWNER).in(SESSION).corr(JOB).with("job", JOB).with("kind", "chat.turn"),
        fields);
  }

  private void tell(Draft draft, Object... fields) {
    Draft full = draft;
    for (int i = 0; i < fields.length; i += 2) {
      String name = (String) fields[i];
      full =
          switch (fields[i + 1]) {
            case Integer number -> full.with(name, number);
            case Boolean flag -> full.with(name, flag);
            default -> full.with(name, fields[i + 1].toString());
          };
    }
    journal.append(full);
  }

  private JsonNode at(String view, String pointer) throws InterruptedException {
    return views.get(view).document().at(pointer);
  }

  private void run() {
    job(EventKind.JOB_SUBMITTED);
    job(EventKind.JOB_STARTED, "attempt", 1);
    work(EventKind.RUN_STARTED, "model", "m", "attempt", 1, "attended", true, "alone", false);
  }

  @Test
  void everyViewIsNamedOnceAndSaysWhatItIs() {
    List<String> ids = Folds.all().stream().map(View::id).toList();
    assertEquals(ids.stream().distinct().sorted().toList(), ids);
    for (View view : Folds.all()) {
      assertTrue(view.about().endsWith("."), view.id());
      assertFalse(view.kinds().isEmpty(), view.id());
    }
  }

  @Test
  void everyViewTakesEventsThatLackEveryField() throws InterruptedException {
    for (EventKind kind : EnumSet.allOf(EventKind.class)) {
      tell(Draft.of(kind, OWNER));
      tell(Draft.of(kind, OWNER).in(SESSION).corr(JOB));
    }
    for (View view : Folds.all()) {
      assertTrue(views.get(view.id()).document().isObject(), view.id());
    }
  }

  @Test
  void aJobIsOpenUntilItEnds() throws InterruptedException {
    job(EventKind.JOB_SUBMITTED);
    assertEquals("queued", at("jobs", "/open/" + JOB + "/state").asString());
    job(EventKind.JOB_STARTED, "attempt", 1);
    assertEquals("running", at("jobs", "/open/" + JOB + "/state").asString());
    job(EventKind.JOB_RETRIED, "rest_ms", 500, "error_code", "busy");
    assertEquals(500, at("jobs", "/open/" + JOB + "/restMillis").asInt());
    job(EventKind.JOB_STARTED, "attempt", 2);
    assertFalse(at("jobs", "/open/" + JOB).has("restMillis"));
    job(EventKind.JOB_DONE, "ms", 12);
    assertEquals(0, at("jobs", "/open").size());
    assertEquals("done", at("jobs", "/ended/" + JOB + "/state").asString());
    assertEquals(2, at("jobs", "/ended/" + JOB + "/attempt").asInt());
  }

  @Test
  void aLostJobThatRunsAgainIsNotOver() throws InterruptedException {
    run();
    job(EventKind.JOB_LOST, "requeued", true);
    assertEquals("queued", at("jobs", "/open/" + JOB + "/state").asString());
    assertEquals(1, at("runs", "/live").size());
    job(EventKind.JOB_LOST, "requeued", false);
    assertEquals("lost", at("jobs", "/ended/" + JOB + "/state").asString());
    assertEquals("interrupted", at("runs", "/ended/" + JOB + "/state").asString());
    job(EventKind.JOB_SUBMITTED, "resumed", true);
    assertEquals(0, at("jobs", "/ended").size());
    assertEquals("m", at("runs", "/live/" + JOB + "/model").asString());
  }

  @Test
  void aHaltStandsUntilItIsLifted() throws InterruptedException {
    tell(EventKind.WORK_HALTED, "reason", "look", "machine", true);
    assertEquals("look", at("jobs", "/halted/reason").asString());
    tell(EventKind.WORK_RESUMED);
    assertTrue(at("jobs", "/halted").isMissingNode());
  }

  @Test
  void aRunAddsUpWhatItUsedAndDid() throws InterruptedException {
    run();
    work(EventKind.MODEL_CALLED, "model", "m", "step", 1);
    work(EventKind.MODEL_ANSWERED, "input", 10, "output", 5, "usd", "0.10");
    work(EventKind.MODEL_FAILED, "input", 1, "usd", "0.02");
    work(EventKind.TOOL_CALLED, "tool", "shell");
    assertEquals("shell", at("runs", "/live/" + JOB + "/doing").asString());
    work(EventKind.TOOL_ANSWERED, "tool", "shell");
    work(EventKind.APPROVAL_ASKED, "approval", "a1", "kind", "consent");
    assertEquals(1, at("runs", "/live/" + JOB + "/asks").asInt());
    work(EventKind.APPROVAL_ANSWERED, "approval", "a1", "choice", "once");
    work(EventKind.FILE_CHANGED, "tool", "write");
    work(EventKind.EGRESS_CLOSED, "host", "h", "bytes_out", 7, "bytes_in", 9);
    work(EventKind.RUN_FINISHED, "state", "done", "ms", 40);
    job(EventKind.JOB_DONE);
    work(EventKind.FILE_CHANGED, "tool", "undo");
    work(EventKind.RUN_UNDONE, "restored", 1);
    JsonNode row = at("runs", "/ended/" + JOB);
    assertEquals("0.12", row.path("usd").asString());
    assertEquals(11, row.path("input").asInt());
    assertEquals(1, row.path("files").asInt());
    assertEquals(7, row.path("bytesOut").asInt());
    assertEquals("done", row.path("state").asString());
    assertFalse(row.has("doing"));
    assertTrue(row.has("undone"));
  }

  @Test
  void onlyTurnsAreRuns() throws InterruptedException {
    tell(Draft.of(EventKind.JOB_SUBMITTED, OWNER).corr("j1"), "job", "j1", "kind", "blob.send");
    assertEquals(0, at("runs", "/live").size());
    assertEquals("queued", at("transfers", "/open/j1/state").asString());
  }

  @Test
  void keepsTheLastTwoHundredThatEndedAndNoMore() throws InterruptedException {
    for (int i = 0; i <= JobsView.MAX_ENDED; i++) {
      tell(EventKind.JOB_DONE, "job", "j" + i, "kind", "x");
      if (i == JobsView.MAX_ENDED - 1) {
        assertTrue(at("jobs", "/ended").has("j0"));
      }
    }
    JsonNode ended = at("jobs", "/ended");
    assertEquals(JobsView.MAX_ENDED, ended.size());
    assertFalse(ended.has("j0"));
    assertTrue(ended.has("j1"));
  }

  @Test
  void aQuestionWaitsUntilItIsAnsweredOrItsRunIsOver() throws InterruptedException {
    work(EventKind.APPROVAL_ASKED, "approval", "a1", "kind", "consent", "tool", "shell");
    work(EventKind.APPROVAL_ASKED, "approval", "a2", "kind", "question");
    assertEquals("shell", at("approvals", "/waiting/a1/tool").asString());
    work(EventKind.APPROVAL_ANSWERED, "approval", "a1", "choice", "deny", "code", "denied");
    assertEquals("deny", at("approvals", "/answered/a1/choice").asString());
    assertEquals(1, at("approvals", "/waiting").size());
    job(EventKind.JOB_LOST, "requeued", false);
    assertEquals(0, at("approvals", "/waiting").size());
  }

  @Test
  void aConversationTellsItsTurnAndWhenItMoved() throws InterruptedException {
    work(EventKind.SESSION_OPENED);
    work(EventKind.SESSION_TURN, "role", "user");
    run();
    assertEquals(JOB, at("sessions", "/sessions/" + SESSION + "/turn").asString());
    time.advance(Duration.ofMinutes(1));
    work(EventKind.SESSION_TURN, "role", "assistant");
    work(EventKind.RUN_FINISHED, "state", "done");
    JsonNode row = at("sessions", "/sessions/" + SESSION);
    assertFalse(row.has("turn"));
    assertEquals(1, row.path("asked").asInt());
    assertEquals(1, row.path("answered").asInt());
    assertEquals(journal.head(), row.path("seq").asLong());
    work(EventKind.SESSION_DELETED);
    assertEquals(0, at("sessions", "/sessions").size());
  }

  @Test
  void aGrantEndsWhenItsUsesOrItsBudgetAre() throws InterruptedException {
    tell(EventKind.GRANT_ISSUED, "grant", "g1", "capability", "net", "uses", 2);
    tell(EventKind.GRANT_USED, "grant", "g1");
    assertEquals(1, at("grants", "/live/g1/uses").asInt());
    tell(EventKind.GRANT_USED, "grant", "g1");
    assertEquals("exhausted", at("grants", "/ended/g1/state").asString());
    tell(EventKind.GRANT_ISSUED, "grant", "g2", "unit", "bytes", "budget", 100);
    tell(EventKind.GRANT_USED, "grant", "g2");
    tell(EventKind.GRANT_USED, "grant", "g2", "bytes", 60);
    assertEquals(40, at("grants", "/live/g2/budget").asInt());
    tell(EventKind.GRANT_USED, "grant", "g2", "bytes", 60);
    assertEquals("exhausted", at("grants", "/ended/g2/state").asString());
    tell(EventKind.GRANT_ISSUED, "grant", "g3");
    tell(EventKind.GRANT_REVOKED, "grant", "g3", "reason", "taken back");
    assertEquals("revoked", at("grants", "/ended/g3/state").asString());
  }

  @Test
  void aScheduleTellsItsLatestMomentAndRun() throws InterruptedException {
    tell(EventKind.SCHEDULE_ADDED, "schedule", "t1", "kind", "cron");
    tell(EventKind.SCHEDULE_DUE, "schedule", "t1", "at", "2026-01-02T04:00:00Z", "cause", "time");
    tell(
        Draft.of(EventKind.JOB_SUBMITTED, new Actor("schedule:t1")),
        "job",
        JOB,
        "kind",
        "chat.turn");
    assertEquals("started", at("schedules", "/schedules/t1/runState").asString());
    job(EventKind.JOB_FAILED);
    JsonNode row = at("schedules", "/schedules/t1");
    assertEquals("failed", row.path("runState").asString());
    assertEquals(1, row.path("runs").asInt());
    tell(EventKind.SCHEDULE_PAUSED, "schedule", "t1");
    assertEquals("paused", at("schedules", "/schedules/t1/state").asString());
    tell(EventKind.SCHEDULE_REMOVED, "schedule", "t1");
    assertEquals(0, at("schedules", "/schedules").size());
  }

  @Test
  void outputsAreUnreadUntilTheyAreRead() throws InterruptedException {
    tell(EventKind.OUTPUT_FILED, "output", "o1", "kind", "answer", "state", "done");
    tell(EventKind.OUTPUT_FILED, "output", "o2", "kind", "note", "state", "done");
    tell(EventKind.OUTPUT_FILED, "output", "o3", "kind", "note", "state", "done");
    tell(EventKind.OUTPUT_READ, "output", "o1");
    assertEquals(2, at("outputs", "/unread").asInt());
    tell(EventKind.OUTPUT_REMOVED, "output", "o2");
    assertEquals(1, at("outputs", "/unread").asInt());
    tell(EventKind.OUTPUT_READ, "all", true);
    assertEquals(0, at("outputs", "/unread").asInt());
    assertEquals(2, at("outputs", "/outputs").size());
  }

  @Test
  void peersKeepTheirCountsUnderANewName() throws InterruptedException {
    tell(EventKind.PEER_PINNED, "peer", "ana", "key", "K", "allow", "link.ping");
    tell(Draft.of(EventKind.LINK_SERVED, Actor.peer("ana")), "method", "link.ping");
    tell(Draft.of(EventKind.LINK_REFUSED, Actor.peer("ana")), "unrecorded", 4);
    tell(EventKind.PEER_CHANGED, "peer", "ana", "name", "anna");
    tell(EventKind.LINK_CALLED, "peer", "anna", "method", "link.ask", "state", "done");
    tell(EventKind.PEER_CHANGED, "peer", "anna", "allow", "link.ask", "per_minute", 9);
    JsonNode row = at("peers", "/peers/anna");
    assertEquals(1, row.path("served").asInt());
    assertEquals(5, row.path("refused").asInt());
    assertEquals(1, row.path("called").asInt());
    assertEquals("link.ask", row.path("allow").asString());
    assertEquals(9, row.path("perMinute").asInt());
    tell(EventKind.LINK_LISTENING, "at", "127.0.0.1:1");
    assertEquals("127.0.0.1:1", at("peers", "/listens").asString());
    tell(EventKind.LINK_SHUT);
    assertTrue(at("peers", "/listens").isMissingNode());
  }

  @Test
  void egressCountsByHostAndDayAndKeepsRefusals() throws InterruptedException {
    tell(EventKind.EGRESS_OPENED, "host", "a.example", "port", 443);
    tell(EventKind.EGRESS_CLOSED, "host", "a.example", "bytes_out", 3, "bytes_in", 4);
    time.advance(Duration.ofDays(1));
    tell(EventKind.EGRESS_DENIED, "host", "b.example", "port", 80, "reason", "private");
    assertEquals(4, at("egress", "/hosts/a.example/bytesIn").asInt());
    assertEquals(2, at("egress", "/days").size());
    assertEquals("private", at("egress", "/denied").iterator().next().path("reason").asString());
  }

  @Test
  void egressForgetsTheHostThatWasNotUsedForLongest() throws InterruptedException {
    for (int i = 0; i < EgressView.MAX_HOSTS; i++) {
      journal.later(Draft.of(EventKind.EGRESS_OPENED, OWNER).with("host", "h" + i));
    }
    tell(EventKind.EGRESS_OPENED, "host", "h0");
    assertEquals(EgressView.MAX_HOSTS, at("egress", "/hosts").size());
    tell(EventKind.EGRESS_OPENED, "host", "fresh");
    assertEquals(EgressView.MAX_HOSTS, at("egress", "/hosts").size());
    assertTrue(at("egress", "/hosts").has("h0"));
    assertFalse(at("egress", "/hosts").has("h1"));
  }

  @Test
  void usageAddsUpByDayAndModel() throws InterruptedException {
    tell(EventKind.MODEL_ANSWERED, "model", "m", "input", 3, "output", 2, "usd", "0.30");
    time.advance(Duration.ofDays(1));
    tell(EventKind.MODEL_ANSWERED, "model", "m", "input", 4, "usd", "0.05");
    tell(EventKind.MODEL_FAILED, "model", "n", "usd", "no number");
    assertEquals(2, at("usage", "/days").size());
    assertEquals("0.35", at("usage", "/models/m/usd").asString());
    assertEquals(7, at("usage", "/models/m/input").asInt());
    assertEquals("0", at("usage", "/models/n/usd").asString());
  }

  @Test
  void contextAuditConfigBlobsAndHealthTellWhatWasRecorded() throws InterruptedException {
    work(EventKind.CONTEXT_ASSEMBLED, "step", 2, "tokens", 900, "omitted", 3);
    assertEquals(900, at("context", "/sessions/" + SESSION + "/tokens").asInt());
    tell(Draft.of(EventKind.HOST_CALLED, OWNER).span("c1"), "verb", "host.config.set");
    tell(Draft.of(EventKind.HOST_FAILED, OWNER).span("c1"), "code", "conflict");
    assertEquals("conflict", at("audit", "/calls/c1/code").asString());
    work(EventKind.POLICY_DENIED, "tool", "shell", "rule", "private");
    assertEquals(1, at("audit", "/refusals").asInt());
    tell(EventKind.CONFIG_CHANGED, "rev", 4, "after_sha", "x");
    tell(EventKind.SECRET_SET, "name", "KEY", "keep", "file", "change", "set");
    tell(EventKind.SECRET_USED, "name", "KEY", "host", "h", "decision", "allow");
    assertEquals(4, at("config", "/rev").asInt());
    assertEquals(1, at("config", "/secrets/KEY/used").asInt());
    tell(EventKind.SECRET_SET, "name", "KEY", "change", "unset");
    assertEquals(0, at("config", "/secrets").size());
    tell(EventKind.BLOB_STORED, "bytes", 10, "owner", "result:r1");
    tell(EventKind.BLOB_STORED, "bytes", 5, "owner", "result:r2");
    tell(EventKind.BLOB_SWEPT, "bytes", 10);
    assertEquals(5, at("blobs", "/bytes").asInt());
    assertEquals(2, at("blobs", "/owners/result/stored").asInt());
    tell(EventKind.DAEMON_DEGRADED, "component", "profile x", "reason", "corrupt");
    assertEquals("corrupt", at("health", "/degraded/profile x/reason").asString());
    tell(EventKind.DAEMON_STARTED, "version", "1", "pid", 7);
    assertEquals(Json.object(), at("health", "/degraded"));
    assertEquals(7, at("health", "/daemon/pid").asInt());
  }

  @Test
  void aMemoryIsHeldUntilSomebodyDecides() throws InterruptedException {
    work(EventKind.MEMORY_HELD, "memory", "m1", "lane", "facts", "chars", 12, "sources", "web");
    assertEquals("web", at("memory", "/held/m1/sources").asString());
    work(EventKind.MEMORY_HELD, "memory", "m2", "lane", "facts");
    tell(EventKind.MEMORY_ADMITTED, "memory", "m1", "lane", "facts");
    tell(EventKind.MEMORY_REJECTED, "memory", "m2", "lane", "facts");
    assertEquals(0, at("memory", "/held").size());
    assertEquals(2, at("memory", "/lanes/facts/held").asInt());
    assertEquals(1, at("memory", "/lanes/facts/admitted").asInt());
  }

  @Test
  void transfersTellWhatCameOfThem() throws InterruptedException {
    tell(EventKind.BLOB_SENT, "peer", "ana", "sha", "f", "ours", true, "state", "done");
    tell(Draft.of(EventKind.BLOB_RECEIVED, Actor.peer("ana")), "sha", "e", "bytes", 3);
    assertEquals(2, at("transfers", "/ended").size());
    tell(EventKind.BLOB_REFUSED, "sha", "d", "reason", "quota");
    assertEquals(1, at("transfers", "/refused").size());
    tell(EventKind.BLOB_SHARED, "sha", "f", "key", "K", "until", "t", "fetches", 0);
    assertEquals("K", at("transfers", "/shares/f K/key").asString());
    tell(EventKind.BLOB_UNSHARED, "sha", "f", "key", "K");
    assertEquals(0, at("transfers", "/shares").size());
  }

  @Test
  void transfersOfABatchTellItsDigestAndHowManyBlobsItNames() throws InterruptedException {
    tell(EventKind.BLOB_SENT, "peer", "ana", "batch", "d", "count", 60, "bytes", 7);
    JsonNode row = at("transfers", "/ended").iterator().next();
    assertEquals("d", row.path("batch").asString());
    assertEquals(60, row.path("count").asInt());
  }
}
