package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.BlobRef;
import alpi.alp.json.Json;
import alpi.daemon.agent.SessionChoice;
import alpi.daemon.agent.TurnEvent;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.TurnRequest;
import alpi.daemon.agent.Turns.Position;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.SessionId;
import alpi.daemon.host.Plane;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Reading;
import alpi.daemon.tool.pdf.PdfMaker;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ChatVerbsTest {
  private static final SessionId SESSION = new SessionId("s0123456789abcdefg");
  private static final Instant LATER = Instant.parse("2026-01-02T04:00:00Z");

  @TempDir Path root;

  private VerbFixture at;

  @BeforeEach
  void open() {
    at = new VerbFixture(root.resolve("home"));
    at.turns.ends(result("done", Optional.empty()));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private static TurnResult result(String state, Optional<String> code) {
    return new TurnResult(
        FakeTurns.TURN,
        SESSION,
        state,
        "Four.",
        Optional.empty(),
        code,
        code.map(_ -> "No."),
        Optional.empty(),
        "openai/m",
        2,
        new Usage(10, 5, 1, false),
        Optional.of(new BigDecimal("0.01")),
        Duration.ofMillis(1500),
        List.of());
  }

  private static String send(String more) {
    return "{\"text\":\"What is 2+2?\",\"cwd\":\"/tmp\"" + more + "}";
  }

  private TurnRequest sent(String more) {
    at.result("host.chat.send", send(more));
    return at.turns.requests.getLast();
  }

  @Test
  void handsTheWholeRequestOn() {
    TurnRequest request =
        sent(
            ",\"model\":\"openai/m\",\"noTools\":true,\"maxSteps\":3,\"maxUsd\":0.5,"
                + "\"timeoutMillis\":1000,\"ephemeral\":true,\"outputSchema\":{\"type\":\"object\"},"
                + "\"idempotencyKey\":\"k\",\"attended\":true,\"session\":\""
                + SESSION
                + "\",\"environment\":{\"OPENAI_BASE_URL\":\"http://127.0.0.1:1\",\"PATH\":\"x\"}");
    assertEquals("What is 2+2?", request.text());
    assertEquals(new SessionChoice.Existing(SESSION), request.session());
    assertEquals(Path.of("/tmp"), request.cwd());
    assertFalse(request.tools());
    assertEquals(3, request.maxSteps().orElseThrow());
    assertEquals(new BigDecimal("0.5"), request.maxUsd().orElseThrow());
    assertEquals(Duration.ofSeconds(1), request.timeout().orElseThrow());
    assertTrue(request.ephemeral());
    assertTrue(request.attended());
    assertEquals(Optional.of("k"), request.key());
    assertEquals(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:1"), request.environment());
    assertEquals(List.of("submit by local:1000"), at.turns.asked);
  }

  @Test
  void choosesTheConversation() {
    assertEquals(new SessionChoice.Fresh(), sent("").session());
    assertEquals(new SessionChoice.Fresh(), sent(",\"newSession\":true").session());
    assertEquals(new SessionChoice.Latest(), sent(",\"continueLast\":true").session());
    assertEquals(
        "invalid_params",
        at.code("host.chat.send", send(",\"continueLast\":true,\"newSession\":true")));
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (String more :
        List.of(
            ",\"maxSteps\":0",
            ",\"maxUsd\":0",
            ",\"timeoutMillis\":0",
            ",\"stdin\":{}",
            ",\"stdin\":{\"text\":\"a\",\"staged\":\"b\"}",
            ",\"unknown\":1",
            ",\"attachments\":[{\"path\":\"relative\"}]")) {
      assertEquals("invalid_params", at.code("host.chat.send", send(more)), more);
    }
    assertEquals("invalid_params", at.code("host.chat.send", "{\"text\":\"a\",\"cwd\":\"here\"}"));
    assertEquals("invalid_params", at.code("host.chat.send", "{\"text\":\" \",\"cwd\":\"/\"}"));
    assertTrue(at.turns.requests.isEmpty());
  }

  @Test
  void takesTheLongestMessageAndNoLonger() {
    String longest = "x".repeat(1 << 20);
    at.result("host.chat.send", "{\"text\":\"" + longest + "\",\"cwd\":\"/\"}");
    assertEquals(
        "too_large", at.code("host.chat.send", "{\"text\":\"x" + longest + "\",\"cwd\":\"/\"}"));
  }

  @Test
  void takesTheLongestIdempotencyKeyAndNoLonger() {
    String key = ",\"idempotencyKey\":\"" + "k".repeat(128);
    assertEquals(128, sent(key + "\"").key().orElseThrow().length());
    assertEquals("invalid_params", at.code("host.chat.send", send(key + "k\"")));
    assertEquals("invalid_params", at.code("host.chat.send", send(",\"idempotencyKey\":\"\"")));
  }

  private String content(Attachment attachment) {
    return new String(
        at.profile.blobs().read(attachment.blob().hash(), 1 << 20), StandardCharsets.UTF_8);
  }

  @Test
  void storesPipedTextAsABlob() {
    Attachment stdin = sent(",\"stdin\":{\"text\":\"piped ü\"}").attachments().getFirst();
    assertEquals("stdin", stdin.name());
    assertEquals("text/plain", stdin.blob().mediaType());
    assertEquals("piped ü", content(stdin));
  }

  @Test
  void adoptsAStagedFileAndRemovesIt() throws IOException {
    Path staged = at.home.staged().resolve("in-1.part");
    PrivateFiles.replace(staged, "large".getBytes(StandardCharsets.UTF_8));
    Attachment stdin =
        sent(",\"stdin\":{\"staged\":\"in-1.part\",\"bytes\":5}").attachments().getFirst();
    assertEquals("large", content(stdin));
    assertFalse(Files.exists(staged));

    Files.writeString(staged, "torn");
    assertEquals(
        "conflict",
        at.code("host.chat.send", send(",\"stdin\":{\"staged\":\"in-1.part\",\"bytes\":5}")));
    assertFalse(Files.exists(staged));
    assertEquals("not_found", at.code("host.chat.send", send(",\"stdin\":{\"staged\":\"gone\"}")));
  }

  @Test
  void takesNoPathTricksForAStagedFile() throws IOException {
    Path secret = Files.writeString(root.resolve("secret"), "mine");
    Files.createSymbolicLink(at.home.staged().resolve("link"), secret);
    for (String name :
        List.of(
            "../host.sock", "/etc/passwd", "..", ".", "", "a/b", ".hidden", "a..b", "a\\u0000")) {
      assertEquals(
          "invalid_params",
          at.code("host.chat.send", send(",\"stdin\":{\"staged\":\"" + name + "\"}")),
          name);
    }
    assertEquals("not_found", at.code("host.chat.send", send(",\"stdin\":{\"staged\":\"link\"}")));
    assertTrue(Files.exists(secret));
    assertTrue(at.turns.requests.isEmpty());
  }

  @Test
  void readsTheWordsOfADocument() throws IOException {
    Attachment pdf = document("report.pdf", PdfMaker.document(2, ""));
    assertEquals("application/pdf", pdf.blob().mediaType());
    Reading reading = pdf.reading().orElseThrow();
    assertEquals("the text of its 2 pages", reading.note());
    BlobRef words = reading.text().orElseThrow();
    String text =
        new String(at.profile.blobs().read(words.hash(), 1 << 20), StandardCharsets.UTF_8);
    assertTrue(text.contains("This is page 2"), text);
  }

  @Test
  void saysWhyADocumentHasNoWordsAndKeepsItAllTheSame() throws IOException {
    byte[] torn = "%PDF-1.7 and no more".getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> documents =
        Map.of(
            "the PDF is locked by a password", PdfMaker.document(1, "secret"),
            "no text on its 1 page, only pictures; it was probably scanned", PdfMaker.blank(1),
            "the PDF is damaged and cannot be read", torn);
    for (Map.Entry<String, byte[]> each : documents.entrySet()) {
      Attachment pdf = document("d.pdf", each.getValue());
      Reading reading = pdf.reading().orElseThrow();
      assertEquals(each.getKey(), reading.note());
      assertTrue(reading.text().isEmpty());
      assertEquals(
          each.getValue().length,
          at.profile.blobs().read(pdf.blob().hash(), 1 << 20).length,
          each.getKey());
    }
  }

  private Attachment document(String name, byte[] bytes) throws IOException {
    Path file = Files.write(root.resolve(name), bytes);
    return sent(",\"attachments\":[{\"path\":\"" + file + "\"}]").attachments().getFirst();
  }

  @Test
  void attachesFilesButNeverKeys() throws IOException {
    Path picture = root.resolve("picture.bin");
    Files.write(picture, new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    Attachment image =
        sent(",\"attachments\":[{\"path\":\"" + picture + "\"}]").attachments().getFirst();
    assertEquals("picture.bin", image.name());
    assertEquals("image/png", image.blob().mediaType());

    Path env = Files.writeString(root.resolve(".env"), "KEY=1");
    assertEquals(
        "denied", at.code("host.chat.send", send(",\"attachments\":[{\"path\":\"" + env + "\"}]")));
    assertEquals(
        "not_found",
        at.code("host.chat.send", send(",\"attachments\":[{\"path\":\"" + root + "/no\"}]")));
    assertEquals(
        "invalid_params",
        at.code("host.chat.send", send(",\"attachments\":[{\"path\":\"/dev/zero\"}]")));
  }

  @Test
  void takesTheMostAttachmentsAndNoMore() throws IOException {
    Path file = Files.writeString(root.resolve("a.txt"), "a");
    String one = "{\"path\":\"" + file + "\"}";
    String most = (one + ",").repeat(Intake.MAX_ATTACHMENTS - 1) + one;
    assertEquals(
        Intake.MAX_ATTACHMENTS, sent(",\"attachments\":[" + most + "]").attachments().size());
    assertEquals(
        "invalid_params",
        at.code("host.chat.send", send(",\"attachments\":[" + most + "," + one + "]")));
  }

  @Test
  void answersAFailedTurnWithAResult() {
    at.turns.ends(result("failed", Optional.of("budget")));
    JsonNode failed = at.result("host.chat.send", send(""));
    assertEquals("failed", failed.path("state").asString());
    assertEquals("budget", failed.path("code").asString());
    assertEquals("No.", failed.path("message").asString());
    assertFalse(failed.has("hint"));
  }

  @Test
  void streamsEveryKindOfEventAsDocumented() {
    var usage = new Usage(1, 2, 0, false);
    at.turns.events.addAll(
        List.of(
            new TurnEvent.Accepted(FakeTurns.TURN, SESSION),
            new TurnEvent.Started(FakeTurns.TURN, SESSION, "openai/m"),
            new TurnEvent.Text(1, 0, "Fo"),
            new TurnEvent.Reasoning(1, 0, "hm"),
            new TurnEvent.ToolCalled(1, "c1", "shell", "Run ls", "allow"),
            new TurnEvent.ToolProgress("c1", "file"),
            new TurnEvent.ToolAnswered("c1", "shell", true, Duration.ofMillis(5), "file", 4),
            new TurnEvent.ApprovalAsked(
                "a1", "shell", "Run", "{}", Optional.of("h"), List.of("web"), true, LATER),
            new TurnEvent.ApprovalAnswered("a1", "once", "local:1"),
            new TurnEvent.QuestionAsked("a2", "Which?", List.of("x"), LATER),
            new TurnEvent.QuestionAnswered("a2"),
            new TurnEvent.Retrying(1, Duration.ofMillis(200), "503"),
            new TurnEvent.FellBack("b/m", "503"),
            new TurnEvent.Steered(2, "only tests"),
            new TurnEvent.Said("note"),
            new TurnEvent.Spent(usage, Optional.of(new BigDecimal("0.1"))),
            new TurnEvent.Finished(result("done", Optional.empty()))));
    at.result("host.config.set", "{\"key\":\"chat.show_reasoning\",\"value\":true}");
    at.result("host.config.set", "{\"key\":\"chat.show_cost\",\"value\":false}");
    Plane plane = at.plane();
    plane.ask("host.chat.send", Json.parse(send("")));
    List<String> told =
        plane.streamed().stream().map(each -> each.path("event").toString()).toList();
    assertEquals(
        List.of(
            "{\"kind\":\"accepted\",\"turn\":\"j0123456789abcdefg\","
                + "\"session\":\"s0123456789abcdefg\"}",
            "{\"kind\":\"started\",\"turn\":\"j0123456789abcdefg\","
                + "\"session\":\"s0123456789abcdefg\",\"model\":\"openai/m\","
                + "\"show\":{\"reasoning\":true,\"cost\":false}}",
            "{\"kind\":\"text\",\"step\":1,\"offset\":0,\"text\":\"Fo\"}",
            "{\"kind\":\"reasoning\",\"step\":1,\"offset\":0,\"text\":\"hm\"}",
            "{\"kind\":\"tool.called\",\"step\":1,\"call\":\"c1\",\"tool\":\"shell\","
                + "\"summary\":\"Run ls\",\"decision\":\"allow\"}",
            "{\"kind\":\"tool.progress\",\"call\":\"c1\",\"line\":\"file\"}",
            "{\"kind\":\"tool.answered\",\"call\":\"c1\",\"tool\":\"shell\",\"ok\":true,"
                + "\"millis\":5,\"preview\":\"file\",\"bytes\":4}",
            "{\"kind\":\"approval.asked\",\"approval\":{\"id\":\"a1\",\"tool\":\"shell\","
                + "\"summary\":\"Run\",\"arguments\":\"{}\",\"destination\":\"h\","
                + "\"taint\":[\"web\"],\"rememberable\":true,\"expires\":\"2026-01-02T04:00:00Z\"}}",
            "{\"kind\":\"approval.answered\",\"approval\":\"a1\",\"choice\":\"once\","
                + "\"by\":\"local:1\"}",
            "{\"kind\":\"question.asked\",\"question\":{\"id\":\"a2\",\"text\":\"Which?\","
                + "\"choices\":[\"x\"],\"expires\":\"2026-01-02T04:00:00Z\"}}",
            "{\"kind\":\"question.answered\",\"question\":\"a2\"}",
            "{\"kind\":\"retrying\",\"attempt\":1,\"delayMillis\":200,\"reason\":\"503\"}",
            "{\"kind\":\"fellBack\",\"model\":\"b/m\",\"reason\":\"503\"}",
            "{\"kind\":\"steered\",\"step\":2,\"text\":\"only tests\"}",
            "{\"kind\":\"note\",\"text\":\"note\"}",
            "{\"kind\":\"usage\",\"input\":1,\"output\":2,\"cached\":0,\"usd\":0.1}",
            "{\"kind\":\"finished\",\"turn\":\"j0123456789abcdefg\","
                + "\"session\":\"s0123456789abcdefg\",\"state\":\"done\",\"text\":\"Four.\","
                + "\"model\":\"openai/m\",\"steps\":2,\"usage\":{\"input\":10,\"output\":5,"
                + "\"cached\":1,\"estimated\":false},\"usd\":0.01,\"millis\":1500,"
                + "\"attachments\":[]}"),
        told);
    assertEquals(10, plane.streamed().getFirst().path("seq").asInt());
  }

  @Test
  void asksNothingForAClientThatLeftBeforeItsTurnWasAccepted() {
    Thread.currentThread().interrupt();
    at.ask("host.chat.send", send(""));
    Thread.interrupted();
    assertEquals(List.of(), at.turns.asked);
  }

  @Test
  void resumesWhereTheClientLeftOffAndTakesUpALostTurn() {
    String turn = "{\"turn\":\"" + FakeTurns.TURN + "\"";
    at.result("host.chat.resume", turn + "}");
    at.result("host.chat.resume", turn + ",\"afterSeq\":41,\"step\":1,\"offset\":120}");
    at.result(
        "host.chat.resume",
        turn + ",\"requeue\":true,\"attended\":true,\"environment\":{\"HOME\":\"x\"}}");
    assertEquals(
        List.of(Optional.empty(), Optional.of(new Position(41, 1, 120)), Optional.empty()),
        at.turns.positions);
    assertEquals(List.of("requeue [] true"), at.turns.asked);
  }

  @Test
  void cancelsAndSteers() {
    String turn = "{\"turn\":\"" + FakeTurns.TURN + "\"";
    assertTrue(at.result("host.chat.cancel", turn + "}").path("cancelled").asBoolean());
    assertTrue(
        at.result("host.chat.steer", turn + ",\"text\":\"stop\"}").path("accepted").asBoolean());
    assertEquals("invalid_params", at.code("host.chat.steer", turn + ",\"text\":\" \"}"));
  }
}
