package alpi.alp.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.EnvelopeCodec;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.Header;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.envelope.Part;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.envelope.Seen;
import alpi.alp.frame.Frames;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.wire.Fault;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerSessionTest {
  private static final Moment NOW = Sessions.START;

  private final Sessions sessions = new Sessions(1);
  private final ServerSession server = sessions.server(NOW);

  private Envelope.Request ping() {
    return Envelopes.ping(NOW.wall(), sessions.random);
  }

  private static byte[] sealed(Envelope.Request request) {
    return EnvelopeCodec.sealed(request, Envelopes.ANA);
  }

  /// Sends `text` over a session of `caller` and expects silence, for that reason.
  private void dropped(Fault fault, Identity caller, byte[] text) throws WireFault {
    dropped(fault, caller, text, sessions.gate, NOW);
  }

  private void dropped(Fault fault, Identity caller, byte[] text, Gate gate, Moment now)
      throws WireFault {
    ServerSession session = sessions.server(gate, now);
    Sessions.Raw raw = sessions.new Raw(caller, session, now);
    List<LinkOutput> outputs = session.received(raw.frame(text), now);
    assertEquals(0, Sessions.sent(outputs).length);
    assertEquals(fault, assertInstanceOf(LinkOutput.Dropped.class, outputs.getFirst()).fault());
    assertEquals(fault, assertInstanceOf(LinkOutput.Closed.class, outputs.getLast()).fault());
    assertTrue(session.isClosed());
    assertEquals(List.of(), session.received(raw.frame(sealed(ping())), now));
  }

  @Test
  void servesAPinnedPeerAndSignsTheAnswer() throws WireFault {
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, server, NOW);
    Envelope.Request ping = ping();
    List<LinkOutput> outputs = server.received(raw.frame(sealed(ping)), NOW);
    Peer ana = sessions.gate.book().peers().getFirst();
    assertEquals(List.of(new LinkOutput.Deliver(ana, ping)), outputs);
    assertEquals(1, sessions.written.size());

    String text =
        raw.texts(server.answer(ping.id(), Json.object().put("a", 1), Part.WHOLE, NOW)).getFirst();
    Envelope answer =
        EnvelopeCodec.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .verified(Envelopes.ANA.key(), NOW.wall());
    assertEquals(ping.id(), answer.id());
    assertEquals(Envelopes.BEN.key(), answer.header().from());
  }

  @Test
  void leavesAStrangerUnansweredWithARow() throws WireFault {
    var request =
        new Envelope.Request(
            "x",
            "link.ping",
            Json.object(),
            Header.fresh(Envelopes.ZOE.key(), Envelopes.BEN.key(), NOW.wall(), sessions.random));
    dropped(Fault.UNKNOWN_PEER, Envelopes.ZOE, EnvelopeCodec.sealed(request, Envelopes.ZOE));
    assertEquals(1, sessions.gate.pending().entries().size());
    assertEquals(Envelopes.ZOE.key(), sessions.gate.pending().entries().getFirst().key());
    assertEquals(Optional.of("127.0.0.1"), sessions.gate.pending().entries().getFirst().address());
    assertEquals(List.of(), sessions.written);

    sessions.gate.replace(
        sessions.gate.book().add(Peer.pinned("zoe", Envelopes.ZOE.key(), Optional.empty())));
    assertEquals(List.of(), sessions.gate.pending().entries());
  }

  @Test
  void keepsNoRowOfAStrangerWhoForges() throws WireFault {
    byte[] text = sealed(ping());
    String forged =
        new String(text, java.nio.charset.StandardCharsets.UTF_8)
            .replace(Envelopes.ANA.key().text(), Envelopes.ZOE.key().text());
    dropped(
        Fault.BAD_SIGNATURE,
        Envelopes.ZOE,
        forged.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertEquals(List.of(), sessions.gate.pending().entries());
  }

  @Test
  void believesAnEnvelopeOnlyFromTheOneWhoMadeTheHandshake() throws WireFault {
    dropped(Fault.WRONG_SENDER, Envelopes.ZOE, sealed(ping()));
    sessions.gate.replace(
        sessions.gate.book().add(Peer.pinned("zoe", Envelopes.ZOE.key(), Optional.empty())));
    dropped(Fault.WRONG_SENDER, Envelopes.ZOE, sealed(ping()));
    assertEquals(List.of(), sessions.gate.pending().entries());
  }

  @Test
  void servesAnEnvelopeOnceInAllSessionsAndAfterARestart() throws WireFault {
    byte[] text = sealed(ping());
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, server, NOW);
    server.received(raw.frame(text), NOW);
    dropped(Fault.REPLAYED, Envelopes.ANA, text);

    Moment later = NOW.plus(Duration.ofSeconds(60));
    List<Seen> kept =
        sessions.written.stream().map(seen -> Seen.ofLine(seen.line()).orElseThrow()).toList();
    Gate restarted =
        Sessions.gate(
            sessions.gate.book(), ReplayWindow.of(kept, later.wall()), sessions.written::add);
    dropped(Fault.REPLAYED, Envelopes.ANA, text, restarted, later);
  }

  @Test
  void servesNothingThatCannotBeWrittenDown() throws WireFault {
    Gate gate =
        Sessions.gate(
            sessions.gate.book(),
            ReplayWindow.of(List.of(), NOW.wall()),
            _ -> {
              throw new IOException("disk full");
            });
    dropped(Fault.REPLAY_UNKNOWN, Envelopes.ANA, sealed(ping()), gate, NOW);
  }

  @Test
  void leavesEverythingElseUnanswered() throws WireFault {
    var elsewhere =
        new Envelope.Request(
            "x",
            "link.ping",
            Json.object(),
            Header.fresh(Envelopes.ANA.key(), Envelopes.ZOE.key(), NOW.wall(), sessions.random));
    dropped(Fault.WRONG_TARGET, Envelopes.ANA, sealed(elsewhere));
    Envelope.Request old = Envelopes.ping(NOW.wall().minusSeconds(121), sessions.random);
    dropped(Fault.CLOCK_SKEW, Envelopes.ANA, sealed(old));
    dropped(Fault.BAD_ENVELOPE, Envelopes.ANA, new byte[0]);
    dropped(
        Fault.BAD_ENVELOPE, Envelopes.ANA, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    var answer =
        new Envelope.Answer(
            "x",
            Json.object(),
            Part.WHOLE,
            Header.fresh(Envelopes.ANA.key(), Envelopes.BEN.key(), NOW.wall(), sessions.random));
    dropped(Fault.BAD_ENVELOPE, Envelopes.ANA, EnvelopeCodec.sealed(answer, Envelopes.ANA));
  }

  @Test
  void refusesAloudAndGoesOn() throws WireFault {
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, server, NOW);
    Envelope.Request ping = ping();
    var fly = new Envelope.Request("x", "link.fly", Json.object(), ping().header());
    List<LinkOutput> outputs = server.received(raw.frame(sealed(fly)), NOW);
    LinkOutput.Denied denied = assertInstanceOf(LinkOutput.Denied.class, outputs.getFirst());
    assertEquals(Optional.of(LinkCode.CAPABILITY_DENIED), denied.error().code());
    assertTrue(raw.texts(outputs).getFirst().contains("\"capability-denied\""));
    assertInstanceOf(
        LinkOutput.Deliver.class, server.received(raw.frame(sealed(ping)), NOW).getFirst());
  }

  @Test
  void looksAtTheNextRequestOnlyAfterTheLastAnswer() throws WireFault {
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, server, NOW);
    Envelope.Request first = ping();
    Envelope.Request second = ping();
    assertEquals(1, server.received(raw.frame(sealed(first)), NOW).size());
    assertEquals(List.of(), server.received(raw.frame(sealed(second)), NOW));
    assertEquals(
        List.of(), Sessions.told(server.answer(first.id(), Json.object(), Part.CHUNK, NOW)));
    assertEquals(List.of(), server.answer(second.id(), Json.object(), Part.WHOLE, NOW));
    List<LinkOutput> told =
        Sessions.told(server.answer(first.id(), Json.object(), Part.FINAL, NOW));
    assertEquals(
        second.id(), assertInstanceOf(LinkOutput.Deliver.class, told.getFirst()).request().id());
    assertEquals(List.of(), server.answer(first.id(), Json.object(), Part.WHOLE, NOW));
  }

  @Test
  void letsOneFrameLieAheadAndNoMore() throws WireFault {
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, server, NOW);
    server.received(raw.frame(sealed(ping())), NOW);
    assertEquals(List.of(), server.received(new byte[ServerSession.MAX_AHEAD], NOW));
    List<LinkOutput> outputs = server.received(new byte[1], NOW);
    assertInstanceOf(LinkOutput.Abandoned.class, outputs.get(1));
    assertEquals(
        Fault.OUT_OF_TURN, assertInstanceOf(LinkOutput.Closed.class, outputs.getLast()).fault());
  }

  @Test
  void takesLongFramesOnlyFromPinnedPeers() throws WireFault {
    byte[] longest = new byte[Frames.MAX_TEXT];
    dropped(Fault.BAD_ENVELOPE, Envelopes.ANA, longest);
    dropped(Fault.BAD_LENGTH, Envelopes.ZOE, new byte[ServerSession.STRANGER_CIPHERTEXT - 15]);
    dropped(Fault.BAD_ENVELOPE, Envelopes.ZOE, new byte[ServerSession.STRANGER_CIPHERTEXT - 16]);
  }

  @Test
  void saysSoWhenAnAnswerIsTooLong() throws WireFault {
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, server, NOW);
    Envelope.Request ping = ping();
    server.received(raw.frame(sealed(ping)), NOW);
    var huge = Json.object().put("text", "x".repeat(Frames.MAX_TEXT));
    List<String> texts = raw.texts(server.answer(ping.id(), huge, Part.CHUNK, NOW));
    assertTrue(texts.getFirst().contains("\"internal-error\""));
    assertEquals(List.of(), server.answer(ping.id(), Json.object(), Part.FINAL, NOW));
    assertInstanceOf(
        LinkOutput.Deliver.class, server.received(raw.frame(sealed(ping())), NOW).getFirst());
  }

  @Test
  void waitsSoLongForEachThingAndNoLonger() throws WireFault {
    closesAfter(server, NOW, LinkLimits.STANDARD.handshake());
    ServerSession idle = sessions.server(NOW);
    Moment opened = NOW.plus(Duration.ofSeconds(3));
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, idle, opened);
    Envelope.Request ping = Envelopes.ping(opened.wall(), sessions.random);
    idle.received(raw.frame(sealed(ping)), opened);
    assertEquals(Optional.empty(), idle.deadline());
    assertEquals(List.of(), idle.tick(opened.plus(Duration.ofDays(1))));
    Moment answered = opened.plus(Duration.ofMinutes(7));
    idle.answer(ping.id(), Json.object(), Part.WHOLE, answered);
    closesAfter(idle, answered, LinkLimits.STANDARD.idle());
    ServerSession strange = sessions.server(NOW);
    Sessions.Raw zoe = sessions.new Raw(Envelopes.ZOE, strange, opened);
    assertTrue(zoe.frame(new byte[1]).length > 0);
    closesAfter(strange, opened, LinkLimits.STANDARD.strangerIdle());
  }

  private static void closesAfter(ServerSession session, Moment since, Duration patience) {
    assertEquals(Optional.of(since.plus(patience)), session.deadline());
    assertEquals(List.of(), session.tick(since.plus(patience.minusNanos(1))));
    List<LinkOutput> outputs = session.tick(since.plus(patience));
    assertEquals(
        Fault.TIMEOUT, assertInstanceOf(LinkOutput.Closed.class, outputs.getLast()).fault());
    assertEquals(Optional.empty(), session.deadline());
  }

  @Test
  void givesUpTheRequestOfACallerWhoLeft() throws WireFault {
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, server, NOW);
    Envelope.Request ping = ping();
    server.received(raw.frame(sealed(ping)), NOW);
    assertEquals(new LinkOutput.Abandoned(ping.id()), server.disconnected().getFirst());
    assertEquals(List.of(), server.answer(ping.id(), Json.object(), Part.WHOLE, NOW));
    assertEquals(List.of(), server.refuse(ping.id(), LinkError.of(LinkCode.TARGET_BUSY), NOW));
    assertEquals(List.of(), server.disconnected());
  }

  @Test
  void servesNobodyWhoWasRemovedMeanwhile() throws WireFault {
    Sessions.Raw raw = sessions.new Raw(Envelopes.ANA, server, NOW);
    sessions.gate.replace(sessions.gate.book().remove("ana"));
    List<LinkOutput> outputs = server.received(raw.frame(sealed(ping())), NOW);
    assertEquals(
        Fault.UNKNOWN_PEER, assertInstanceOf(LinkOutput.Dropped.class, outputs.getFirst()).fault());
  }

  @Test
  void saysNothingToACallerWhoWantsSomebodyElse() throws WireFault {
    ClientSession client = sessions.client(Envelopes.ANA, Envelopes.ZOE.key(), NOW);
    List<LinkOutput> outputs = server.received(Sessions.sent(client.start()), NOW);
    assertEquals(0, Sessions.sent(outputs).length);
    assertTrue(server.isClosed());
  }
}
