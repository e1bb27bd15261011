package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.agent.TurnRequest;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.egress.Resolver;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobSpec;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.GrantRequest;
import alpi.daemon.policy.Permit;
import alpi.daemon.policy.Reach;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.Source;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Two profiles over loopback: what one may have of the other.
@Timeout(60)
class LinkTest extends TwoNodes {
  @Test
  void pinnedPeersPingEachOther() throws InterruptedException {
    pinEachOther();
    assertEquals(
        "default", ana.link.questions().ping(ana.link.peers().named("ben"), Node.OWNER).agent());
    assertEquals(1, ben.link.questions().ping(ben.link.peers().named("ana"), Node.OWNER).version());
    Event served =
        ben.await(EventKind.LINK_SERVED, "pinned, within its rate, and allowed this method");
    assertEquals("peer:ana", served.actor().value());
    assertEquals("link.ping", served.body().path("method").asString());
  }

  @Test
  void anAnswerComesAsItIsSaidAndAgainAsAWhole() throws InterruptedException {
    pinEachOther();
    var heard = new Heard();
    PeerAnswer answer = ask("  How is it?\n", heard);
    assertEquals("All good.", answer.text());
    assertEquals("All good.", String.join("", heard.pieces));
    assertEquals(12, answer.tokensIn());
    assertEquals(3, answer.tokensOut());
    assertFalse(answer.interrupted());
    assertEquals("How is it?", ben.agent.requests.getFirst().text());
    assertEquals(answer.turn(), ben.agent.begun.take().value());
    assertEquals("done", ana.await(EventKind.LINK_CALLED, "done").body().path("state").asString());
  }

  @Test
  void whoDoesNotWantPartsGetsTheWholeAnswer() throws InterruptedException {
    pinEachOther();
    ben.agent.usd = Optional.of(new BigDecimal("0.00031"));
    JsonNode answer = call(ana, "ben", "link.ask", "{\"prompt\":\"x\"}");
    assertEquals(
        List.of("cost", "interrupted", "session_id", "text", "tokens_in", "tokens_out"),
        answer.propertyNames().stream().sorted().toList());
    assertEquals(0.00031, answer.path("cost").asDouble());
  }

  @Test
  void aPeersTurnIsBoundedToWhatWasPermittedToThatPeer() throws InterruptedException {
    pinEachOther();
    Peer peer = ben.link.peers().named("ana");
    ben.link.talks().begin(peer);
    SessionId talk = ben.link.talks().find(peer.key()).orElseThrow();
    Scope shop = Scope.exact("https://shop.example:443");
    ben.grants.issue(
        GrantRequest.of(Capability.NET, shop, "for ana").in(Optional.of(talk)), Node.OWNER);
    ben.grants.issue(
        GrantRequest.of(Capability.NET, Scope.exact("https://other.example:443"), "for all"),
        Node.OWNER);
    ask("go");
    TurnRequest request = ben.agent.requests.getFirst();
    assertFalse(request.attended());
    assertTrue(request.authority().alone());
    assertEquals(Set.of(Source.PEER), request.authority().labels().sources());
    assertEquals(
        new Reach.Only(Set.of(Permit.any(Capability.ASK), new Permit(Capability.NET, shop))),
        request.authority().reach());
  }

  @Test
  void aSecondQuestionMeanwhileIsToldThatThePeerIsBusy() throws Exception {
    pinEachOther("link.ask", "link.cancel");
    ben.agent.waits = true;
    var heard = new Heard();
    CompletableFuture<PeerAnswer> first = CompletableFuture.supplyAsync(() -> asked("one", heard));
    String turn = heard.turn.get();
    assertEquals(ErrorCode.BUSY, code(() -> call(ana, "ben", "link.ask", "{\"prompt\":\"two\"}")));
    assertEquals(ErrorCode.BUSY, code(() -> ask("three")));
    assertEquals(1, ben.agent.requests.size());
    JsonNode other = call(ana, "ben", "link.cancel", "{\"session_id\":\"another\"}");
    assertFalse(other.path("cancelled").asBoolean());
    JsonNode stopped = call(ana, "ben", "link.cancel", "{}");
    assertTrue(stopped.path("cancelled").asBoolean());
    assertEquals(turn, stopped.path("session_id").asString());
    PeerAnswer answer = first.get();
    assertTrue(answer.interrupted());
    assertEquals("[cancelled]", answer.text());
    assertFalse(call(ana, "ben", "link.cancel", "{}").path("cancelled").asBoolean());
  }

  private PeerAnswer asked(String prompt, Heard heard) {
    try {
      return ask(prompt, heard);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onlyTheAskerCancels() throws Exception {
    pinEachOther("link.ask");
    try (Node eve = new Node(dir, "eve", 3)) {
      eve.pin("ben", ben);
      ben.pin("eve", eve, "link.cancel");
      ben.agent.waits = true;
      var heard = new Heard();
      CompletableFuture<PeerAnswer> first =
          CompletableFuture.supplyAsync(() -> asked("one", heard));
      String turn = heard.turn.get();
      JsonNode answer = call(eve, "ben", "link.cancel", "{\"session_id\":\"" + turn + "\"}");
      assertFalse(answer.path("cancelled").asBoolean());
      assertEquals(List.of(), List.copyOf(ben.agent.cancelled));
      assertEquals(ErrorCode.FORBIDDEN, code(() -> call(ana, "ben", "link.cancel", "{}")));
      ben.agent.stop.countDown();
      assertFalse(first.get().interrupted());
    }
  }

  @Test
  void anAskerWhoLeavesEndsItsTurn() throws Exception {
    pinEachOther();
    ben.agent.waits = true;
    var heard = new Heard();
    Thread asking =
        Thread.ofVirtual().start(() -> assertThrows(Exception.class, () -> ask("go", heard)));
    String turn = heard.turn.get();
    asking.interrupt();
    asking.join();
    ben.agent.stop.await();
    assertEquals(List.of(new JobId(turn)), List.copyOf(ben.agent.cancelled));
  }

  @Test
  void aPeerThatIsUnpinnedLosesItsTurnAndIsAStrangerAgain() throws Exception {
    pinEachOther();
    ben.agent.waits = true;
    var heard = new Heard();
    CompletableFuture<PeerAnswer> first = CompletableFuture.supplyAsync(() -> asked("one", heard));
    heard.turn.get();
    ben.link.peers().remove("ana", Node.OWNER);
    assertTrue(first.get().interrupted());
    assertEquals(ErrorCode.PEER_UNREACHABLE, code(() -> ask("again")));
    assertEquals(
        "unknown_peer",
        ben.await(EventKind.LINK_DROPPED, "unknown_peer").body().path("reason").asString());
    assertEquals(ana.key(), ben.link.peers().pending().entries().getFirst().key());
  }

  @Test
  void aPeerThatMayNotAskAnyMoreLosesItsTurn() throws Exception {
    pinEachOther();
    ben.agent.waits = true;
    var heard = new Heard();
    CompletableFuture<PeerAnswer> first = CompletableFuture.supplyAsync(() -> asked("one", heard));
    heard.turn.get();
    ben.narrow("ana", "link.ping");
    assertTrue(first.get().interrupted());
    assertEquals(ErrorCode.FORBIDDEN, code(() -> ask("again")));
  }

  @Test
  void anAskerWhoUnpinsThePeerListensToItNoMore() throws Exception {
    pinEachOther();
    ben.agent.waits = true;
    var heard = new Heard();
    CompletableFuture<PeerAnswer> first = CompletableFuture.supplyAsync(() -> asked("one", heard));
    heard.turn.get();
    ana.link.peers().remove("ben", Node.OWNER);
    assertThrows(ExecutionException.class, first::get);
    ben.agent.begun.take();
    assertTrue(ben.agent.stop.await(40, TimeUnit.SECONDS));
  }

  @Test
  void anAnswerThatTakesTooLongIsCutAndItsTurnStopped() throws Exception {
    ana.close();
    ben.close();
    var time = new FakeTime();
    String config = "link:\n  listen: 127.0.0.1:0\n  max_duration: 60s\n";
    ana = new Node(dir, "ana2", 6, config, time, Resolver.system());
    ben = new Node(dir, "ben2", 7, config, time, Resolver.system());
    pinEachOther();
    ben.agent.waits = true;
    var heard =
        new Heard() {
          @Override
          public void said(String text) {
            time.advance(Duration.ofSeconds(61));
          }
        };
    assertEquals(ErrorCode.DEADLINE, code(() -> ask("one", heard)));
    assertTrue(ben.agent.stop.await(40, TimeUnit.SECONDS));
  }

  @Test
  void aPeerThatFallsSilentIsToldToStop() throws Exception {
    ana.close();
    ana = new Node(dir, "ana2", 6, "link:\n  listen: 127.0.0.1:0\n  idle_timeout: 1s\n");
    pinEachOther();
    ben.agent.waits = true;
    assertEquals(ErrorCode.DEADLINE, code(() -> ask("one")));
    assertTrue(ben.agent.stop.await(40, TimeUnit.SECONDS));
  }

  private void cost(Job turn, String usd) {
    ben.journal.transact(tx ->
        tx.update(
            "UPDATE job SET result = ? WHERE id = ?",
            "{\"usd\":\"" + usd + "\"}",
            turn.id().value()));
  }

  @Test
  void onePeersDayEndsForThatPeerAlone() throws Exception {
    ben.close();
    String config = "link:\n  listen: 127.0.0.1:0\n  peer_daily_usd: 1\n";
    ben = new Node(dir, "ben2", 5, config);
    pinEachOther();
    Job turn =
        ben.jobs.submit(
            new JobSpec(
                "chat.turn", Json.object(), Actor.peer("ana"), Optional.empty(), Optional.empty()));
    cost(turn, "0.99");
    ask("go");
    cost(turn, "1");
    assertEquals(ErrorCode.BUDGET, code(() -> ask("again")));
    try (Node eve = new Node(dir, "eve", 8)) {
      eve.pin("ben", ben);
      ben.pin("eve", eve);
      Peer peer = eve.link.peers().named("ben");
      var answer = eve.link.questions().ask(peer, "hi", Node.OWNER, Optional.empty(), new Heard());
      assertFalse(answer.interrupted());
    }
  }
}
