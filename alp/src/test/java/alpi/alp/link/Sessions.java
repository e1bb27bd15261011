package alpi.alp.link;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.envelope.Seen;
import alpi.alp.frame.FrameDecoder;
import alpi.alp.frame.Frames;
import alpi.alp.noise.NoiseHandshake;
import alpi.alp.noise.NoiseSession;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Both ends of a link in one place: Ben answers, Ana and others ask.
final class Sessions {
  static final Moment START = new Moment(Envelopes.NOON, 1_000);
  static final Set<String> METHODS = Set.of("link.ping", "link.ask");

  final List<Seen> written = new ArrayList<>();
  final Gate gate;
  final Random random;

  Sessions(long seed) {
    random = new Random(seed);
    PeerBook book =
        PeerBook.empty(Envelopes.BEN.key())
            .add(Peer.pinned("ana", Envelopes.ANA.key(), Optional.empty()));
    gate = gate(book, ReplayWindow.of(List.of(), START.wall()), written::add);
  }

  static Gate gate(PeerBook book, ReplayWindow window, SeenLog log) {
    return new Gate(Envelopes.BEN, book, METHODS, window, PendingPeers.NONE, log);
  }

  ServerSession server(Moment now) {
    return server(gate, now);
  }

  ServerSession server(Gate at, Moment now) {
    return new ServerSession(at, LinkLimits.STANDARD, Optional.of("127.0.0.1"), random, now);
  }

  ClientSession client(Identity own, PeerKey towards, Moment now) {
    return new ClientSession(own, towards, LinkLimits.STANDARD, random, now);
  }

  static byte[] sent(List<LinkOutput> outputs) {
    var all = new ByteArrayOutputStream();
    for (LinkOutput output : outputs) {
      if (output instanceof LinkOutput.Send send) {
        all.writeBytes(send.bytes());
      }
    }
    return all.toByteArray();
  }

  /// What the outputs tell, without what they send.
  static List<LinkOutput> told(List<LinkOutput> outputs) {
    return outputs.stream().filter(output -> !(output instanceof LinkOutput.Send)).toList();
  }

  /// Runs the handshake of the two to its end.
  static void shakeHands(ClientSession client, ServerSession server, Moment now) throws WireFault {
    byte[] second = sent(server.received(sent(client.start()), now));
    server.received(sent(client.received(second, now)), now);
  }

  /// A caller who keeps to the handshake and to nothing else.
  final class Raw {
    private final FrameDecoder decoder = new FrameDecoder();
    private final NoiseSession noise;

    Raw(Identity own, ServerSession server, Moment now) throws WireFault {
      NoiseHandshake handshake =
          NoiseHandshake.initiator(
              own.staticKey(),
              Envelopes.BEN.key().staticKey(),
              DhKey.generate(random),
              new byte[0]);
      byte[] second = sent(server.received(Frames.handshake(handshake.write(new byte[0])), now));
      decoder.offer(second);
      handshake.read(decoder.handshake(48).orElseThrow());
      server.received(Frames.handshake(handshake.write(new byte[0])), now);
      noise = handshake.split();
    }

    byte[] frame(byte[] text) throws WireFault {
      return Frames.sealed(noise.sender(), text);
    }

    /// The texts of the answer.
    List<String> texts(List<LinkOutput> outputs) throws WireFault {
      List<String> texts = new ArrayList<>();
      decoder.offer(sent(outputs));
      Optional<byte[]> frame = decoder.sealed(Frames.MAX_CIPHERTEXT);
      while (frame.isPresent()) {
        texts.add(
            new String(
                noise.receiver().open(frame.get()), java.nio.charset.StandardCharsets.UTF_8));
        frame = decoder.sealed(Frames.MAX_CIPHERTEXT);
      }
      return texts;
    }
  }
}
