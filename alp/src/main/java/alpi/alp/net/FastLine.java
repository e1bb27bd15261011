package alpi.alp.net;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.LaneHandshake;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneSession;
import alpi.alp.fast.Preface;
import alpi.alp.fast.RecordHeader;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.time.Duration;
import java.util.function.Predicate;

/// A connection of the fast lane whose handshake is done, for one thread at a time.
final class FastLine implements AutoCloseable {
  /// For the whole handshake; each of its messages may take as long.
  static final Duration HANDSHAKE = Duration.ofSeconds(5);

  private static final int SHORT_HEADER = 2;

  private final FastBytes bytes;
  private final LaneSession session;
  private final byte[] header = new byte[RecordHeader.BYTES];

  private FastLine(FastBytes bytes, LaneSession session) {
    this.bytes = bytes;
    this.session = session;
  }

  /// Shakes hands as the one who dialled.
  static FastLine dialled(
      FastBytes bytes, Identity own, PeerKey peer, Preface.Role role, DhKey ephemeral)
      throws WireFault, InterruptedException {
    LaneHandshake handshake = LaneHandshake.initiator(own, peer, role, ephemeral);
    byte[] preface = Preface.of(role);
    bytes.write(preface, preface.length);
    send(bytes, handshake.first());
    send(bytes, handshake.third(receive(bytes, LaneHandshake.SECOND_BYTES)));
    return new FastLine(bytes, handshake.session(peer, true));
  }

  /// Shakes hands as the one who listens. The connection ends here for whoever is not known.
  static FastLine accepted(
      FastBytes bytes, Identity own, DhKey ephemeral, Predicate<PeerKey> isKnown)
      throws WireFault, InterruptedException {
    byte[] preface = new byte[Preface.BYTES];
    bytes.read(preface, 0, preface.length, HANDSHAKE);
    LaneHandshake handshake = LaneHandshake.responder(own, Preface.read(preface), ephemeral);
    send(bytes, handshake.second(receive(bytes, LaneHandshake.FIRST_BYTES)));
    PeerKey peer = handshake.finish(receive(bytes, LaneHandshake.THIRD_BYTES));
    LaneSession session = handshake.session(peer, false);
    if (!isKnown.test(peer)) {
      throw new WireFault(Fault.UNKNOWN_PEER, "a connection of somebody who is not pinned");
    }
    return new FastLine(bytes, session);
  }

  private static void send(FastBytes bytes, byte[] message) throws WireFault, InterruptedException {
    byte[] framed = new byte[SHORT_HEADER + message.length];
    framed[0] = (byte) (message.length >>> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, SHORT_HEADER, message.length);
    bytes.write(framed, framed.length);
  }

  private static byte[] receive(FastBytes bytes, int size) throws WireFault, InterruptedException {
    byte[] length = new byte[SHORT_HEADER];
    bytes.read(length, 0, SHORT_HEADER, HANDSHAKE);
    if ((((length[0] & 0xff) << 8) | (length[1] & 0xff)) != size) {
      throw new WireFault(Fault.BAD_LENGTH, "a handshake message of another size");
    }
    byte[] message = new byte[size];
    bytes.read(message, 0, size, HANDSHAKE);
    return message;
  }

  LaneSession session() {
    return session;
  }

  boolean isOpen() {
    return bytes.channel().isActive();
  }

  /// Whether the other side said something that was not heard yet.
  boolean hasNews() {
    return bytes.hasNews();
  }

  void say(LaneRecord record) throws WireFault, InterruptedException {
    byte[] sealed = session.sealer().seal(record);
    bytes.write(sealed, sealed.length);
  }

  /// Says how something ended. Whoever hears it may be gone in the same moment: that changes
  /// nothing any more.
  void sayLast(LaneRecord record) throws WireFault, InterruptedException {
    try {
      say(record);
    } catch (WireFault fault) {
      if (fault.fault() != Fault.CLOSED) {
        throw fault;
      }
    }
  }

  /// Nothing large is expected for a while.
  void rest() {
    bytes.rest();
  }

  /// @param record from a [ChunkSealer], in an array that is used again
  void write(byte[] record, int length) throws WireFault, InterruptedException {
    bytes.write(record, length);
  }

  RecordHeader header(Duration patience) throws WireFault, InterruptedException {
    bytes.read(header, 0, header.length, patience);
    return RecordHeader.read(header, 0);
  }

  /// What stands behind a header, to the start of `into`.
  void body(RecordHeader of, byte[] into, Duration patience)
      throws WireFault, InterruptedException {
    bytes.read(into, 0, of.length(), patience);
  }

  /// The record behind a header.
  LaneRecord record(RecordHeader of, Duration patience) throws WireFault, InterruptedException {
    if (of.isChunk()) {
      throw new WireFault(Fault.OUT_OF_TURN, "a chunk where a record belongs");
    }
    byte[] body = new byte[of.length()];
    body(of, body, patience);
    return session.opener().open(of, body);
  }

  /// The next record. Whoever asks whether we are there is told so in passing.
  LaneRecord hear(Duration patience) throws WireFault, InterruptedException {
    while (true) {
      LaneRecord heard = record(header(patience), patience);
      if (heard instanceof LaneRecord.Ping(long token)) {
        say(new LaneRecord.Pong(token));
      } else {
        return heard;
      }
    }
  }

  /// Ends the connection, but leaves the other side a moment to read what was said last: closing a
  /// socket with bytes unread would take it away again.
  void linger() {
    bytes.linger();
  }

  /// Forgets what was not read, too.
  @Override
  public void close() {
    bytes.close();
    bytes.release();
  }
}
