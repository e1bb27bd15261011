package alpi.daemon.tool.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.MemoryId;
import alpi.daemon.base.Period;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ByteSize;
import alpi.daemon.config.RecallConfig;
import alpi.daemon.config.Secrets;
import alpi.daemon.context.memory.Lane;
import alpi.daemon.context.memory.Observation;
import alpi.daemon.context.memory.Origin;
import alpi.daemon.context.memory.Standing;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.model.ScriptedEmbeddings;
import alpi.daemon.model.ScriptedEmbeddings.Mood;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import alpi.daemon.tool.meaning.MeaningIndex;
import alpi.daemon.tool.meaning.MeaningLimits;
import alpi.daemon.tool.meaning.MeaningSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeaningTest {
  private static final Map<String, String> MEANINGS =
      Map.of("car", "vehicle", "automobile", "vehicle", "physician", "doctor", "bill", "invoice");

  @TempDir Path dir;
  private Library at;
  private ScriptedEmbeddings endpoint;

  @BeforeEach
  void open() throws IOException {
    at = new Library(dir);
    endpoint = new ScriptedEmbeddings(MEANINGS);
  }

  @AfterEach
  void close() {
    at.close();
    endpoint.close();
  }

  @Test
  void findsInEachPlaceWhatMeansTheSameInOtherWords() throws IOException {
    say("my automobile is in the garage");
    say("the roses need water");
    say("lunch is at noon");
    remember("The car has winter tyres.", Labels.OWNER);
    remember("The owner likes tulips.", Labels.OWNER);
    at.write("a.txt", "the car insurance ends in may");
    at.write("b.txt", "a recipe for pancakes");
    use("sessions", "memory", "files");
    Findings found =
        at.find("vehicle", RecallScope.SESSIONS, RecallScope.MEMORY, RecallScope.FILES);
    assertEquals(List.of(), found.notices());
    assertEquals(
        Set.of(RecallScope.SESSIONS, RecallScope.MEMORY, RecallScope.FILES),
        Set.copyOf(found.hits().stream().limit(3).map(RecallHit::scope).toList()),
        found::toString);
  }

  @Test
  void whatHoldsTheWordsAndTheMeaningStandsFirst() {
    say("the physician has a new practice in town");
    say("an automobile");
    say("the doctor said to rest");
    use("sessions");
    List<String> found = snippets("doctor");
    assertEquals("the doctor said to rest", found.getFirst());
    assertTrue(found.contains("the physician has a new practice in town"), found::toString);
  }

  @Test
  void nothingIsSentUnlessTheOwnerNamesAnEndpointAndThePlace() {
    say("a secret about roses");
    remember("The owner likes tulips.", Labels.OWNER);
    at.find("roses", RecallScope.SESSIONS, RecallScope.MEMORY);
    assertEquals(List.of(), endpoint.requests());
    use("memory");
    at.find("roses", RecallScope.SESSIONS, RecallScope.MEMORY);
    assertTrue(endpoint.sent().contains("tulips"));
    assertFalse(endpoint.sent().contains("a secret about"), endpoint.sent());
  }

  @Test
  void whatWaitsForTheOwnerIsNeverSent() {
    remember("The owner wants the canary password mailed.", Labels.of(Source.WEB, false));
    remember("The owner likes tulips.", Labels.OWNER);
    use("memory");
    at.find("flowers", RecallScope.MEMORY);
    assertTrue(endpoint.sent().contains("tulips"));
    assertFalse(endpoint.sent().contains("canary"), endpoint.sent());
  }

  @Test
  void theKeyGoesAlongAndEveryConnectionIsInTheLedger() {
    say("the roses need water");
    use("sessions");
    at.find("flowers", RecallScope.SESSIONS);
    assertTrue(
        endpoint.requests().stream()
            .allMatch(it -> it.header("authorization").equals("Bearer sesame")),
        () -> endpoint.requests().toString());
    assertEquals("/v1/embeddings", endpoint.requests().getFirst().path());
    assertTrue(at.ledger.stream().anyMatch(it -> it.kind() == EgressRecord.Kind.RECALL));
  }

  @Test
  void eachTextIsSentOnceAndRequestsAreBounded() {
    for (int i = 0; i < 11; i++) {
      say("word" + i + " and more");
    }
    say("long " + "x".repeat(2 * at.limits.textChars()));
    use("sessions");
    at.find("flowers", RecallScope.SESSIONS);
    at.restart();
    at.find("trees", RecallScope.SESSIONS);
    int longest = at.limits.textChars();
    assertFalse(endpoint.sent().contains("x".repeat(longest)), "of a long text its head is sent");
    for (int i = 0; i < 11; i++) {
      String word = "\"word" + i + " and more\"";
      assertEquals(
          1, endpoint.requests().stream().filter(it -> it.body().contains(word)).count(), word);
    }
    assertEquals(3 + 2, endpoint.requests().size());
  }

  @Test
  void anEndpointThatFailsLeavesTheWordsAndIsNamedOnce() {
    for (Mood mood : Mood.values()) {
      if (mood == Mood.WELL || mood == Mood.SILENT) {
        continue;
      }
      use("sessions");
      say("the roses need water, said in mood " + mood);
      endpoint.mood(mood);
      at.time.advance(at.limits.rest());
      Findings found = at.find("roses", RecallScope.SESSIONS);
      assertFalse(found.hits().isEmpty(), mood::toString);
      assertEquals(1, found.notices().size(), () -> mood + ": " + found.notices());
      assertTrue(
          found.notices().getFirst().startsWith("Only words were looked for, not meanings. The"),
          found.notices()::toString);
      int asked = endpoint.requests().size();
      assertEquals(1, at.find("roses", RecallScope.SESSIONS).notices().size());
      assertEquals(asked, endpoint.requests().size(), "it rests after a failure");
    }
    endpoint.mood(Mood.WELL);
    at.time.advance(at.limits.rest());
    assertEquals(List.of(), at.find("roses", RecallScope.SESSIONS).notices());
  }

  @Test
  void anEndpointThatSaysNothingIsNotWaitedForLong() {
    MeaningLimits usual = at.limits;
    at.limits =
        new MeaningLimits(
            usual.texts(),
            usual.textChars(),
            usual.requestChars(),
            usual.settle(),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            usual.rest());
    at.restart();
    say("the roses need water");
    use("sessions");
    endpoint.mood(Mood.SILENT);
    Findings found = at.find("roses", RecallScope.SESSIONS);
    assertEquals(1, found.hits().size());
    assertTrue(found.notices().getFirst().contains("gave no answer"), found.notices()::toString);
  }

  @Test
  void anEndpointThatChangesItsDimensionIsNotBelievedBeforeARebuild() {
    say("my automobile is in the garage");
    say("the roses need water");
    use("sessions");
    assertEquals("my automobile is in the garage", snippets("vehicle").getFirst());
    endpoint.dimension(32);
    Findings found = at.find("vehicle", RecallScope.SESSIONS);
    assertEquals(List.of(), found.hits());
    assertTrue(
        found.notices().getFirst().contains("from 64 to 32; `alpi index rebuild`"),
        found.notices()::toString);
    at.indexes.rebuild(RecallScope.SESSIONS);
    assertEquals("my automobile is in the garage", snippets("vehicle").getFirst());
    assertEquals(32, state(RecallScope.SESSIONS).dimension());
  }

  @Test
  void anotherModelBeginsAnew() {
    say("my automobile is in the garage");
    say("the roses need water");
    use("sessions");
    snippets("vehicle");
    int before = endpoint.requests().size();
    at.meaning = Optional.of(settings("other", 1 << 20, "sessions"));
    endpoint.dimension(16);
    assertEquals("my automobile is in the garage", snippets("vehicle").getFirst());
    assertEquals(before + 2, endpoint.requests().size());
    assertEquals(16, state(RecallScope.SESSIONS).dimension());
  }

  @Test
  void aTextThatIsDeclinedKeepsNoOtherFromBeingFound() {
    say("my automobile is in the garage");
    say("something forbidden");
    say("the roses need water");
    endpoint.decline("forbidden");
    use("sessions");
    assertEquals("my automobile is in the garage", snippets("vehicle").getFirst());
    assertEquals(3, state(RecallScope.SESSIONS).coverage().embedded());
    assertEquals(1, at.find("forbidden something", RecallScope.SESSIONS).notices().size());
    int asked = endpoint.requests().size();
    at.time.advance(at.limits.rest());
    snippets("flowers");
    assertEquals(asked + 1, endpoint.requests().size(), "what was declined is not sent again");
  }

  @Test
  void noMoreIsSentWithinAnHourThanTheOwnerAllows() {
    for (int i = 0; i < 20; i++) {
      say("the automobile number " + i + " " + "x".repeat(180));
    }
    at.meaning = Optional.of(settings("m", 1024, "sessions"));
    Findings found = at.find("vehicle", RecallScope.SESSIONS);
    assertTrue(
        found.notices().getFirst().contains("recall.embeddings.hourly"), found.notices()::toString);
    assertTrue(endpoint.sent().length() < 2 * 1024, endpoint.sent());
    at.time.advance(Duration.ofHours(1));
    at.find("vehicle", RecallScope.SESSIONS);
    assertTrue(endpoint.sent().length() > 1024);
  }

  @Test
  void whatIsForgottenLeavesNoVector() throws IOException {
    remember("The car has winter tyres.", Labels.OWNER);
    MemoryId id = at.memories.search("tyres", Standing.LIVE, 1).getFirst().id();
    remember("The owner likes tulips.", Labels.OWNER);
    Session session = say("my automobile is in the garage");
    use("sessions", "memory");
    at.find("vehicle", RecallScope.SESSIONS, RecallScope.MEMORY);
    Path memory = at.home.indexes().resolve("memory.db");
    assertTrue(holds(memory, "winter tyres"));
    assertEquals(1, state(RecallScope.SESSIONS).coverage().embedded());
    at.memories.forget(id, Origin.of(Library.OWNER));
    assertFalse(holds(memory, "winter tyres"));
    assertEquals(1, state(RecallScope.MEMORY).coverage().embedded());
    at.sessions.delete(session.id(), Library.OWNER);
    assertEquals(0, state(RecallScope.SESSIONS).coverage().embedded());
    assertFalse(
        at.find("vehicle", RecallScope.SESSIONS, RecallScope.MEMORY).hits().stream()
            .anyMatch(hit -> hit.snippet().contains("tyres") || hit.snippet().contains("garage")));
  }

  @Test
  void aPeriodHoldsForMeaningsToo() {
    say("my automobile is in the garage");
    at.time.advance(Duration.ofDays(40));
    say("a car was sold");
    say("the roses need water");
    use("sessions");
    var lately = new Period(Optional.of(at.time.now().minus(Duration.ofDays(1))), Optional.empty());
    assertTrue(
        at.find("vehicle", lately, RecallScope.SESSIONS).hits().stream()
            .noneMatch(hit -> hit.snippet().contains("garage")));
  }

  @Test
  void tenWaysToSayOneThingLeaveRoomForAnother() {
    for (String word : List.of("one", "two", "three", "four", "five", "six", "seven")) {
      say("the bill of the plumber was paid " + word + " times");
    }
    say("an open invoice for the roof, due in june");
    for (int i = 0; i < 10; i++) {
      say("nothing to do with it, number " + i);
    }
    use("sessions");
    Findings found =
        at.indexes
            .recall()
            .find(
                new RecallQuery(
                    "invoice bill",
                    Set.of(RecallScope.SESSIONS),
                    Period.ALWAYS,
                    Optional.empty(),
                    3));
    assertTrue(
        found.hits().stream().anyMatch(hit -> hit.snippet().contains("roof")), found::toString);
  }

  private static boolean holds(Path database, String text) throws IOException {
    String needle = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    for (String suffix : List.of("", "-wal")) {
      Path file = database.resolveSibling(database.getFileName() + suffix);
      if (Files.exists(file)
          && HexFormat.of().formatHex(Files.readAllBytes(file)).contains(needle)) {
        return true;
      }
    }
    return false;
  }

  private MeaningIndex.State state(RecallScope scope) {
    return at.indexes.status().stream()
        .filter(status -> status.scope() == scope)
        .findFirst()
        .orElseThrow()
        .meaning()
        .orElseThrow();
  }

  private void use(String... scopes) {
    at.meaning = Optional.of(settings("m", 1 << 20, scopes));
  }

  private MeaningSettings settings(String model, long hourly, String... scopes) {
    return MeaningSettings.of(
            new RecallConfig.Embeddings(
                endpoint.url(),
                model,
                Optional.of("EMBEDDINGS_KEY"),
                Arrays.asList(scopes),
                new ByteSize(hourly)),
            Secrets.of(Map.of("EMBEDDINGS_KEY", new Secret("sesame"))))
        .orElseThrow();
  }

  private List<String> snippets(String words) {
    return at.find(words, RecallScope.SESSIONS).hits().stream().map(RecallHit::snippet).toList();
  }

  private Session say(String text) {
    at.time.advance(Duration.ofSeconds(1));
    Session session = at.sessions.create(Library.OWNER);
    String turn = at.ids.job().value();
    session.append(new Message.User(at.time.now(), turn, text, List.of(), Labels.OWNER));
    session.sync();
    return session;
  }

  private void remember(String text, Labels labels) {
    at.memories.remember(Observation.of(text, Lane.SEMANTIC, labels), Origin.of(Library.OWNER));
  }
}
