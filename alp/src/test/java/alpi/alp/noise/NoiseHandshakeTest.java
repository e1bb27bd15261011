package alpi.alp.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Vectors;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NoiseHandshakeTest {
  private static final byte[] NOTHING = {};
  private static final DhKey ANA = DhKey.ofPrivate(Vectors.run(1, 32));
  private static final DhKey BEN = DhKey.ofPrivate(Vectors.run(2, 32));
  private static final DhKey ZOE = DhKey.ofPrivate(Vectors.run(3, 32));

  private NoiseHandshake one = initiator(BEN);
  private NoiseHandshake two = responder(BEN);

  private static NoiseHandshake initiator(DhKey towards) {
    return NoiseHandshake.initiator(
        ANA, towards.publicBytes(), DhKey.ofPrivate(Vectors.run(4, 32)), NOTHING);
  }

  private static NoiseHandshake responder(DhKey own) {
    return NoiseHandshake.responder(own, DhKey.ofPrivate(Vectors.run(5, 32)), NOTHING);
  }

  @BeforeEach
  void startAnew() {
    one = initiator(BEN);
    two = responder(BEN);
  }

  private static void refused(Fault fault, Executable attempt) {
    assertEquals(fault, assertThrows(WireFault.class, attempt).fault());
  }

  /// Runs the handshake up to message `upTo`, which is returned and not delivered.
  private byte[] messageNumber(int upTo) throws WireFault {
    for (int i = 0; i < upTo; i++) {
      (i == 1 ? one : two).read((i == 1 ? two : one).write(NOTHING));
    }
    return (upTo == 1 ? two : one).write(NOTHING);
  }

  @Test
  void endsOnAChangedBitInAnyByteOfAnyMessage() throws WireFault {
    for (int number = 0; number < 3; number++) {
      startAnew();
      int bytes = messageNumber(number).length;
      for (int i = 0; i < bytes; i++) {
        startAnew();
        byte[] message = messageNumber(number);
        message[i] ^= (byte) (1 << (i % 8));
        NoiseHandshake reader = number == 1 ? one : two;
        String where = "message " + number + " byte " + i;
        assertThrows(WireFault.class, () -> reader.read(message), where);
        assertThrows(IllegalStateException.class, reader::split, where);
      }
    }
  }

  @Test
  void endsOnAMessageOfAnotherLength() throws WireFault {
    for (int number = 0; number < 3; number++) {
      startAnew();
      byte[] message = messageNumber(number);
      NoiseHandshake reader = number == 1 ? one : two;
      refused(Fault.BAD_LENGTH, () -> reader.read(Arrays.copyOf(message, message.length - 1)));
      startAnew();
      byte[] again = messageNumber(number);
      NoiseHandshake second = number == 1 ? one : two;
      refused(Fault.BAD_TAG, () -> second.read(Arrays.copyOf(again, again.length + 1)));
    }
    startAnew();
    refused(Fault.BAD_LENGTH, () -> two.read(new byte[NoiseHandshake.MAX_MESSAGE + 1]));
  }

  @Test
  void opensNothingForAResponderOfAnotherKey() throws WireFault {
    byte[] message = initiator(ZOE).write(NOTHING);
    refused(Fault.BAD_TAG, () -> two.read(message));
  }

  @Test
  void readsNothingAfterAFault() throws WireFault {
    byte[] good = one.write(NOTHING);
    refused(Fault.BAD_LENGTH, () -> two.read(NOTHING));
    refused(Fault.OUT_OF_TURN, () -> two.read(good));
  }

  @Test
  void refusesAnEphemeralKeyOfSmallOrder() {
    refused(Fault.BAD_KEY, () -> two.read(new byte[48]));
  }

  @Test
  void refusesAMessageOutOfTurn() throws WireFault {
    refused(Fault.OUT_OF_TURN, () -> one.read(new byte[48]));
    assertThrows(IllegalStateException.class, () -> two.write(NOTHING));
    byte[] first = one.write(NOTHING);
    assertThrows(IllegalStateException.class, () -> one.write(NOTHING));
    two.read(first);
    refused(Fault.OUT_OF_TURN, () -> two.read(first));
  }

  @Test
  void refusesADifferentPrologue() throws WireFault {
    NoiseHandshake other =
        NoiseHandshake.responder(BEN, DhKey.ofPrivate(Vectors.run(5, 32)), new byte[1]);
    byte[] message = one.write(NOTHING);
    refused(Fault.BAD_TAG, () -> other.read(message));
  }

  @Test
  void splitsOnce() throws WireFault {
    byte[] last = messageNumber(2);
    assertThrows(IllegalStateException.class, two::split);
    two.read(last);
    two.split();
    assertThrows(IllegalStateException.class, two::split);
  }

  @Test
  void carriesAPayloadInEachMessage() throws WireFault {
    byte[] payload = Vectors.run(0, 200);
    assertArrayEquals(payload, two.read(one.write(payload)));
    assertArrayEquals(payload, one.read(two.write(payload)));
    assertArrayEquals(payload, two.read(one.write(payload)));
  }

  @Test
  void sealsUpToTheLastNumberAndNotWithTheReservedOne() throws WireFault {
    byte[] key = Vectors.run(0, 32);
    var sender = new NoiseCipher(key, -2L);
    var receiver = new NoiseCipher(key, -2L);
    assertArrayEquals(key, receiver.open(sender.seal(key)));
    refused(Fault.EXHAUSTED, () -> sender.seal(key));
    refused(Fault.EXHAUSTED, () -> receiver.open(new byte[32]));
  }

  @Test
  void opensEachMessageOnceAndInOrder() throws WireFault {
    byte[] key = Vectors.run(0, 32);
    var sender = new NoiseCipher(key);
    byte[] first = sender.seal(Vectors.run(0, 10));
    byte[] second = sender.seal(Vectors.run(1, 10));

    refused(Fault.BAD_TAG, () -> new NoiseCipher(key).open(second));

    var receiver = new NoiseCipher(key);
    receiver.open(first);
    refused(Fault.BAD_TAG, () -> receiver.open(first));
    refused(Fault.BAD_TAG, () -> receiver.open(second));
  }
}
