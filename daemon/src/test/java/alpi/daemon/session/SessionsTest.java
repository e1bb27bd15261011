package alpi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Reading;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  @TempDir Path dir;
  private Fixtures fix;

  @BeforeEach
  void open() {
    fix = new Fixtures(dir);
  }

  @AfterEach
  void close() {
    fix.close();
  }

  @Test
  void aRestartFindsEveryMessageAsItWas() {
    Session session = fix.sessions.create(Fixtures.OWNER);
    String turn = fix.turn();
    Attachment words = Fixtures.attachment("words", "z");
    var read =
        new Attachment(
            "c.pdf", words.blob(), Optional.of(new Reading(Optional.of(words.blob()), "all")));
    var unread =
        new Attachment(
            "d.pdf",
            Fixtures.attachment("d", "d").blob(),
            Optional.of(new Reading(Optional.empty(), "locked")));
    List<Message> said =
        List.of(
            new User(
                fix.time.now(),
                turn,
                "line one\nline two \u2028 \ud83d\ude00",
                List.of(Fixtures.attachment("a.txt", "x")),
                Labels.OWNER),
            new Assistant(
                fix.time.now(),
                turn,
                "m/one",
                "",
                "hm",
                List.of(new Call("c1", "read", "{\"path\":\"a\"}")),
                Optional.of(Json.object().put("wire", "w").put("value", 1)),
                Labels.NONE),
            new Tool(
                fix.time.now(),
                turn,
                "c1",
                "read",
                false,
                "no",
                Optional.of(Fixtures.attachment("full", "all of it").blob()),
                List.of(Fixtures.attachment("b.png", "y"), read, unread),
                new Labels(Set.of(Source.WEB, Source.MCP), true)),
            new Note(fix.time.now(), turn, NoteKind.FAILED, "why"),
            new Note(fix.time.now(), "", NoteKind.TITLE, "A name"));
    said.forEach(session::append);
    session.sync();
    fix.restart();
    Session again = fix.sessions.open(session.id());
    assertEquals(said, again.messages());
    assertEquals(session.created(), again.created());
    assertEquals(5, again.blobs().size());
    assertEquals(Set.of(Source.OWNER, Source.WEB, Source.MCP), again.labels().sources());
    assertTrue(again.labels().privateData());
    assertTrue(again.damage().isEmpty());
  }

  @Test
  void everyHolderGetsTheSameWriter() {
    SessionId id = fix.sessions.create(Fixtures.OWNER).id();
    assertSame(fix.sessions.open(id), fix.sessions.open(id));
  }

  @Test
  void filesAreForTheOwnerAlone() throws IOException {
    Session session = fix.started("hello");
    fix.sessions.list(1, Optional.empty());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(fix.file(session.id()))));
    try (Stream<Path> files = Files.list(fix.home.sessions())) {
      for (Path file : files.toList()) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            file.toString());
      }
    }
  }

  @Test
  void anUnknownConversationIsNamedInTheRefusal() {
    SessionId id = fix.ids.session();
    Problem problem = assertThrows(Problem.class, () -> fix.sessions.open(id));
    assertEquals(ErrorCode.NOT_FOUND, problem.code());
    assertTrue(problem.sentence().contains(id.value()));
    assertEquals(id, fix.sessions.openOrCreate(id, Fixtures.OWNER).id());
    assertEquals(id, fix.sessions.open(id).id());
  }

  @Test
  void anEphemeralConversationLeavesNothing() throws IOException {
    Session session = fix.sessions.createEphemeral();
    fix.exchange(session, "secret question", "answer");
    assertEquals(3, session.messages().size());
    assertTrue(session.ephemeral());
    assertTrue(fix.sessions.list(10, Optional.empty()).isEmpty());
    assertThrows(Problem.class, () -> fix.sessions.open(session.id()));
    assertFalse(Files.exists(fix.file(session.id())));
    assertTrue(fix.kinds().isEmpty());
  }

  @Test
  void theJournalSaysWhoSpokeButNotWhat() {
    Session session = fix.started("tell nobody xyzzy");
    fix.sessions.rename(session.id(), "plugh name", Fixtures.OWNER);
    assertEquals(
        List.of(
            EventKind.SESSION_OPENED,
            EventKind.SESSION_TURN,
            EventKind.SESSION_TURN,
            EventKind.SESSION_RENAMED),
        fix.kinds());
    String all = fix.journal.read(EventQuery.after(0, 100)).toString();
    assertFalse(all.contains("xyzzy"));
    assertFalse(all.contains("plugh"));
    Event turn = fix.journal.read(EventQuery.after(1, 1)).getFirst();
    assertEquals("user", turn.body().get("role").stringValue());
    assertEquals(17, turn.body().get("bytes").intValue());
  }

  @Test
  void turnsTellHowFarTheyCame() {
    Session session = fix.sessions.create(Fixtures.OWNER);
    String turn = fix.turn();
    assertEquals(Optional.empty(), session.turnState(turn));
    session.append(fix.user(turn, "go"));
    assertEquals(Optional.of(TurnState.HALF_WRITTEN), session.turnState(turn));
    session.append(fix.note(turn, NoteKind.INTERRUPTED));
    session.append(fix.note("", NoteKind.TITLE));
    assertEquals(Optional.of(TurnState.INTERRUPTED), session.turnState(turn));
    session.append(fix.assistant(turn, "taken up again"));
    assertEquals(Optional.of(TurnState.HALF_WRITTEN), session.turnState(turn));
    session.append(fix.note(turn, NoteKind.FINISHED));
    assertEquals(Optional.of(TurnState.FINISHED), session.turnState(turn));
  }

  @Test
  void callsWithoutResultsAreTold() {
    Session session = fix.sessions.create(Fixtures.OWNER);
    String turn = fix.turn();
    Call first = new Call("c", "read", "{}");
    Call second = new Call("d", "shell", "{}");
    session.append(fix.user(turn, "go"));
    session.append(fix.assistant(turn, "", first, second));
    session.append(fix.tool(turn, "c", "ok"));
    assertEquals(List.of(new OpenCall(turn, second)), session.interruptedCalls());
    session.append(fix.tool(turn, "d", "ok"));
    session.append(fix.assistant(turn, "", first));
    assertEquals(List.of(new OpenCall(turn, first)), session.interruptedCalls());
  }

  @Test
  void aForkHoldsTheTurnsUpToTheOneNamed() {
    Session origin = fix.sessions.create(Fixtures.OWNER);
    String first = fix.exchange(origin, "one", "eins");
    fix.exchange(origin, "two", "zwei");
    Session copy = fix.sessions.fork(origin.id(), Optional.of(first), Fixtures.OWNER);
    assertEquals(4, copy.messages().size());
    assertEquals(origin.messages().subList(0, 3), copy.messages().subList(1, 4));
    fix.exchange(copy, "three", "drei");
    assertEquals(6, origin.messages().size());
    assertEquals(
        7, fix.sessions.fork(origin.id(), Optional.empty(), Fixtures.OWNER).messages().size());
    assertThrows(
        Problem.class, () -> fix.sessions.fork(origin.id(), Optional.of("jnone"), Fixtures.OWNER));
  }

  @Test
  void theListHasTheLastWrittenFirstAndContinues() {
    Session a = fix.started("first question\nsecond line");
    Session b = fix.started("other");
    Session c = fix.started("third");
    fix.sessions.create(Fixtures.OWNER);
    assertEquals(Optional.of(c.id()), fix.sessions.latest());
    fix.exchange(a, "again", "yes");
    List<SessionSummary> page = fix.sessions.list(2, Optional.empty());
    assertEquals(List.of(a.id(), c.id()), page.stream().map(SessionSummary::id).toList());
    assertEquals(
        List.of(b.id()),
        fix.sessions.list(2, Optional.of(c.id())).stream().map(SessionSummary::id).toList());
    SessionSummary first = page.getFirst();
    assertEquals("first question second line", first.title());
    assertEquals(2, first.turns());
    assertEquals("m/one", first.model());
    assertEquals(Optional.of(TurnState.FINISHED), first.lastState());
    assertEquals(fix.bytes(a.id()).length, first.bytes());
    assertEquals(a.summary(), first);
  }

  @Test
  void limitsOfAListAreHeld() {
    assertTrue(fix.sessions.list(Sessions.MAX_LIMIT, Optional.empty()).isEmpty());
    assertThrows(Problem.class, () -> fix.sessions.list(Sessions.MAX_LIMIT + 1, Optional.empty()));
    assertThrows(Problem.class, () -> fix.sessions.list(0, Optional.empty()));
  }

  @Test
  void aNameReplacesTheFirstQuestion() {
    Session session = fix.started("question");
    assertEquals(
        "A fine name", fix.sessions.rename(session.id(), " A\nfine\u202e name ", Fixtures.OWNER));
    fix.exchange(session, "more", "yes");
    fix.restart();
    assertEquals("A fine name", fix.sessions.list(1, Optional.empty()).getFirst().title());
    assertThrows(
        Problem.class, () -> fix.sessions.rename(session.id(), "\u200b\n", Fixtures.OWNER));
  }

  @Test
  void titlesAreCutAtTheirLimit() {
    String edge = "x".repeat(SummaryFold.MAX_TITLE_CHARS);
    assertEquals(edge, SummaryFold.title(edge));
    String cut = SummaryFold.title(edge + "y");
    assertEquals(SummaryFold.MAX_TITLE_CHARS, cut.length());
    assertTrue(cut.endsWith("…"));
  }

  @Test
  void exportKeepsEveryMessage() {
    Session session = fix.sessions.create(Fixtures.OWNER);
    String turn = fix.turn();
    session.append(fix.user(turn, "look"));
    session.append(fix.assistant(turn, "", new Call("c", "read", "{\"path\":\"x\"}")));
    session.append(fix.tool(turn, "c", "```\ninner fence\n```"));
    session.append(fix.assistant(turn, "done"));
    String markdown = exported(session.id(), ExportFormat.MARKDOWN);
    assertTrue(markdown.contains("````\n```\ninner fence\n```\n````"), markdown);
    assertTrue(markdown.contains("done"));
    var json = Json.parse(exported(session.id(), ExportFormat.JSON));
    assertEquals(4, json.get("messages").size());
    assertEquals(session.id().value(), json.get("id").stringValue());
  }

  private String exported(SessionId id, ExportFormat format) {
    var all = new StringBuilder();
    Optional<String> from = Optional.empty();
    do {
      ExportPiece piece = fix.sessions.export(id, format, from);
      all.append(piece.text());
      from = piece.next();
    } while (from.isPresent());
    return all.toString();
  }

  @Test
  void piecesOfAnExportAreBoundedAndMakeTheWhole() {
    Session session = fix.sessions.create(Fixtures.OWNER);
    String turn = fix.turn();
    String text = "x".repeat(SessionExport.PIECE_CHARS / 4);
    for (int i = 0; i < 10; i++) {
      session.append(fix.user(turn, i + text));
    }
    int pieces = 0;
    Optional<String> from = Optional.empty();
    do {
      ExportPiece piece = fix.sessions.export(session.id(), ExportFormat.JSON, from);
      assertTrue(piece.text().length() < 2 * SessionExport.PIECE_CHARS);
      from = piece.next();
      pieces++;
    } while (from.isPresent());
    assertEquals(3, pieces);
    var json = Json.parse(exported(session.id(), ExportFormat.JSON));
    assertEquals(10, json.get("messages").size());
    assertEquals(10, exported(session.id(), ExportFormat.MARKDOWN).split("## Owner").length - 1);
  }

  @Test
  void anExportThatMetNoMessageIsWholeToo() {
    Session session = fix.sessions.create(Fixtures.OWNER);
    var json = Json.parse(exported(session.id(), ExportFormat.JSON));
    assertEquals(0, json.get("messages").size());
    assertTrue(exported(session.id(), ExportFormat.MARKDOWN).startsWith("# Conversation"));
  }

  @Test
  void aPieceBeginsNowhereButWhereOneEnded() {
    Session session = fix.sessions.create(Fixtures.OWNER);
    session.append(fix.user(fix.turn(), "hello"));
    for (String from : List.of("0.0.0", "1.1.1", "999999.1.1", "x", "-1.1.1", "1.1", "")) {
      Problem problem =
          assertThrows(
              Problem.class,
              () -> fix.sessions.export(session.id(), ExportFormat.JSON, Optional.of(from)),
              from);
      assertEquals(ErrorCode.INVALID_PARAMS, problem.code());
    }
  }

  @Test
  void exportsALargeConversationInLittleMemory() throws Exception {
    Process probe =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx48m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ExportProbe.class.getName(),
                dir.resolve("large").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, probe.waitFor(), said);
    assertTrue(said.contains("messages 60"), said);
  }
}
