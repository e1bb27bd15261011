package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.accept.Product.Ran;
import alpi.alp.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Two packed daemons with homes of their own, linked on loopback as their owners would.
@Timeout(180)
class PeersTest {
  private static final String LISTENS = "link:\n  listen: 127.0.0.1:0\n";
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final ScriptedModel MODEL = new ScriptedModel();
  private static final Product ANA = new Product();
  private static final Product BEN = new Product().with("OPENAI_API_KEY", "test-key");

  @BeforeAll
  static void settle() throws IOException {
    settings(ANA, LISTENS);
    settings(
        BEN,
        LISTENS
            + "model: openai/scripted\nproviders:\n  openai:\n    base_url: "
            + MODEL.baseUrl()
            + "\n");
  }

  private static void settings(Product product, String yaml) throws IOException {
    Files.createDirectories(product.home());
    Files.writeString(product.home().resolve("config.yaml"), yaml);
  }

  @AfterAll
  static void close() {
    MODEL.close();
    ANA.close();
    BEN.close();
  }

  /// As if they had never met.
  @BeforeEach
  void part() {
    MODEL.goOn();
    for (JsonNode peer : json(ANA, "peers", "list", "--json").path("peers")) {
      ANA.run("peers", "remove", peer.path("id").asString(), "--yes").succeeded();
    }
    for (JsonNode peer : json(BEN, "peers", "list", "--json").path("peers")) {
      BEN.run("peers", "remove", peer.path("id").asString(), "--yes").succeeded();
    }
  }

  private static JsonNode json(Product product, String... command) {
    return Json.parse(product.run(command).succeeded().out());
  }

  private static String address(Product product) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode listening = json(product, "links", "--json").path("listening").path(0);
      if (listening.has("address")) {
        return listening.path("address").asString();
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("it listens nowhere");
  }

  private static String key(Product product) {
    return product.run("peers", "key").succeeded().out().strip();
  }

  private static void pinBen() {
    ANA.run("peers", "add", "ben", key(BEN), "--address", address(BEN)).succeeded();
  }

  private static void pinAna() {
    BEN.run("peers", "add", "ana", key(ANA), "--allow", "link.ping,link.ask,link.cancel")
        .succeeded();
  }

  /// The state of the latest run of a peer, once it is the wanted one.
  private static void awaitRun(Product product, String state) {
    long deadline = System.nanoTime() + LONG.toNanos();
    String last = "";
    while (System.nanoTime() < deadline) {
      last =
          json(product, "runs", "list", "--json").path("runs").path(0).path("state").asString("");
      if (last.equals(state)) {
        return;
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError("the run is " + last + ", not " + state);
  }

  private static void awaitAsked(int requests) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (MODEL.requests().size() < requests) {
      assertTrue(System.nanoTime() < deadline, "the model was not asked");
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void aStrangerIsNotAnsweredUntilItsKeyIsAcceptedAndNoMoreOnceItIsRemoved() {
    pinBen();
    Ran unheard = ANA.run("peers", "ping", "ben");
    assertEquals(5, unheard.exit(), unheard.err());
    assertTrue(unheard.err().contains("without a word"), unheard.err());
    JsonNode knocked = json(BEN, "peers", "pending", "--json").path("pending");
    assertEquals(1, knocked.size());
    String key = knocked.path(0).path("key").asString();
    assertEquals(key(ANA), key);

    BEN.run("peers", "accept", key.substring(0, 8), "ana").succeeded();
    assertTrue(ANA.run("peers", "ping", "ben").succeeded().out().startsWith("ben answers as"));
    assertEquals(
        ScriptedModel.ANSWER + "\n",
        ANA.run("peers", "ask", "ben", "How is it?").succeeded().out());
    JsonNode answer = json(ANA, "peers", "ask", "ben", "And now?", "--json");
    assertEquals(ScriptedModel.ANSWER, answer.path("text").asString());
    assertFalse(answer.path("interrupted").asBoolean());
    assertEquals(
        "in", json(BEN, "links", "--json").path("links").path(0).path("direction").asString());

    BEN.run("peers", "remove", "ana", "--yes").succeeded();
    assertEquals(5, ANA.run("peers", "ask", "ben", "Still there?").exit());
    String ledger = ANA.run("egress", "ledger").succeeded().out();
    assertTrue(ledger.contains("alp"), ledger);
    String doctor = BEN.run("doctor").out();
    assertTrue(doctor.contains("peers default: none pinned, 1 knocked, listens at"), doctor);
  }

  @Test
  void aQuestionEndsWhenItsAskerDoesAndAnotherOneMeanwhileIsRefused() throws Exception {
    pinBen();
    pinAna();
    int before = MODEL.requests().size();
    MODEL.pause();
    Process asking = ANA.start("peers", "ask", "ben", "Take your time.");
    asking.getOutputStream().close();
    awaitAsked(before + 1);
    assertEquals(
        "running",
        json(BEN, "runs", "list", "--json").path("runs").path(0).path("state").asString());
    Ran meanwhile = ANA.run("peers", "ask", "ben", "And me?");
    assertNotEquals(0, meanwhile.exit());
    assertTrue(meanwhile.err().contains("still answering"), meanwhile.err());
    asking.destroy();
    awaitRun(BEN, "cancelled");
    MODEL.goOn();
    assertEquals(
        ScriptedModel.ANSWER + "\n", ANA.run("peers", "ask", "ben", "Again.").succeeded().out());
  }

  @Test
  void killedDuringAQuestionEitherSideGoesOnAfterwards() throws Exception {
    String fixed = address(BEN);
    BEN.run("config", "set", "link.listen", fixed).succeeded();
    pinBen();
    pinAna();
    ANA.run("peers", "ping", "ben").succeeded();
    int before = MODEL.requests().size();
    MODEL.pause();
    Process asking = ANA.start("peers", "ask", "ben", "Take your time.");
    asking.getOutputStream().close();
    awaitAsked(before + 1);
    BEN.kill();
    Ran cut = Product.finish(asking);
    assertEquals(5, cut.exit(), cut.err());
    MODEL.goOn();
    assertEquals(fixed, address(BEN));
    awaitRun(BEN, "interrupted");
    assertEquals(
        ScriptedModel.ANSWER + "\n", ANA.run("peers", "ask", "ben", "Again.").succeeded().out());

    MODEL.pause();
    Process second = ANA.start("peers", "ask", "ben", "Once more.");
    second.getOutputStream().close();
    awaitAsked(before + 3);
    ANA.kill();
    Product.finish(second);
    awaitRun(BEN, "cancelled");
    MODEL.goOn();
    assertEquals(
        ScriptedModel.ANSWER + "\n",
        ANA.run("peers", "ask", "ben", "And again.").succeeded().out());
    ANA.run("journal", "verify").succeeded();
    BEN.run("journal", "verify").succeeded();
  }

  @Test
  void twoOwnersLinkByAWordAndACode() {
    String word = json(BEN, "link", "invite", "--json").path("word").asString();
    JsonNode knocked = json(ANA, "link", "join", word, "ben", "--json");
    String code = knocked.path("code").asString();
    JsonNode guests = json(BEN, "link", "guests", "--json").path("guests");
    assertEquals(code, guests.path(0).path("code").asString());
    Ran wrong = ANA.run("link", "join", word, "ben", "--code", "AAAA-AAAA-AAAA");
    assertEquals(1, wrong.exit(), wrong.err());
    BEN.run("link", "admit", code, "ana").succeeded();
    ANA.run("link", "join", word, "ben", "--code", code).succeeded();
    ANA.run("peers", "ping", "ben").succeeded();
    assertEquals(1, BEN.run("link", "admit", code, "again").exit());
  }
}
