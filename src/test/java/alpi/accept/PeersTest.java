package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.accept.Product.Ran;
import alpi.alp.json.Json;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Two packed daemons with homes of their own, linked on loopback as their owners would.
@Timeout(180)
class PeersTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ScriptedModel model = new ScriptedModel();
  private final Product ana = new Product();
  private final Product ben = new Product().with("OPENAI_API_KEY", "test-key");

  @BeforeEach
  void listen() {
    set(ana, "link.listen", "127.0.0.1:0");
    set(ben, "link.listen", "127.0.0.1:0");
    set(ben, "providers.openai.base_url", model.baseUrl());
    set(ben, "model", "openai/scripted");
  }

  @AfterEach
  void close() {
    model.close();
    ana.close();
    ben.close();
  }

  private static void set(Product product, String key, String value) {
    product.run("config", "set", key, value).succeeded();
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

  private void pinBen() {
    ana.run("peers", "add", "ben", key(ben), "--address", address(ben)).succeeded();
  }

  private void pinAna() {
    ben.run("peers", "add", "ana", key(ana), "--allow", "link.ping,link.ask,link.cancel")
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

  private void awaitAsked(int requests) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (model.requests().size() < requests) {
      assertTrue(System.nanoTime() < deadline, "the model was not asked");
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void aStrangerIsNotAnsweredUntilItsKeyIsAcceptedAndNoMoreOnceItIsRemoved() {
    pinBen();
    Ran unheard = ana.run("peers", "ping", "ben");
    assertEquals(5, unheard.exit(), unheard.err());
    assertTrue(unheard.err().contains("without a word"), unheard.err());
    JsonNode knocked = json(ben, "peers", "pending", "--json").path("pending");
    assertEquals(1, knocked.size());
    String key = knocked.path(0).path("key").asString();
    assertEquals(key(ana), key);

    ben.run("peers", "accept", key.substring(0, 8), "ana").succeeded();
    assertTrue(ana.run("peers", "ping", "ben").succeeded().out().startsWith("ben answers as"));
    assertEquals(
        ScriptedModel.ANSWER + "\n",
        ana.run("peers", "ask", "ben", "How is it?").succeeded().out());
    JsonNode answer = json(ana, "peers", "ask", "ben", "And now?", "--json");
    assertEquals(ScriptedModel.ANSWER, answer.path("text").asString());
    assertFalse(answer.path("interrupted").asBoolean());
    assertEquals(
        "in", json(ben, "links", "--json").path("links").path(0).path("direction").asString());

    ben.run("peers", "remove", "ana", "--yes").succeeded();
    assertEquals(5, ana.run("peers", "ask", "ben", "Still there?").exit());
    String ledger = ana.run("egress", "ledger").succeeded().out();
    assertTrue(ledger.contains("alp"), ledger);
    String doctor = ben.run("doctor").out();
    assertTrue(doctor.contains("peers default: none pinned, 1 knocked, listens at"), doctor);
  }

  @Test
  void aQuestionEndsWhenItsAskerDoesAndAnotherOneMeanwhileIsRefused() throws Exception {
    pinBen();
    pinAna();
    model.pause();
    Process asking = ana.start("peers", "ask", "ben", "Take your time.");
    asking.getOutputStream().close();
    awaitAsked(1);
    assertEquals(
        "running",
        json(ben, "runs", "list", "--json").path("runs").path(0).path("state").asString());
    Ran meanwhile = ana.run("peers", "ask", "ben", "And me?");
    assertNotEquals(0, meanwhile.exit());
    assertTrue(meanwhile.err().contains("still answering"), meanwhile.err());
    asking.destroy();
    awaitRun(ben, "cancelled");
    model.goOn();
    assertEquals(
        ScriptedModel.ANSWER + "\n", ana.run("peers", "ask", "ben", "Again.").succeeded().out());
  }

  @Test
  void killedDuringAQuestionEitherSideGoesOnAfterwards() throws Exception {
    String fixed = address(ben);
    set(ben, "link.listen", fixed);
    pinBen();
    pinAna();
    ana.run("peers", "ping", "ben").succeeded();
    model.pause();
    Process asking = ana.start("peers", "ask", "ben", "Take your time.");
    asking.getOutputStream().close();
    awaitAsked(1);
    ben.kill();
    Ran cut = Product.finish(asking);
    assertEquals(5, cut.exit(), cut.err());
    model.goOn();
    assertEquals(fixed, address(ben));
    awaitRun(ben, "interrupted");
    assertEquals(
        ScriptedModel.ANSWER + "\n", ana.run("peers", "ask", "ben", "Again.").succeeded().out());

    model.pause();
    Process second = ana.start("peers", "ask", "ben", "Once more.");
    second.getOutputStream().close();
    awaitAsked(3);
    ana.kill();
    Product.finish(second);
    awaitRun(ben, "cancelled");
    model.goOn();
    assertEquals(
        ScriptedModel.ANSWER + "\n",
        ana.run("peers", "ask", "ben", "And again.").succeeded().out());
    ana.run("journal", "verify").succeeded();
    ben.run("journal", "verify").succeeded();
  }

  @Test
  void twoOwnersLinkByAWordAndACode() {
    String word = json(ben, "link", "invite", "--json").path("word").asString();
    JsonNode knocked = json(ana, "link", "join", word, "ben", "--json");
    String code = knocked.path("code").asString();
    JsonNode guests = json(ben, "link", "guests", "--json").path("guests");
    assertEquals(code, guests.path(0).path("code").asString());
    Ran wrong = ana.run("link", "join", word, "ben", "--code", "AAAA-AAAA-AAAA");
    assertEquals(1, wrong.exit(), wrong.err());
    ben.run("link", "admit", code, "ana").succeeded();
    ana.run("link", "join", word, "ben", "--code", code).succeeded();
    ana.run("peers", "ping", "ben").succeeded();
    assertEquals(1, ben.run("link", "admit", code, "again").exit());
  }
}
