package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ApprovalId;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalDeskTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path dir;
  private final FakeTime time = new FakeTime();
  private final Ids ids = new Ids(time, new Random(7));
  private final SessionId session = ids.session();
  private final JobId run = ids.job();
  private Optional<Journal> open = Optional.empty();

  @BeforeEach
  void start() {
    open = Optional.of(Journal.open(dir.resolve("j.db"), ProfileName.DEFAULT, time));
  }

  @AfterEach
  void stop() {
    open.ifPresent(Journal::close);
  }

  private Journal journal() {
    return open.orElseThrow();
  }

  private ApprovalDesk desk() {
    return new ApprovalDesk(journal(), time);
  }

  private ApprovalRequest request(boolean rememberable) {
    return new ApprovalRequest(
        ids.approval(),
        session,
        run,
        "shell",
        "Run \u001b[31mnpm test",
        "{\"command\":\"npm\\u202e test\"}",
        Optional.of("a\nb"),
        Set.of(Source.WEB),
        Sha256.of(new byte[] {1}),
        rememberable,
        time.now().plus(LONG));
  }

  private List<Event> events(EventKind kind) {
    return journal().read(EventQuery.after(0, 100).kinds(Set.of(kind)));
  }

  @Test
  void waitsUntilTheOwnerAnswersAndTheFirstAnswerCounts() throws Exception {
    ApprovalDesk desk = desk();
    ApprovalRequest request = request(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var tail = journal().tail(0, Set.of(EventKind.APPROVAL_ASKED))) {
      Future<Answer> waiting = threads.submit(() -> desk.ask(request, LONG, new Cancel()));
      Event asked = tail.take().getFirst();
      assertEquals(request.id().value(), asked.body().get("approval").asString());
      assertEquals(List.of(request), desk.pending(Optional.of(session)));
      assertEquals(List.of(), desk.pending(Optional.of(ids.session())));
      assertFalse(waiting.isDone());
      Optional<String> why = Optional.of("it is\n\u001b[31mmine " + "x".repeat(500));
      Answer first = desk.answer(request.id(), Choice.ONCE, why, OWNER);
      Answer second = desk.answer(request.id(), Choice.DENY, Optional.empty(), Actor.local(5));
      assertEquals(first, waiting.get());
      assertEquals(first, second);
      assertTrue(first.agreed());
      assertEquals(List.of(), desk.pending(Optional.empty()));
      assertEquals(1, events(EventKind.APPROVAL_ANSWERED).size());
      Event told = events(EventKind.APPROVAL_ANSWERED).getFirst();
      assertEquals(OWNER, told.actor());
      String reason = told.body().path("reason").asString("");
      assertTrue(reason.startsWith("it is"), reason);
      assertTrue(reason.length() <= ApprovalDesk.MAX_REASON_CHARS, reason);
      assertTrue(reason.chars().noneMatch(Character::isISOControl), reason);
    }
  }

  @Test
  void manyAnswersAtOnceGiveOneOutcome() throws Exception {
    ApprovalDesk desk = desk();
    ApprovalRequest request = request(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var tail = journal().tail(0, Set.of(EventKind.APPROVAL_ASKED))) {
      Future<Answer> waiting = threads.submit(() -> desk.ask(request, LONG, new Cancel()));
      assertEquals(1, tail.take().size());
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Choice choice = i % 2 == 0 ? Choice.ONCE : Choice.DENY;
        answers.add(
            threads.submit(() -> desk.answer(request.id(), choice, Optional.empty(), OWNER)));
      }
      for (Future<Answer> answer : answers) {
        assertEquals(waiting.get(), answer.get());
      }
      assertEquals(1, events(EventKind.APPROVAL_ANSWERED).size());
    }
  }

  @Test
  void silenceIsARefusal() throws Exception {
    Answer answer = desk().ask(request(true), Duration.ofMillis(1), new Cancel());
    assertEquals(Choice.DENY, answer.choice());
    assertEquals(Optional.of(ErrorCode.APPROVAL_TIMEOUT), answer.code());
    assertEquals(
        "approval_timeout",
        events(EventKind.APPROVAL_ANSWERED).getFirst().body().get("code").asString());
  }

  @Test
  void aStopIsARefusal() throws Exception {
    var cancel = new Cancel();
    cancel.fire();
    assertEquals(Optional.of(ErrorCode.CANCELLED), desk().ask(request(true), LONG, cancel).code());
  }

  @Test
  void onlyTheOwnersClientsAnswerAndOnlyWhatIsOffered() throws Exception {
    ApprovalDesk desk = desk();
    ApprovalRequest request = request(false);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var tail = journal().tail(0, Set.of(EventKind.APPROVAL_ASKED))) {
      Future<Answer> waiting = threads.submit(() -> desk.ask(request, LONG, new Cancel()));
      assertEquals(1, tail.take().size());
      for (Actor actor : List.of(Actor.job(run), Actor.SYSTEM, new Actor("peer:bob"))) {
        Problem problem =
            assertThrows(
                Problem.class,
                () -> desk.answer(request.id(), Choice.ONCE, Optional.empty(), actor));
        assertEquals(ErrorCode.FORBIDDEN, problem.code());
      }
      for (Choice kept : List.of(Choice.SESSION, Choice.ALWAYS)) {
        assertThrows(Problem.class, () -> desk.answer(request.id(), kept, Optional.empty(), OWNER));
      }
      assertThrows(Problem.class, () -> desk.reply(request.id(), "yes", OWNER));
      ApprovalId unknown = ids.approval();
      assertThrows(Problem.class, () -> desk.answer(unknown, Choice.ONCE, Optional.empty(), OWNER));
      assertFalse(waiting.isDone());
      assertFalse(desk.answer(request.id(), Choice.DENY, Optional.empty(), OWNER).agreed());
      assertEquals(Optional.of(ErrorCode.DENIED), waiting.get().code());
    }
  }

  @Test
  void questionsAreAnsweredWithText() throws Exception {
    ApprovalDesk desk = desk();
    var question =
        new Question(
            ids.approval(), session, run, "Which?", List.of("a", "b"), time.now().plus(LONG));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var tail = journal().tail(0, Set.of(EventKind.APPROVAL_ASKED))) {
      Future<Answer> waiting = threads.submit(() -> desk.ask(question, LONG, new Cancel()));
      assertEquals(1, tail.take().size());
      assertThrows(
          Problem.class,
          () -> desk.reply(question.id(), "x".repeat(Question.MAX_CHARS + 1), OWNER));
      String most = "x".repeat(Question.MAX_CHARS);
      assertEquals(Optional.of(most), desk.reply(question.id(), most, OWNER).text());
      assertEquals(Optional.of(most), waiting.get().text());
    }
  }

  @Test
  void whatCannotBeRecordedIsNotPermitted() throws Exception {
    ApprovalDesk desk = desk();
    ApprovalRequest request = request(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting;
      try (var tail = journal().tail(0, Set.of(EventKind.APPROVAL_ASKED))) {
        waiting = threads.submit(() -> desk.ask(request, LONG, new Cancel()));
        assertEquals(1, tail.take().size());
      }
      journal().close();
      open = Optional.empty();
      try {
        assertFalse(desk.answer(request.id(), Choice.ONCE, Optional.empty(), OWNER).agreed());
        assertFalse(waiting.get().agreed());
      } catch (ExecutionException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void whatIsShownIsEscapedAndBounded() {
    ApprovalRequest request = request(true);
    assertEquals("Run \\u{1b}[31mnpm test", request.summary());
    assertEquals(Optional.of("a\\nb"), request.destination());
    assertTrue(request.summary().length() <= ApprovalRequest.MAX_SUMMARY_CHARS);
  }

  private Grants grants() {
    return new Grants(journal(), ids, time);
  }

  private Grant issue(Grants grants, Duration ttl, OptionalLong uses) {
    return grants.issue(
        Optional.empty(),
        Capability.NET,
        Scope.exact("https://x.org:443"),
        ttl,
        uses,
        "why",
        OWNER);
  }

  @Test
  void aGrantHoldsUntilItsEndAndNotBeyond() {
    Grants grants = grants();
    issue(grants, Duration.ofSeconds(10), OptionalLong.empty());
    time.advance(Duration.ofSeconds(10).minusMillis(1));
    assertEquals(1, grants.live(session).size());
    time.advance(Duration.ofMillis(1));
    assertEquals(0, grants.live(session).size());
    assertEquals(1, grants.sweep());
    assertEquals(0, grants.sweep());
    assertEquals(1, events(EventKind.GRANT_EXPIRED).size());
  }

  @Test
  void aGrantIsUsedUpAndTakenBack() {
    Grants grants = grants();
    Grant three = issue(grants, LONG, OptionalLong.of(3));
    for (int i = 0; i < 3; i++) {
      grants.use(List.of(three.id()), OWNER);
    }
    assertEquals(0, grants.live().size());
    Problem spent = assertThrows(Problem.class, () -> grants.use(List.of(three.id()), OWNER));
    assertEquals(ErrorCode.NEED_GRANT, spent.code());
    assertEquals(3, events(EventKind.GRANT_USED).size());
    Grant other = issue(grants, LONG, OptionalLong.empty());
    grants.revoke(other.id(), OWNER);
    assertThrows(Problem.class, () -> grants.use(List.of(other.id()), OWNER));
    GrantId unknown = ids.grant();
    assertThrows(Problem.class, () -> grants.revoke(unknown, OWNER));
  }

  @Test
  void grantsSurviveARestartWithTheirLimits() {
    issue(grants(), Duration.ofDays(1000), OptionalLong.of(2));
    Grant read = grants().live().getFirst();
    assertEquals(time.now().plus(Grants.MAX_TTL), read.expires());
    assertEquals(OptionalLong.of(2), read.usesLeft());
    assertEquals(OWNER, read.issuedBy());
    time.advance(Grants.MAX_TTL);
    assertEquals(List.of(), grants().live());
  }

  @Test
  void nobodyButTheOwnerGivesGrants() {
    Grants grants = grants();
    for (Actor actor : List.of(Actor.job(run), Actor.SYSTEM, new Actor("peer:x"))) {
      assertThrows(
          Problem.class,
          () ->
              grants.issue(
                  Optional.empty(),
                  Capability.NET,
                  Scope.exact("https://x.org:443"),
                  LONG,
                  OptionalLong.empty(),
                  "",
                  actor));
    }
    assertThrows(Problem.class, () -> issue(grants, LONG, OptionalLong.of(0)));
    assertEquals(List.of(), events(EventKind.GRANT_ISSUED));
  }

  @Test
  void rememberingCoversExactlyWhatWasAskedAndNeverAWrapper() {
    Grants grants = grants();
    Access npm =
        new Access(Capability.EXEC, "cd /w && /usr/bin/npm test", Tier.CAUTION, "", false, true);
    Access sh =
        new Access(Capability.EXEC, "cd /w && /bin/sh -c x", Tier.CAUTION, "", false, false);
    Access bad = new Access(Capability.EXEC, "rm -rf /", Tier.DANGEROUS, "", false, true);
    List<Access> all = List.of(npm, sh, bad);
    assertEquals(0, grants.remember(Choice.ONCE, session, all, OWNER).size());
    Grant kept = grants.remember(Choice.ALWAYS, session, all, OWNER).getFirst();
    assertTrue(kept.covers(npm, ids.session(), run));
    assertFalse(kept.covers(sh, session, run));
    grants.revoke(kept.id(), OWNER);
    assertEquals(1, grants.remember(Choice.SESSION, session, all, OWNER).size());
    assertEquals(1, grants.live(session).size());
    assertEquals(0, grants.live(ids.session()).size());
    grants.endSession(session, OWNER);
    assertEquals(0, grants.live(session).size());
  }
}
