package alpi.alp.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.frame.FrameDecoder;
import alpi.alp.frame.Frames;
import alpi.alp.noise.NoiseHandshake;
import alpi.alp.noise.NoiseSession;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

class ServerSessionFuzz {
  private static final byte[] NOTHING = {};
  private static final Random RANDOM = new Random(1);
  private static final Identity BEN = Identity.generate(RANDOM);
  private static final Identity ANA = Identity.generate(RANDOM);
  private static final Moment NOW = new Moment(Instant.EPOCH, 0);

  private static ServerSession session() {
    PeerBook book = PeerBook.empty(BEN.key()).add(Peer.pinned("ana", ANA.key(), Optional.empty()));
    ReplayWindow window = ReplayWindow.of(List.of(), NOW.wall());
    var gate = new Gate(BEN, book, Set.of("link.ping"), window, PendingPeers.NONE, _ -> {});
    return new ServerSession(gate, LinkLimits.STANDARD, Optional.empty(), RANDOM, NOW);
  }

  /// Bytes of somebody who knows no key are never answered.
  @FuzzTest(maxDuration = "2m")
  void answersNoBytesThatNobodySealed(byte[] bytes) {
    for (LinkOutput output : session().received(bytes, NOW)) {
      assertTrue(
          output instanceof LinkOutput.Dropped || output instanceof LinkOutput.Closed,
          output::toString);
    }
  }

  /// Any text of a pinned peer that is no signed envelope ends the session in silence.
  @FuzzTest(maxDuration = "2m")
  void servesNoTextThatNobodySigned(byte[] text) throws WireFault {
    if (text.length > Frames.MAX_TEXT) {
      return;
    }
    ServerSession session = session();
    NoiseSession noise = shakeHands(session);
    List<LinkOutput> outputs = session.received(Frames.sealed(noise.sender(), text), NOW);
    assertTrue(outputs.getFirst() instanceof LinkOutput.Dropped, outputs::toString);
    assertTrue(session.isClosed());
  }

  private static NoiseSession shakeHands(ServerSession session) throws WireFault {
    NoiseHandshake handshake =
        NoiseHandshake.initiator(
            ANA.staticKey(), BEN.key().staticKey(), DhKey.generate(RANDOM), NOTHING);
    var decoder = new FrameDecoder();
    for (LinkOutput output : session.received(Frames.handshake(handshake.write(NOTHING)), NOW)) {
      if (output instanceof LinkOutput.Send send) {
        decoder.offer(send.bytes());
      }
    }
    handshake.read(decoder.handshake(48).orElseThrow());
    session.received(Frames.handshake(handshake.write(NOTHING)), NOW);
    return handshake.split();
  }
}
