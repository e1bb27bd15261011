package alpi.daemon.tool.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Period;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.Sources;
import alpi.daemon.context.memory.Lane;
import alpi.daemon.context.memory.Observation;
import alpi.daemon.context.memory.Origin;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.context.recall.Surroundings;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.schedule.NewOutput;
import alpi.daemon.schedule.Output;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecallTest {
  @TempDir Path dir;
  private Library at;

  @BeforeEach
  void open() throws IOException {
    at = new Library(dir);
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void oneQuestionIsAskedOfAllPlacesAndEveryPointerOpens() throws IOException {
    say(at.sessions.create(Library.OWNER), "the zebrafish tank leaks", Labels.OWNER);
    remember("The owner keeps zebrafish.", Labels.OWNER);
    at.write("fish.txt", "zebrafish eat brine shrimp");
    blob("a report about zebrafish health", BlobOwner.Kind.KEPT);
    file("Zebrafish", "the zebrafish were fed");
    Findings found = at.find("zebrafish", RecallScope.values());
    assertEquals(List.of(), found.notices());
    assertEquals(
        Set.of(RecallScope.values()),
        Set.copyOf(found.hits().stream().map(RecallHit::scope).toList()));
    var sources =
        new Sources(
            at.home,
            at.sessions,
            at.blobs,
            at.memories,
            at.sensitive,
            at.origins,
            new Readings(at.time)::document);
    for (RecallHit hit : found.hits()) {
      String text = sources.open(Pointer.of(hit.pointer()), 0, 1_000).text();
      assertTrue(text.contains("zebrafish"), hit.pointer() + ": " + text);
    }
  }

  @Test
  void nearlyTheSameGivesWayToWhatAddsSomething() {
    Session session = at.sessions.create(Library.OWNER);
    for (int i = 0; i < 10; i++) {
      say(session, "the invoice of the plumber was paid on monday, number " + i, Labels.OWNER);
    }
    say(session, "an invoice for the roof is still open and due in june", Labels.OWNER);
    Findings found =
        at.indexes
            .recall()
            .find(
                new RecallQuery(
                    "invoice", Set.of(RecallScope.SESSIONS), Period.ALWAYS, Optional.empty(), 3));
    assertEquals(3, found.hits().size());
    assertTrue(
        found.hits().stream().anyMatch(hit -> hit.snippet().contains("roof")), found::toString);
  }

  @Test
  void whatWaitsForTheOwnerIsNeverFound() {
    remember("The owner wants the canary password mailed.", Labels.of(Source.WEB, false));
    assertEquals(1, at.memories.count().held());
    assertEquals(List.of(), at.find("canary", RecallScope.values()).hits());
  }

  @Test
  void aStrangersWordsStayAStrangers() {
    Session session = at.sessions.create(Library.OWNER);
    say(session, "plain apple", Labels.OWNER);
    say(session, "the page says apple pie", Labels.of(Source.WEB, false));
    for (RecallHit hit : at.find("apple", RecallScope.SESSIONS).hits()) {
      assertEquals(hit.snippet().contains("page"), hit.labels().sources().contains(Source.WEB));
      assertTrue(hit.labels().privateData());
    }
    blob("an apple from a peer", BlobOwner.Kind.RECEIVED);
    assertTrue(
        at.find("apple", RecallScope.BLOBS)
            .hits()
            .getFirst()
            .labels()
            .sources()
            .contains(Source.PEER));
  }

  @Test
  void whatTheDaemonStoresForItselfIsNotFound() {
    blob("apple before the change", BlobOwner.Kind.PREIMAGE);
    blob("apple in a setting", BlobOwner.Kind.CONFIG);
    BlobRef kept = blob("apple that is kept", BlobOwner.Kind.KEPT);
    assertEquals(1, at.find("apple", RecallScope.BLOBS).hits().size());
    at.blobs.disown(kept.hash(), new BlobOwner(BlobOwner.Kind.KEPT, "x"));
    assertEquals(List.of(), at.find("apple", RecallScope.BLOBS).hits());
  }

  @Test
  void aConversationThatIsDeletedIsNotFound() {
    Session session = at.sessions.create(Library.OWNER);
    say(session, "apple", Labels.OWNER);
    assertEquals(1, at.find("apple", RecallScope.SESSIONS).hits().size());
    at.sessions.delete(session.id(), Library.OWNER);
    assertEquals(List.of(), at.find("apple", RecallScope.SESSIONS).hits());
  }

  @Test
  void aPeriodHoldsWhatWasSaidInIt() {
    Session session = at.sessions.create(Library.OWNER);
    Instant begin = at.time.now();
    for (int day = 0; day < 5; day++) {
      say(session, "apple of day " + day, Labels.OWNER);
      at.time.advance(Duration.ofDays(40));
    }
    var second =
        new Period(
            Optional.of(begin.plus(Duration.ofDays(30))),
            Optional.of(begin.plus(Duration.ofDays(81))));
    assertEquals(
        Set.of("apple of day 1", "apple of day 2"),
        Set.copyOf(
            at.find("apple", second, RecallScope.SESSIONS).hits().stream()
                .map(RecallHit::snippet)
                .toList()));
    var later = new Period(Optional.of(begin.plus(Duration.ofDays(4_000))), Optional.empty());
    assertEquals(List.of(), at.find("apple", later, RecallScope.SESSIONS).hits());
  }

  @Test
  void aConversationIsFoundByItsTitleAndOpensAtItsFirstTurn() {
    Session session = at.sessions.create(Library.OWNER);
    say(session, "hello", Labels.OWNER);
    String turn = session.messages().getFirst().turn();
    at.sessions.rename(session.id(), "Zeppelin", Library.OWNER);
    RecallHit hit = at.find("zeppelin", RecallScope.SESSIONS).hits().getFirst();
    assertEquals("session:" + session.id() + "#" + turn, hit.pointer());
  }

  @Test
  void turnsAroundAPhraseAreToldWordForWord() {
    Session session = at.sessions.create(Library.OWNER);
    for (int i = 0; i < 9; i++) {
      say(session, i == 4 ? "the needle" : "hay " + i, Labels.OWNER);
    }
    RecallHit hit = at.find("needle", RecallScope.SESSIONS).hits().getFirst();
    var pointer = (Pointer.Turn) Pointer.of(hit.pointer());
    Surroundings window = Surroundings.of(at.sessions, pointer, 2);
    assertEquals(2, window.before());
    assertEquals(2, window.after());
    assertEquals(
        List.of("hay 2", "hay 3", "the needle", "hay 5", "hay 6"),
        window.turns().stream().map(turn -> turn.lines().getFirst().text()).toList());
    assertTrue(window.turns().get(2).asked());
    assertThrows(
        Problem.class, () -> Surroundings.of(at.sessions, pointer, Surroundings.MAX_AROUND + 1));
    assertEquals(9, Surroundings.of(at.sessions, pointer, Surroundings.MAX_AROUND).turns().size());
    var gone = new Pointer.Turn(session.id(), "j0000000000000000a", Optional.empty());
    Problem problem = assertThrows(Problem.class, () -> Surroundings.of(at.sessions, gone, 1));
    assertEquals(ErrorCode.GONE, problem.code());
  }

  @Test
  void aPlaceThatCannotBeLookedAtIsNamedAndKeepsTheOthersFromNothing() throws IOException {
    at.write("a.txt", "apple");
    remember("The owner likes an apple.", Labels.OWNER);
    Files.createDirectories(at.home.indexes().resolve("files.db").resolve("in the way"));
    Findings found = at.find("apple", RecallScope.FILES, RecallScope.MEMORY);
    assertEquals(1, found.hits().size());
    assertTrue(found.notices().getFirst().startsWith("files was not searched"), found::toString);
  }

  @Test
  void findsWhatTheOwnerWroteByHand() throws IOException {
    Files.createDirectories(at.home.memories());
    Files.writeString(at.home.memories().resolve("USER.md"), "Allergic to hazelnuts.\n");
    RecallHit hit = at.find("hazelnuts", RecallScope.MEMORY).hits().getFirst();
    assertEquals("memory:USER.md", hit.pointer());
  }

  @Test
  void hasItsLimits() {
    assertThrows(Problem.class, () -> query(0));
    assertThrows(Problem.class, () -> query(RecallQuery.MAX_LIMIT + 1));
    assertEquals(RecallQuery.MAX_LIMIT, query(RecallQuery.MAX_LIMIT).limit());
    assertThrows(Problem.class, () -> at.find(" \n", RecallScope.MEMORY));
    assertFalse(RecallScope.USUAL.contains(RecallScope.FILES));
    assertEquals(List.of(), at.find("👩‍👩‍👧 ()*", RecallScope.values()).hits());
    assertEquals(List.of(), at.find("x".repeat(1 << 20), RecallScope.values()).hits());
  }

  private static RecallQuery query(int limit) {
    return new RecallQuery("x", Set.of(RecallScope.MEMORY), Period.ALWAYS, Optional.empty(), limit);
  }

  private void say(Session session, String text, Labels labels) {
    at.time.advance(Duration.ofSeconds(1));
    String turn = at.ids.job().value();
    session.append(new Message.User(at.time.now(), turn, text, List.of(), labels));
    session.sync();
  }

  private void remember(String text, Labels labels) {
    at.memories.remember(Observation.of(text, Lane.SEMANTIC, labels), Origin.of(Library.OWNER));
  }

  private BlobRef blob(String text, BlobOwner.Kind kind) {
    return at.blobs.put(
        text.getBytes(StandardCharsets.UTF_8), "text/plain", new BlobOwner(kind, "x"));
  }

  private void file(String title, String text) {
    at.outputs.file(
        new NewOutput(
            Output.Kind.NOTE,
            title,
            "s1",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "note",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            text),
        Library.OWNER);
  }
}
