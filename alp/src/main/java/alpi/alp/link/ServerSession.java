package alpi.alp.link;

import alpi.alp.crypto.DhKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.EnvelopeCodec;
import alpi.alp.envelope.Header;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
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
import tools.jackson.databind.JsonNode;

/// The answering side of a session: handshake, then one request after another, each answered before
/// the next is looked at. Confined to one caller at a time.
///
/// Whatever is wrong ends it without a byte of explanation.
public final class ServerSession {
  /// Largest ciphertext that is taken from somebody who is not pinned.
  public static final int STRANGER_CIPHERTEXT = 64 * 1024;

  /// Most bytes that may lie ahead of an answer.
  static final int MAX_AHEAD = Frames.MAX_CIPHERTEXT + 4;

  private static final byte[] NOTHING = {};

  private enum State {
    HANDSHAKE,
    IDLE,
    SERVING,
    CLOSED
  }

  private final Gate gate;
  private final LinkLimits limits;
  private final Optional<String> address;
  private final RandomGenerator random;
  private final FrameDecoder decoder = new FrameDecoder();
  private final NoiseHandshake handshake;
  private Optional<NoiseSession> noise = Optional.empty();
  private Optional<Envelope.Request> current = Optional.empty();
  private State state = State.HANDSHAKE;
  private boolean pinned;
  private Moment since;

  /// @param address of the other side, as far as known
  /// @param random must be unpredictable outside tests
  public ServerSession(
      Gate gate, LinkLimits limits, Optional<String> address, RandomGenerator random, Moment now) {
    this.gate = gate;
    this.limits = limits;
    this.address = address;
    this.random = random;
    this.since = now;
    this.handshake =
        NoiseHandshake.responder(gate.own().staticKey(), DhKey.generate(random), NOTHING);
  }

  /// Bytes of the other side.
  public List<LinkOutput> received(byte[] bytes, Moment now) {
    List<LinkOutput> out = new ArrayList<>();
    if (state != State.CLOSED) {
      decoder.offer(bytes);
      advance(out, now);
    }
    return out;
  }

  /// A part of the answer to the request `id`. Nothing when that request is not the one being
  /// served: it has its last answer, or the session is over.
  public List<LinkOutput> answer(String id, JsonNode result, Part part, Moment now) {
    return respond(id, header -> new Envelope.Answer(id, result, part, header), part, now);
  }

  /// Refuses the request `id`, or ends its stream.
  public List<LinkOutput> refuse(String id, LinkError error, Moment now) {
    Part whole = Part.WHOLE;
    return respond(id, header -> new Envelope.Refusal(id, error, whole, header), whole, now);
  }

  /// To be called when [#deadline] has come.
  public List<LinkOutput> tick(Moment now) {
    List<LinkOutput> out = new ArrayList<>();
    patience()
        .filter(patience -> now.isPast(since, patience))
        .ifPresent(_ -> close(out, Fault.TIMEOUT, "nothing came in time"));
    return out;
  }

  /// When the session will have waited long enough; empty while it serves or is over.
  public Optional<Moment> deadline() {
    return patience().map(since::plus);
  }

  /// The connection is gone.
  public List<LinkOutput> disconnected() {
    List<LinkOutput> out = new ArrayList<>();
    close(out, Fault.CLOSED, "the other side went away");
    return out;
  }

  public boolean isHandshaking() {
    return state == State.HANDSHAKE;
  }

  /// Whether the other end proved, in the handshake, to be a pinned peer.
  public boolean isPinned() {
    return pinned;
  }

  public boolean isClosed() {
    return state == State.CLOSED;
  }

  private Optional<Duration> patience() {
    return switch (state) {
      case HANDSHAKE -> Optional.of(limits.handshake());
      case IDLE -> Optional.of(pinned ? limits.idle() : limits.strangerIdle());
      case SERVING, CLOSED -> Optional.empty();
    };
  }

  private void advance(List<LinkOutput> out, Moment now) {
    try {
      boolean more = true;
      while (more) {
        more =
            switch (state) {
              case HANDSHAKE -> shakeHands(out, now);
              case IDLE -> takeRequest(out, now);
              case SERVING -> waitForAnswer();
              case CLOSED -> false;
            };
      }
    } catch (WireFault fault) {
      out.add(
          new LinkOutput.Dropped(
              fault.fault(), String.valueOf(fault.getMessage()), Optional.empty()));
      close(out, fault.fault(), String.valueOf(fault.getMessage()));
    }
  }

  private boolean shakeHands(List<LinkOutput> out, Moment now) throws WireFault {
    Optional<byte[]> message = decoder.handshake(handshake.nextSize());
    if (message.isEmpty()) {
      return false;
    }
    handshake.read(message.get());
    if (handshake.isDone()) {
      NoiseSession session = handshake.split();
      noise = Optional.of(session);
      pinned = gate.pinned(session.remoteStatic()).isPresent();
      state = State.IDLE;
      since = now;
      out.add(new LinkOutput.Opened());
    } else {
      out.add(new LinkOutput.Send(Frames.handshake(handshake.write(NOTHING))));
    }
    return true;
  }

  private boolean takeRequest(List<LinkOutput> out, Moment now) throws WireFault {
    NoiseSession session = noise.orElseThrow();
    Optional<byte[]> frame = decoder.sealed(pinned ? Frames.MAX_CIPHERTEXT : STRANGER_CIPHERTEXT);
    if (frame.isEmpty()) {
      return false;
    }
    byte[] text = session.receiver().open(frame.get());
    switch (gate.judge(text, session.remoteStatic(), address, now)) {
      case Verdict.Serve(var peer, var request) -> {
        state = State.SERVING;
        current = Optional.of(request);
        out.add(new LinkOutput.Deliver(peer, request));
      }
      case Verdict.Deny(var peer, var request, var error) -> {
        out.add(new LinkOutput.Denied(peer, request, error));
        Header header = replyHeader(request, now);
        send(out, new Envelope.Refusal(request.id(), error, Part.WHOLE, header));
        since = now;
      }
      case Verdict.Drop(var fault, var detail, var sender) -> {
        out.add(new LinkOutput.Dropped(fault, detail, sender));
        close(out, fault, detail);
      }
    }
    return true;
  }

  private boolean waitForAnswer() throws WireFault {
    if (decoder.held() > MAX_AHEAD) {
      throw new WireFault(Fault.OUT_OF_TURN, "requests that wait for no answer");
    }
    return false;
  }

  private List<LinkOutput> respond(String id, Writing writing, Part part, Moment now) {
    List<LinkOutput> out = new ArrayList<>();
    Optional<Envelope.Request> served = current.filter(request -> request.id().equals(id));
    if (served.isEmpty()) {
      return out;
    }
    try {
      boolean fitted = send(out, writing.envelope(replyHeader(served.get(), now)));
      if (part != Part.CHUNK || !fitted) {
        state = State.IDLE;
        current = Optional.empty();
        since = now;
        advance(out, now);
      }
    } catch (WireFault fault) {
      close(out, fault.fault(), String.valueOf(fault.getMessage()));
    }
    return out;
  }

  private Header replyHeader(Envelope.Request request, Moment now) {
    return Header.fresh(gate.own().key(), request.header().from(), now.wall(), random);
  }

  /// Whether the envelope fitted into a frame. One that does not is replaced by a refusal, because
  /// the caller must hear something.
  private boolean send(List<LinkOutput> out, Envelope envelope) throws WireFault {
    byte[] text = EnvelopeCodec.sealed(envelope, gate.own());
    boolean fits = text.length <= Frames.MAX_TEXT;
    if (!fits) {
      LinkError tooLong = LinkError.of(LinkCode.INTERNAL_ERROR, "the answer is too long");
      text =
          EnvelopeCodec.sealed(
              new Envelope.Refusal(envelope.id(), tooLong, Part.WHOLE, envelope.header()),
              gate.own());
    }
    out.add(new LinkOutput.Send(Frames.sealed(noise.orElseThrow().sender(), text)));
    return fits;
  }

  private void close(List<LinkOutput> out, Fault fault, String detail) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    current.ifPresent(request -> out.add(new LinkOutput.Abandoned(request.id())));
    current = Optional.empty();
    out.add(new LinkOutput.Closed(fault, detail));
  }

  @FunctionalInterface
  private interface Writing {
    Envelope envelope(Header header);
  }
}
