package alpi.alp.fast;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.Preface.Role;
import alpi.alp.noise.NoiseHandshake;
import alpi.alp.noise.NoiseSession;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The handshake of the fast lane, either side. Its third message says who the initiator is, signed
/// over the handshake so far: the responder knows it before a word of JSON is read.
public final class LaneHandshake {
  /// Sizes of the three messages; any other ends the connection.
  public static final int FIRST_BYTES = 48;

  public static final int SECOND_BYTES = 48;
  public static final int THIRD_BYTES = 48 + 16 + PeerKey.BYTES + PeerKey.SIGNATURE_BYTES;

  private static final byte[] NOTHING = {};
  private static final byte[] PROLOGUE = "ALP/2".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] IDENTITY = "ALP/2 id".getBytes(StandardCharsets.US_ASCII);

  private final Identity own;
  private final Role role;
  private final NoiseHandshake noise;

  private LaneHandshake(Identity own, Role role, NoiseHandshake noise) {
    this.own = own;
    this.role = role;
    this.noise = noise;
  }

  /// @param ephemeral a fresh pair, never used again
  public static LaneHandshake initiator(Identity own, PeerKey peer, Role role, DhKey ephemeral) {
    byte[] prologue = prologue(role);
    var noise = NoiseHandshake.initiator(own.staticKey(), peer.staticKey(), ephemeral, prologue);
    return new LaneHandshake(own, role, noise);
  }

  /// @param role as the preface said it
  /// @param ephemeral a fresh pair, never used again
  public static LaneHandshake responder(Identity own, Role role, DhKey ephemeral) {
    var noise = NoiseHandshake.responder(own.staticKey(), ephemeral, prologue(role));
    return new LaneHandshake(own, role, noise);
  }

  private static byte[] prologue(Role role) {
    return joined(PROLOGUE, Preface.of(role));
  }

  /// The initiator's first message.
  public byte[] first() throws WireFault {
    return noise.write(NOTHING);
  }

  /// The responder's answer to it.
  public byte[] second(byte[] first) throws WireFault {
    noise.read(sized(first, FIRST_BYTES));
    return noise.write(NOTHING);
  }

  /// The initiator's last message.
  public byte[] third(byte[] second) throws WireFault {
    noise.read(sized(second, SECOND_BYTES));
    byte[] text = signed(own.staticKey().publicBytes(), noise.hash());
    return noise.write(joined(own.key().bytes(), own.sign(text)));
  }

  /// Who the initiator is, for the responder.
  public PeerKey finish(byte[] third) throws WireFault {
    byte[] before = noise.hash();
    byte[] payload = noise.read(sized(third, THIRD_BYTES));
    PeerKey peer = key(Arrays.copyOf(payload, PeerKey.BYTES));
    byte[] signature = Arrays.copyOfRange(payload, PeerKey.BYTES, payload.length);
    if (!peer.verifies(signed(peer.staticKey(), before), signature)) {
      throw new WireFault(Fault.BAD_SIGNATURE, "a handshake that its key did not sign");
    }
    return peer;
  }

  /// The session, once: when the last message was written or read.
  ///
  /// @throws WireFault when the key that was proven is not that of `peer`
  public LaneSession session(PeerKey peer, boolean initiator) throws WireFault {
    NoiseSession session = noise.split();
    if (!peer.hasStaticKey(session.remoteStatic())) {
      throw new WireFault(Fault.WRONG_SENDER, "a handshake of another key");
    }
    return new LaneSession(session, peer, role, initiator);
  }

  private static PeerKey key(byte[] raw) throws WireFault {
    try {
      return PeerKey.of(raw);
    } catch (IllegalArgumentException e) {
      throw new WireFault(Fault.BAD_KEY, "no key of a peer in the handshake");
    }
  }

  private static byte[] signed(byte[] staticKey, byte[] hash) {
    return joined(joined(IDENTITY, staticKey), hash);
  }

  private static byte[] sized(byte[] message, int size) throws WireFault {
    if (message.length != size) {
      throw new WireFault(Fault.BAD_LENGTH, "a handshake message of " + message.length + " bytes");
    }
    return message;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
