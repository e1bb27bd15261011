package alpi.alp.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.json.Json;
import alpi.alp.wire.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AdmissionTest {
  private static final Moment START = new Moment(Envelopes.NOON, Long.MAX_VALUE - 5);
  private static final Peer ANA = Peer.pinned("ana", Envelopes.ANA.key(), Optional.empty());

  private final Admission admission =
      new Admission(Set.of("link.ping", "link.ask", "link.cancel", "workgroup.pull"));

  private static Envelope.Request request(String method, ObjectNode params) {
    Envelope.Request ping = Envelopes.ping(Envelopes.NOON, new Random(1));
    return new Envelope.Request(ping.id(), method, params, ping.header());
  }

  private Optional<LinkCode> refusal(Peer peer, String method, Moment now) {
    return admission.refusal(peer, request(method, Json.object()), now).flatMap(LinkError::code);
  }

  @Test
  void refusesTheSixtyFirstCallOfAMinute() {
    for (int i = 0; i < 60; i++) {
      assertEquals(Optional.empty(), refusal(ANA, "link.ping", START));
    }
    assertEquals(
        "{\"window_seconds\":60}",
        Json.text(
            admission
                .refusal(ANA, request("link.ping", Json.object()), START)
                .orElseThrow()
                .data()));
    assertEquals(
        Optional.of(LinkCode.RATE_LIMITED),
        refusal(ANA, "link.ping", START.plus(Duration.ofMillis(999))));
    assertEquals(Optional.empty(), refusal(ANA, "link.ping", START.plus(Duration.ofSeconds(1))));
  }

  @Test
  void countsEachPeerForItself() {
    Peer slow = ANA.withPerMinute(1);
    Peer other = Peer.pinned("zoe", Envelopes.ZOE.key(), Optional.empty());
    assertEquals(Optional.empty(), refusal(slow, "link.ping", START));
    assertEquals(Optional.of(LinkCode.RATE_LIMITED), refusal(slow, "link.ping", START));
    assertEquals(Optional.empty(), refusal(other, "link.ping", START));
    assertEquals(Optional.empty(), refusal(slow, "link.ping", START.plus(Duration.ofMinutes(1))));
  }

  @Test
  void looksAtTheRateBeforeTheRight() {
    Peer slow = ANA.withPerMinute(1);
    assertEquals(Optional.of(LinkCode.CAPABILITY_DENIED), refusal(slow, "link.cancel", START));
    assertEquals(Optional.of(LinkCode.RATE_LIMITED), refusal(slow, "link.cancel", START));
  }

  @Test
  void namesTheMethodThatIsDenied() {
    LinkError error =
        admission.refusal(ANA, request("link.cancel", Json.object()), START).orElseThrow();
    assertEquals("{\"method\":\"link.cancel\"}", Json.text(error.data()));
    assertEquals(-32001, error.number());
  }

  @Test
  void looksAtTheRightBeforeTheMethod() {
    assertEquals(Optional.of(LinkCode.CAPABILITY_DENIED), refusal(ANA, "link.fly", START));
    Peer flying = ANA.withAllow(Set.of("link.fly"));
    assertEquals(Optional.of(LinkCode.METHOD_NOT_FOUND), refusal(flying, "link.fly", START));
  }

  @Test
  void leavesGroupsToTheirOwnGate() {
    assertEquals(Optional.empty(), refusal(ANA, "workgroup.pull", START));
    assertEquals(Optional.of(LinkCode.METHOD_NOT_FOUND), refusal(ANA, "workgroup.join", START));
    assertEquals(Optional.of(LinkCode.CAPABILITY_DENIED), refusal(ANA, "workgroups.pull", START));
  }

  @Test
  void countsPullsAndLaterPiecesApart() {
    var rates = new CallRates();
    Peer slow = ANA.withPerMinute(1);
    ObjectNode first = Json.object().put("offset", 0);
    ObjectNode later = Json.object().put("offset", 262_144);
    assertTrue(rates.admits(slow, "workgroup.file_put", first, START));
    assertFalse(rates.admits(slow, "workgroup.file_put", first, START));
    for (int i = 0; i < CallRates.CONTINUATIONS_PER_MINUTE; i++) {
      assertTrue(rates.admits(slow, "workgroup.pull", first, START));
      assertTrue(rates.admits(slow, "workgroup.file_get", later, START));
    }
    assertFalse(rates.admits(slow, "workgroup.pull", first, START));
    assertFalse(rates.admits(slow, "workgroup.file_put", later, START));
  }

  @Test
  void forgetsTheRateOfWhoIsPinnedNoMore() {
    var rates = new CallRates();
    Peer slow = ANA.withPerMinute(1);
    PeerBook book = PeerBook.empty(Envelopes.BEN.key());
    assertTrue(rates.admits(slow, "link.ping", Json.object(), START));
    rates.keepOnly(book.add(slow));
    assertFalse(rates.admits(slow, "link.ping", Json.object(), START));
    rates.keepOnly(book);
    assertTrue(rates.admits(slow, "link.ping", Json.object(), START));
  }
}
