package alpi.alp.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.EnvelopeCodec;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.Header;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.envelope.Part;
import alpi.alp.frame.FrameDecoder;
import alpi.alp.frame.Frames;
import alpi.alp.json.Json;
import alpi.alp.noise.NoiseHandshake;
import alpi.alp.noise.NoiseSession;
import alpi.alp.wire.Fault;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientSessionTest {
  private static final Moment NOW = Sessions.START;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] NOTHING = {};

  private final Sessions sessions = new Sessions(2);
  private final ClientSession client = sessions.client(Envelopes.ANA, Envelopes.BEN.key(), NOW);
  private final FrameDecoder decoder = new FrameDecoder();

  /// The answering side, in the hands of the test.
  private NoiseSession answering() throws WireFault {
    NoiseHandshake handshake =
        NoiseHandshake.responder(
            Envelopes.BEN.staticKey(), DhKey.generate(sessions.random), NOTHING);
    decoder.offer(Sessions.sent(client.start()));
    handshake.read(decoder.handshake(48).orElseThrow());
    List<LinkOutput> outputs = client.received(Frames.handshake(handshake.write(NOTHING)), NOW);
    assertEquals(new LinkOutput.Opened(), outputs.getLast());
    decoder.offer(Sessions.sent(outputs));
    handshake.read(decoder.handshake(64).orElseThrow());
    return handshake.split();
  }

  private Envelope.Request asked(NoiseSession noise, boolean stream) throws WireFault {
    decoder.offer(Sessions.sent(client.call("link.ping", Json.object(), stream, PATIENCE, NOW)));
    byte[] frame = decoder.sealed(Frames.MAX_CIPHERTEXT).orElseThrow();
    Envelope envelope =
        EnvelopeCodec.read(noise.receiver().open(frame)).verified(Envelopes.BEN.key(), NOW.wall());
    return assertInstanceOf(Envelope.Request.class, envelope);
  }

  private byte[] answer(NoiseSession noise, Identity by, String id, Part part) throws WireFault {
    Header header = Header.fresh(by.key(), Envelopes.ANA.key(), NOW.wall(), sessions.random);
    Envelope answer = new Envelope.Answer(id, Json.object().put("a", 1), part, header);
    return Frames.sealed(noise.sender(), EnvelopeCodec.sealed(answer, by));
  }

  private void closes(Fault fault, byte[] bytes) {
    List<LinkOutput> outputs = client.received(bytes, NOW);
    assertEquals(1, outputs.size());
    assertEquals(fault, assertInstanceOf(LinkOutput.Closed.class, outputs.getFirst()).fault());
    assertTrue(client.isClosed());
    assertEquals(List.of(), client.received(bytes, NOW));
  }

  @Test
  void makesAHundredCallsOverOneHandshake() throws WireFault {
    ServerSession server = sessions.server(NOW);
    Sessions.shakeHands(client, server, NOW);
    for (int i = 0; i < 100; i++) {
      Moment now = NOW.plus(Duration.ofSeconds(i));
      List<LinkOutput> asked =
          client.call("link.ping", Json.object().put("n", i), false, PATIENCE, now);
      List<LinkOutput> served = server.received(Sessions.sent(asked), now);
      Envelope.Request request =
          assertInstanceOf(LinkOutput.Deliver.class, served.getFirst()).request();
      List<LinkOutput> heard =
          client.received(
              Sessions.sent(server.answer(request.id(), request.params(), Part.WHOLE, now)), now);
      LinkOutput.Heard last = assertInstanceOf(LinkOutput.Heard.class, heard.getFirst());
      assertTrue(last.last());
      assertEquals(
          i, assertInstanceOf(Envelope.Answer.class, last.answer()).result().get("n").intValue());
    }
  }

  @Test
  void hearsAStreamPartByPart() throws WireFault {
    NoiseSession noise = answering();
    String id = asked(noise, true).id();
    for (Part part : List.of(Part.CHUNK, Part.CHUNK, Part.FINAL)) {
      LinkOutput heard = client.received(answer(noise, Envelopes.BEN, id, part), NOW).getFirst();
      assertEquals(part == Part.FINAL, assertInstanceOf(LinkOutput.Heard.class, heard).last());
    }
    assertTrue(client.isReady());
  }

  @Test
  void endsAStreamWithARefusal() throws WireFault {
    NoiseSession noise = answering();
    String id = asked(noise, true).id();
    Header header =
        Header.fresh(Envelopes.BEN.key(), Envelopes.ANA.key(), NOW.wall(), sessions.random);
    var refusal = new Envelope.Refusal(id, LinkError.of(LinkCode.TARGET_BUSY), Part.WHOLE, header);
    byte[] frame = Frames.sealed(noise.sender(), EnvelopeCodec.sealed(refusal, Envelopes.BEN));
    assertEquals(List.of(new LinkOutput.Heard(refusal, true)), client.received(frame, NOW));
    assertTrue(client.isReady());
  }

  @Test
  void believesOnlyThePeerItAsked() throws WireFault {
    NoiseSession noise = answering();
    String id = asked(noise, false).id();
    closes(Fault.WRONG_SENDER, answer(noise, Envelopes.ZOE, id, Part.WHOLE));
  }

  @Test
  void believesOnlyTheAnswerToItsRequest() throws WireFault {
    NoiseSession noise = answering();
    asked(noise, false);
    closes(Fault.WRONG_ID, answer(noise, Envelopes.BEN, "x", Part.WHOLE));
  }

  @Test
  void takesNoPartWhereAWholeAnswerBelongs() throws WireFault {
    NoiseSession noise = answering();
    String id = asked(noise, false).id();
    closes(Fault.OUT_OF_TURN, answer(noise, Envelopes.BEN, id, Part.CHUNK));
  }

  @Test
  void takesNothingItDidNotAskFor() throws WireFault {
    NoiseSession noise = answering();
    closes(Fault.OUT_OF_TURN, answer(noise, Envelopes.BEN, "x", Part.WHOLE));
  }

  @Test
  void takesNoRequestForAnAnswer() throws WireFault {
    NoiseSession noise = answering();
    String id = asked(noise, false).id();
    Header header =
        Header.fresh(Envelopes.BEN.key(), Envelopes.ANA.key(), NOW.wall(), sessions.random);
    Envelope back = new Envelope.Request(id, "link.ping", Json.object(), header);
    closes(
        Fault.BAD_ENVELOPE,
        Frames.sealed(noise.sender(), EnvelopeCodec.sealed(back, Envelopes.BEN)));
  }

  @Test
  void closesOnAnAnswerThatWasTamperedWith() throws WireFault {
    NoiseSession noise = answering();
    String id = asked(noise, false).id();
    byte[] frame = answer(noise, Envelopes.BEN, id, Part.WHOLE);
    frame[frame.length / 2] ^= 4;
    closes(Fault.BAD_TAG, frame);
  }

  @Test
  void makesOneCallAtATime() throws WireFault {
    NoiseSession noise = answering();
    asked(noise, false);
    assertThrows(
        IllegalStateException.class,
        () -> client.call("link.ping", Json.object(), false, PATIENCE, NOW));
  }

  @Test
  void refusesARequestTooLongForAFrameAndStaysReady() throws WireFault {
    NoiseSession noise = answering();
    var huge = Json.object().put("text", "x".repeat(Frames.MAX_TEXT));
    WireFault fault =
        assertThrows(WireFault.class, () -> client.call("link.ping", huge, false, PATIENCE, NOW));
    assertEquals(Fault.BAD_LENGTH, fault.fault());
    asked(noise, false);
  }

  @Test
  void waitsSoLongForEachThingAndNoLonger() throws WireFault {
    ClientSession slow = sessions.client(Envelopes.ANA, Envelopes.BEN.key(), NOW);
    assertEquals(Optional.of(NOW.plus(LinkLimits.STANDARD.handshake())), slow.deadline());
    timesOut(slow, LinkLimits.STANDARD.handshake());
    NoiseSession noise = answering();
    assertEquals(Optional.of(NOW.plus(LinkLimits.STANDARD.keep())), client.deadline());
    asked(noise, false);
    timesOut(client, PATIENCE);
  }

  private static void timesOut(ClientSession session, Duration patience) {
    assertEquals(List.of(), session.tick(NOW.plus(patience.minusNanos(1))));
    assertEquals(
        Fault.TIMEOUT,
        assertInstanceOf(LinkOutput.Closed.class, session.tick(NOW.plus(patience)).getFirst())
            .fault());
    assertEquals(Optional.empty(), session.deadline());
  }

  @Test
  void callsThatTakeLongHaveLanesOfTheirOwn() {
    assertEquals("rpc", Lane.of("link.ping", Json.object(), false).name());
    assertEquals("rpc", Lane.of("link.put_blob", Json.object(), false).name());
    assertEquals("ask", Lane.of("link.ask", Json.object(), false).name());
    assertEquals("stream:link.ask", Lane.of("link.ask", Json.object(), true).name());
    var pull = Json.object().put("workgroup_id", "wg_a");
    assertEquals("pull:wg_a", Lane.of("workgroup.pull", pull, false).name());
  }
}
