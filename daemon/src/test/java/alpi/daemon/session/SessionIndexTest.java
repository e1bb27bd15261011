package alpi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.Labels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SessionIndexTest {
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
  void findsWordsAsTheyAreTyped() {
    Session session = fix.started("How do I sharpen a kitchen knife?");
    fix.started("Unrelated");
    SearchHit hit = fix.sessions.search("KITCHEN shar", 5).getFirst();
    assertEquals(session.id(), hit.session());
    assertEquals("user", hit.role());
    assertTrue(hit.snippet().contains("sharpen a kitchen knife"));
    assertEquals(session.messages().getFirst().turn(), hit.turn());
    assertTrue(fix.sessions.search("nothing like it", 5).isEmpty());
  }

  @Test
  void someOfTheWordsAreEnoughWhenAllAreNotThere() {
    fix.started("the garden gate");
    assertEquals(1, fix.sessions.search("garden zeppelin", 5).size());
    assertTrue(fix.sessions.search("zeppelin", 5).isEmpty());
  }

  @Test
  void listsOfToolsAreNotFound() {
    Session session = fix.started("zeppelin");
    session.append(
        new Message.Tool(
            fix.time.now(),
            "t",
            "c",
            Sessions.TOOL_LIST,
            true,
            "browser: opens a page about zeppelins",
            Optional.empty(),
            List.of(),
            Labels.NONE));
    session.append(fix.tool("t", "d", "a page about balloons"));
    assertEquals(1, fix.sessions.search("balloons", 5).size());
    assertEquals(List.of(), fix.sessions.search("zeppelins", 5));
  }

  @Test
  void findsAccentsEitherWay() {
    fix.started("Café Zürich");
    assertEquals(1, fix.sessions.search("cafe zurich", 5).size());
    assertEquals(1, fix.sessions.search("CAFÉ", 5).size());
  }

  @Test
  void findsPartsOfSentencesInScriptsWithoutSpaces() {
    fix.started("今日は東京で会議があります");
    fix.started("ฉันชอบกินข้าวผัด");
    SearchHit hit = fix.sessions.search("東京", 5).getFirst();
    assertTrue(hit.snippet().contains("東京で会議"), hit.snippet());
    assertEquals(1, fix.sessions.search("ข้าวผัด", 5).size());
    assertTrue(fix.sessions.search("京東", 5).isEmpty());
  }

  @Test
  void anAppendIsFoundByTheNextQuestion() {
    Session session = fix.started("one");
    assertTrue(fix.sessions.search("later", 5).isEmpty());
    fix.exchange(session, "later", "yes");
    assertEquals(1, fix.sessions.search("later", 5).size());
    assertEquals(2, fix.sessions.list(1, Optional.empty()).getFirst().turns());
  }

  @Test
  void whatWasWrittenWhileTheIndexSleptIsReadAtTheNextOpening() {
    Session session = fix.started("alpha");
    fix.sessions.list(1, Optional.empty());
    fix.restart();
    fix.exchange(fix.sessions.open(session.id()), "beta", "yes");
    fix.restart();
    assertEquals(1, fix.sessions.search("beta", 5).size());
    assertEquals(1, fix.sessions.search("alpha", 5).size());
    assertEquals(new IndexCount(1, 4), fix.sessions.rebuildIndex());
  }

  @Test
  void aDeletedIndexIsBuiltAgain() throws IOException {
    fix.started("alpha");
    fix.started("beta");
    List<SessionSummary> before = fix.sessions.list(10, Optional.empty());
    fix.sessions.close();
    for (String name : List.of("index.db", "index.db-wal", "index.db-shm")) {
      Files.deleteIfExists(fix.home.sessions().resolve(name));
      fix.restart();
      assertEquals(before, fix.sessions.list(10, Optional.empty()), name);
    }
  }

  @Test
  void aDamagedIndexIsReplacedAndThatIsSaid() throws IOException {
    fix.started("alpha");
    List<SessionSummary> before = fix.sessions.list(10, Optional.empty());
    fix.sessions.close();
    for (byte[] junk :
        List.of(new byte[0], "no database".repeat(999).getBytes(StandardCharsets.UTF_8))) {
      Files.write(fix.home.sessionIndex(), junk);
      fix.restart();
      assertEquals(before, fix.sessions.list(10, Optional.empty()));
      assertTrue(fix.sessions.indexNotice().orElseThrow().contains("built anew"));
      assertEquals(1, fix.sessions.search("alpha", 5).size());
      fix.sessions.close();
    }
  }

  @Test
  void aPageDamagedInTheMiddleIsNoticed() throws IOException {
    for (int i = 0; i < 40; i++) {
      fix.started("question " + i + " " + "words and more ".repeat(60));
    }
    assertEquals(40, fix.sessions.list(100, Optional.empty()).size());
    fix.sessions.close();
    byte[] bytes = Files.readAllBytes(fix.home.sessionIndex());
    for (int i = 4096; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Files.write(fix.home.sessionIndex(), bytes);
    fix.restart();
    assertEquals(40, fix.sessions.list(100, Optional.empty()).size());
    assertEquals(5, fix.sessions.search("words", 5).size());
  }

  @Test
  void aFileThatShrankIsReadAnew() throws IOException {
    Session session = fix.started("alpha");
    fix.exchange(session, "beta", "yes");
    assertEquals(1, fix.sessions.search("beta", 5).size());
    fix.restart();
    List<String> lines = Files.readAllLines(fix.file(session.id()));
    Files.write(fix.file(session.id()), lines.subList(0, 4));
    assertTrue(fix.sessions.search("beta", 5).isEmpty());
    assertEquals(1, fix.sessions.search("alpha", 5).size());
  }

  @Test
  void aDeletedConversationLeavesNoWordBehind() throws IOException {
    Session kept = fix.started("kept words here");
    Session gone = fix.started("xylophonist quixotry");
    fix.exchange(gone, "xylophonist " + "padding ".repeat(3000), "quixotry");
    fix.sessions.rename(gone.id(), "zymurgist", Fixtures.OWNER);
    assertFalse(fix.sessions.search("xylophonist", 5).isEmpty());
    assertThrows(AssertionError.class, () -> assertNowhere("quixotry"));
    Deleted deleted = fix.sessions.delete(gone.id(), Fixtures.OWNER);
    assertEquals(7, deleted.messages());
    assertTrue(fix.sessions.search("xylophonist", 5).isEmpty());
    assertEquals(
        List.of(kept.id()),
        fix.sessions.list(10, Optional.empty()).stream().map(SessionSummary::id).toList());
    for (String word : List.of("xylophonist", "quixotry", "zymurgist", "ylophonis")) {
      assertNowhere(word);
    }
    assertThrows(Problem.class, () -> fix.sessions.open(gone.id()));
    Problem late = assertThrows(Problem.class, () -> gone.append(fix.user(fix.turn(), "late")));
    assertEquals(ErrorCode.GONE, late.code());
    assertFalse(Files.exists(fix.file(gone.id())));
  }

  @Test
  void aConversationDeletedWhileTheIndexSleptIsForgotten() throws IOException {
    Session gone = fix.started("alpha");
    fix.started("beta");
    fix.sessions.list(1, Optional.empty());
    fix.restart();
    Files.delete(fix.file(gone.id()));
    assertEquals(1, fix.sessions.list(10, Optional.empty()).size());
    assertTrue(fix.sessions.search("alpha", 5).isEmpty());
  }

  @Test
  void listsEvenWhenThereCanBeNoIndex() throws IOException {
    Session session = fix.started("alpha");
    Files.createDirectories(fix.home.sessionIndex().resolve("in the way"));
    assertEquals(session.id(), fix.sessions.list(10, Optional.empty()).getFirst().id());
    assertEquals(Optional.of(session.id()), fix.sessions.latest());
  }

  @Test
  void anyTextIsAQuestionATitleAndAMessage() throws IOException {
    Session session = fix.sessions.create(Fixtures.OWNER);
    List<String> strings = naughtyStrings();
    String turn = fix.turn();
    int found = 0;
    for (int i = 0; i < strings.size(); i++) {
      String naughty = strings.get(i);
      session.append(fix.tool(turn, "c" + i, naughty));
      if (i % 10 == 0 && !SummaryFold.title(naughty).isEmpty()) {
        fix.sessions.rename(session.id(), naughty, Fixtures.OWNER);
      }
      found += fix.sessions.search(naughty, 50).isEmpty() ? 0 : 1;
    }
    List<Message> said = session.messages();
    fix.restart();
    assertEquals(said, fix.sessions.open(session.id()).messages());
    assertTrue(found > 350, "found only " + found);
  }

  @Test
  void wordsOfAQueryAreBounded() {
    String many = "w ".repeat(3).strip() + " a b c d e f g h i j k l m n o p q r s t u v";
    assertEquals(SearchQuery.MAX_WORDS, SearchQuery.of(many).orElseThrow().words().size());
    assertTrue(SearchQuery.of(" \" * - !! ").isEmpty());
    assertEquals("\"a\"\"b\" AND \"NEAR(\" *", SearchQuery.of("a\"b NEAR(").orElseThrow().all());
    assertTrue(SearchQuery.of(" ".repeat(SearchQuery.MAX_CHARS) + "x").isEmpty());
    assertFalse(SearchQuery.of(" ".repeat(SearchQuery.MAX_CHARS - 1) + "x").isEmpty());
  }

  private void assertNowhere(String word) throws IOException {
    try (Stream<Path> files = Files.list(fix.home.sessions())) {
      for (Path file : files.toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains(word), word + " in " + file);
      }
    }
  }

  private static List<String> naughtyStrings() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SessionIndexTest.class.getResourceAsStream("/naughty-strings/blns.json"))) {
      JsonNode array = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return array.valueStream().map(JsonNode::stringValue).toList();
    }
  }
}
