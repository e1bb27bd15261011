package alpi.alp.link;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.EnvelopeCodec;
import alpi.alp.envelope.Header;
import alpi.alp.envelope.Nonce;
import alpi.alp.envelope.Part;
import alpi.alp.frame.FrameDecoder;
import alpi.alp.frame.Frames;
import alpi.alp.noise.NoiseHandshake;
import alpi.alp.noise.NoiseSession;
import alpi.alp.wire.Fault;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/// The asking side of a session: handshake, then one call at a time. Confined to one caller at a
/// time. When it breaks nothing is asked again: whoever asked decides that.
public final class ClientSession {
  private static final byte[] NOTHING = {};

  private enum State {
    HANDSHAKE,
    READY,
    WAITING,
    CLOSED
  }

  /// What is being waited for.
  private record Call(String id, boolean stream, Duration patience) {}

  private final Identity own;
  private final PeerKey peer;
  private final LinkLimits limits;
  private final RandomGenerator random;
  private final FrameDecoder decoder = new FrameDecoder();
  private final NoiseHandshake handshake;
  private Optional<NoiseSession> noise = Optional.empty();
  private Optional<Call> current = Optional.empty();
  private State state = State.HANDSHAKE;
  private Moment since;

  /// @param peer whom to reach; nobody else can answer
  /// @param random must be unpredictable outside tests
  public ClientSession(
      Identity own, PeerKey peer, LinkLimits limits, RandomGenerator random, Moment now) {
    this.own = own;
    this.peer = peer;
    this.limits = limits;
    this.random = random;
    this.since = now;
    this.handshake =
        NoiseHandshake.initiator(
            own.staticKey(), peer.staticKey(), DhKey.generate(random), NOTHING);
  }

  /// The first bytes, to be sent once the connection is there.
  public List<LinkOutput> start() throws WireFault {
    return List.of(new LinkOutput.Send(Frames.handshake(handshake.write(NOTHING))));
  }

  /// Asks something.
  ///
  /// @param stream whether the answer may come in parts
  /// @param patience for each part of the answer
  /// @throws WireFault when the request is too long for a frame; the session stays as it is
  /// @throws IllegalStateException when the session is not ready
  public List<LinkOutput> call(
      String method, ObjectNode params, boolean stream, Duration patience, Moment now)
      throws WireFault {
    if (state != State.READY) {
      throw new IllegalStateException("a session that is " + state + " takes no call");
    }
    String id = Nonce.freshHex(random);
    Header header = Header.fresh(own.key(), peer, now.wall(), random);
    byte[] text = EnvelopeCodec.sealed(new Envelope.Request(id, method, params, header), own);
    byte[] frame = Frames.sealed(noise.orElseThrow().sender(), text);
    state = State.WAITING;
    since = now;
    current = Optional.of(new Call(id, stream, patience));
    return List.of(new LinkOutput.Send(frame));
  }

  /// Bytes of the other side.
  public List<LinkOutput> received(byte[] bytes, Moment now) {
    List<LinkOutput> out = new ArrayList<>();
    if (state == State.CLOSED) {
      return out;
    }
    decoder.offer(bytes);
    try {
      boolean more = true;
      while (more) {
        more =
            switch (state) {
              case HANDSHAKE -> shakeHands(out, now);
              case READY -> expectNothing();
              case WAITING -> takeAnswer(out, now);
              case CLOSED -> false;
            };
      }
    } catch (WireFault fault) {
      close(out, fault.fault(), String.valueOf(fault.getMessage()));
    }
    return out;
  }

  /// To be called when [#deadline] has come.
  public List<LinkOutput> tick(Moment now) {
    List<LinkOutput> out = new ArrayList<>();
    patience()
        .filter(patience -> now.isPast(since, patience))
        .ifPresent(_ -> close(out, Fault.TIMEOUT, "nothing came in time"));
    return out;
  }

  /// When the session will have waited long enough; empty once it is over.
  public Optional<Moment> deadline() {
    return patience().map(since::plus);
  }

  /// The connection is gone, or nobody wants the rest of a stream.
  public List<LinkOutput> disconnected() {
    List<LinkOutput> out = new ArrayList<>();
    close(out, Fault.CLOSED, "the connection ended");
    return out;
  }

  public boolean isReady() {
    return state == State.READY;
  }

  public boolean isClosed() {
    return state == State.CLOSED;
  }

  private Optional<Duration> patience() {
    return switch (state) {
      case HANDSHAKE -> Optional.of(limits.handshake());
      case READY -> Optional.of(limits.keep());
      case WAITING -> current.map(Call::patience);
      case CLOSED -> Optional.empty();
    };
  }

  private boolean shakeHands(List<LinkOutput> out, Moment now) throws WireFault {
    Optional<byte[]> message = decoder.handshake(handshake.nextSize());
    if (message.isEmpty()) {
      return false;
    }
    handshake.read(message.get());
    out.add(new LinkOutput.Send(Frames.handshake(handshake.write(NOTHING))));
    noise = Optional.of(handshake.split());
    state = State.READY;
    since = now;
    out.add(new LinkOutput.Opened());
    return true;
  }

  private boolean expectNothing() throws WireFault {
    if (decoder.held() > 0) {
      throw new WireFault(Fault.OUT_OF_TURN, "an answer that nobody asked for");
    }
    return false;
  }

  private boolean takeAnswer(List<LinkOutput> out, Moment now) throws WireFault {
    Optional<byte[]> frame = decoder.sealed(Frames.MAX_CIPHERTEXT);
    if (frame.isEmpty()) {
      return false;
    }
    byte[] text = noise.orElseThrow().receiver().open(frame.get());
    Envelope answer = EnvelopeCodec.read(text).verified(own.key(), now.wall());
    Call call = current.orElseThrow();
    if (!answer.header().from().equals(peer)) {
      throw new WireFault(Fault.WRONG_SENDER, "an answer that another peer signed");
    }
    if (!answer.id().equals(call.id())) {
      throw new WireFault(Fault.WRONG_ID, "an answer to another request");
    }
    boolean last = isLast(answer);
    if (!last && !call.stream()) {
      throw new WireFault(Fault.OUT_OF_TURN, "a part where a whole answer belongs");
    }
    since = now;
    if (last) {
      state = State.READY;
      current = Optional.empty();
    }
    out.add(new LinkOutput.Heard(answer, last));
    return true;
  }

  private static boolean isLast(Envelope answer) throws WireFault {
    return switch (answer) {
      case Envelope.Request _ ->
          throw new WireFault(Fault.BAD_ENVELOPE, "a request where an answer belongs");
      case Envelope.Answer(_, _, Part part, _) -> part != Part.CHUNK;
      case Envelope.Refusal _ -> true;
    };
  }

  private void close(List<LinkOutput> out, Fault fault, String detail) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      current = Optional.empty();
      out.add(new LinkOutput.Closed(fault, detail));
    }
  }
}
