package alpi.alp.noise;

import alpi.alp.crypto.DhKey;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `Noise_XK_25519_ChaChaPoly_SHA256`, either side. The initiator knows the responder's key
/// beforehand; the responder learns the initiator's, encrypted, from the third message.
///
/// ```
/// <- s
/// ...
/// -> e, es
/// <- e, ee
/// -> s, se
/// ```
///
/// A fault ends the handshake: every later call is refused.
public final class NoiseHandshake {
  public static final String PROTOCOL = "Noise_XK_25519_ChaChaPoly_SHA256";

  /// Longest handshake message, of Noise itself.
  public static final int MAX_MESSAGE = 65_535;

  private static final int MESSAGES = 3;

  private final boolean initiator;
  private final DhKey own;
  private final DhKey ephemeral;
  private final Symmetric state = new Symmetric(PROTOCOL);
  private byte @Nullable [] remoteStatic;
  private byte @Nullable [] remoteEphemeral;
  private int done;
  private boolean broken;

  private NoiseHandshake(
      boolean initiator,
      DhKey own,
      DhKey ephemeral,
      byte @Nullable [] remoteStatic,
      byte[] prologue) {
    this.initiator = initiator;
    this.own = own;
    this.ephemeral = ephemeral;
    this.remoteStatic = remoteStatic;
    state.mixHash(prologue);
    state.mixHash(remoteStatic == null ? own.publicBytes() : remoteStatic);
  }

  /// @param remote the responder's static key
  /// @param ephemeral a fresh pair, never used again
  public static NoiseHandshake initiator(
      DhKey own, byte[] remote, DhKey ephemeral, byte[] prologue) {
    if (remote.length != DhKey.BYTES) {
      throw new IllegalArgumentException("a static key has " + DhKey.BYTES + " bytes");
    }
    return new NoiseHandshake(true, own, ephemeral, remote.clone(), prologue);
  }

  /// @param ephemeral a fresh pair, never used again
  public static NoiseHandshake responder(DhKey own, DhKey ephemeral, byte[] prologue) {
    return new NoiseHandshake(false, own, ephemeral, null, prologue);
  }

  /// Whether the next message is ours to write. False when all three are done.
  public boolean writesNext() {
    return done < MESSAGES && initiator == (done % 2 == 0);
  }

  public boolean isDone() {
    return done == MESSAGES;
  }

  /// Bytes of the next message when its payload is empty.
  public int nextSize() {
    return done < 2 ? DhKey.BYTES + 16 : DhKey.BYTES + 2 * 16;
  }

  /// The hash over all that was said so far, the same at both ends.
  public byte[] hash() {
    return state.hash();
  }

  /// @throws IllegalStateException when it is not our turn
  public byte[] write(byte[] payload) throws WireFault {
    if (!writesNext()) {
      throw new IllegalStateException("it is not our turn to write");
    }
    enter();
    byte[] head =
        switch (done) {
          case 0 -> writeEphemeral(() -> ephemeral.agree(known(remoteStatic)));
          case 1 -> writeEphemeral(() -> ephemeral.agree(known(remoteEphemeral)));
          default -> writeStatic();
        };
    byte[] message = joined(head, state.sealAndHash(payload));
    if (message.length > MAX_MESSAGE) {
      throw new IllegalArgumentException("a payload too long for a handshake message");
    }
    leave();
    return message;
  }

  /// The payload of the other side's message.
  ///
  /// @throws WireFault when it is not their turn or anything in it is wrong
  public byte[] read(byte[] message) throws WireFault {
    if (isDone() || writesNext()) {
      throw new WireFault(Fault.OUT_OF_TURN, "a handshake message out of turn");
    }
    enter();
    if (message.length < nextSize() || message.length > MAX_MESSAGE) {
      throw new WireFault(Fault.BAD_LENGTH, "a handshake message of " + message.length + " bytes");
    }
    int head =
        switch (done) {
          case 0 -> readEphemeral(message, theirs -> own.agree(theirs));
          case 1 -> readEphemeral(message, theirs -> ephemeral.agree(theirs));
          default -> readStatic(message);
        };
    byte[] payload = state.openAndHash(Arrays.copyOfRange(message, head, message.length));
    leave();
    return payload;
  }

  /// The session, once.
  public NoiseSession split() {
    if (!isDone() || broken) {
      throw new IllegalStateException("the handshake has not ended well, or was split before");
    }
    broken = true;
    return state.split(initiator, known(remoteStatic));
  }

  private void enter() throws WireFault {
    if (broken) {
      throw new WireFault(Fault.OUT_OF_TURN, "this handshake has failed");
    }
    broken = true;
  }

  private void leave() {
    broken = false;
    done++;
  }

  private byte[] writeEphemeral(Agreement agreement) throws WireFault {
    byte[] point = ephemeral.publicBytes();
    state.mixHash(point);
    state.mixKey(agreement.secret());
    return point;
  }

  private byte[] writeStatic() throws WireFault {
    byte[] sealed = state.sealAndHash(own.publicBytes());
    state.mixKey(own.agree(known(remoteEphemeral)));
    return sealed;
  }

  private int readEphemeral(byte[] message, With with) throws WireFault {
    byte[] point = Arrays.copyOf(message, DhKey.BYTES);
    remoteEphemeral = point;
    state.mixHash(point);
    state.mixKey(with.secret(point));
    return DhKey.BYTES;
  }

  private int readStatic(byte[] message) throws WireFault {
    int head = DhKey.BYTES + state.overhead();
    byte[] point = state.openAndHash(Arrays.copyOf(message, head));
    remoteStatic = point;
    state.mixKey(ephemeral.agree(point));
    return head;
  }

  private static byte[] known(byte @Nullable [] key) {
    return Optional.ofNullable(key)
        .orElseThrow(() -> new IllegalStateException("a key that no message has brought yet"));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @FunctionalInterface
  private interface Agreement {
    byte[] secret() throws WireFault;
  }

  @FunctionalInterface
  private interface With {
    byte[] secret(byte[] theirs) throws WireFault;
  }
}
