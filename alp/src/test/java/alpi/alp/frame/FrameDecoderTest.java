package alpi.alp.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static byte[] header(int length) {
    return ByteBuffer.allocate(4).putInt(length).array();
  }

  private static void refused(FrameDecoder decoder, int limit) {
    WireFault fault = assertThrows(WireFault.class, () -> decoder.sealed(limit));
    assertEquals(Fault.BAD_LENGTH, fault.fault());
  }

  private static FrameDecoder with(byte[] bytes) {
    var decoder = new FrameDecoder();
    decoder.offer(bytes);
    return decoder;
  }

  @Test
  void cutsTheSameFramesFromAnyPieces() throws WireFault {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      List<byte[]> sent = new ArrayList<>();
      var stream = new ByteArrayOutputStream();
      byte[] hello = bytes(random, 48);
      stream.writeBytes(Frames.handshake(hello));
      for (int i = random.nextInt(6); i >= 0; i--) {
        byte[] body = bytes(random, 16 + random.nextInt(i == 0 ? 100_000 : 300));
        sent.add(body);
        stream.writeBytes(header(body.length));
        stream.writeBytes(body);
      }
      checkCut(hello, sent, stream.toByteArray(), random, "seed " + seed);
    }
  }

  private static void checkCut(
      byte[] hello, List<byte[]> sent, byte[] stream, Random random, String seed) throws WireFault {
    var decoder = new FrameDecoder();
    Optional<byte[]> first = Optional.empty();
    List<byte[]> got = new ArrayList<>();
    int at = 0;
    while (at < stream.length) {
      int piece = Math.min(stream.length - at, 1 + random.nextInt(1 << random.nextInt(14)));
      decoder.offer(stream, at, piece);
      at += piece;
      if (first.isEmpty()) {
        first = decoder.handshake(48);
      }
      Optional<byte[]> next = first.isEmpty() ? first : decoder.sealed(Frames.MAX_CIPHERTEXT);
      while (next.isPresent()) {
        got.add(next.get());
        next = decoder.sealed(Frames.MAX_CIPHERTEXT);
      }
    }
    assertArrayEquals(hello, first.orElseThrow(), seed);
    assertEquals(hex(sent), hex(got), seed);
    assertEquals(0, decoder.held(), seed);
  }

  private static List<String> hex(List<byte[]> frames) {
    return frames.stream().map(HexFormat.of()::formatHex).toList();
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void takesTheLargestFrameAndRefusesOneByteMore() throws WireFault {
    FrameDecoder decoder = with(header(Frames.MAX_CIPHERTEXT));
    assertTrue(decoder.sealed(Frames.MAX_CIPHERTEXT).isEmpty());
    decoder.offer(new byte[Frames.MAX_CIPHERTEXT]);
    assertEquals(Frames.MAX_CIPHERTEXT, decoder.sealed(Frames.MAX_CIPHERTEXT).orElseThrow().length);
    refused(with(header(Frames.MAX_CIPHERTEXT + 1)), Integer.MAX_VALUE);
  }

  @Test
  void refusesALengthAboveTheLimitOfTheMoment() throws WireFault {
    assertTrue(with(header(64)).sealed(64).isEmpty());
    refused(with(header(65)), 64);
  }

  @Test
  void refusesLengthsThatNoCiphertextHas() throws WireFault {
    assertTrue(with(header(16)).sealed(64).isEmpty());
    refused(with(header(15)), 64);
    refused(with(header(0)), 64);
    refused(with(header(-1)), 64);
    refused(with(header(Integer.MIN_VALUE)), 64);
  }

  @Test
  void refusesAHandshakeMessageOfAnotherSize() {
    for (int size : new int[] {0, 47, 49, 65_535}) {
      FrameDecoder decoder = with(new byte[] {(byte) (size >> 8), (byte) size});
      assertThrows(WireFault.class, () -> decoder.handshake(48), "size " + size);
    }
  }

  @Test
  void givesNothingMoreAfterAFault() {
    FrameDecoder decoder = with(header(0));
    refused(decoder, 64);
    decoder.offer(header(16));
    decoder.offer(new byte[16]);
    refused(decoder, 64);
    assertEquals(0, decoder.held());
  }

  @Test
  void keepsOnlyWhatHasArrived() throws WireFault {
    FrameDecoder decoder = with(header(Frames.MAX_CIPHERTEXT));
    assertTrue(decoder.sealed(Frames.MAX_CIPHERTEXT).isEmpty());
    assertEquals(4, decoder.held());
  }

  @Test
  void laysOutAHandshakeMessage() {
    assertArrayEquals(
        new byte[] {1, 0}, java.util.Arrays.copyOf(Frames.handshake(new byte[256]), 2));
    assertThrows(IllegalArgumentException.class, () -> Frames.handshake(new byte[65_536]));
  }
}
