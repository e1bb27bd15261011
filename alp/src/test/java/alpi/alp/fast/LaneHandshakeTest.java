package alpi.alp.fast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.envelope.Envelopes;
import alpi.alp.fast.Preface.Role;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LaneHandshakeTest {
  private final Random random = new Random(7);

  private LaneHandshake ana(Role role) {
    return LaneHandshake.initiator(
        Envelopes.ANA, Envelopes.BEN.key(), role, DhKey.generate(random));
  }

  private LaneHandshake ben(Role role) {
    return LaneHandshake.responder(Envelopes.BEN, role, DhKey.generate(random));
  }

  @Test
  void tellsTheResponderWhoItIs() throws WireFault {
    LaneHandshake ana = ana(Role.DATA);
    LaneHandshake ben = ben(Role.DATA);
    byte[] first = ana.first();
    byte[] third = ana.third(ben.second(first));
    assertEquals(LaneHandshake.FIRST_BYTES, first.length);
    assertEquals(LaneHandshake.THIRD_BYTES, third.length);
    assertEquals(160, third.length);
    assertEquals(Envelopes.ANA.key(), ben.finish(third));
  }

  @Test
  void failsWhereAByteOfAMessageIsAnother() throws WireFault {
    for (int message = 0; message < 3; message++) {
      int size = message == 2 ? LaneHandshake.THIRD_BYTES : LaneHandshake.FIRST_BYTES;
      for (int at = 0; at < size; at++) {
        int which = message;
        int where = at;
        assertThrows(WireFault.class, () -> shake(which, where), () -> which + " at " + where);
      }
    }
  }

  private void shake(int message, int at) throws WireFault {
    LaneHandshake ana = ana(Role.DATA);
    LaneHandshake ben = ben(Role.DATA);
    byte[] first = flipped(ana.first(), message == 0, at);
    byte[] second = flipped(ben.second(first), message == 1, at);
    ben.finish(flipped(ana.third(second), message == 2, at));
  }

  private static byte[] flipped(byte[] message, boolean really, int at) {
    byte[] copy = message.clone();
    if (really) {
      copy[at] ^= 1;
    }
    return copy;
  }

  @Test
  void failsWhereTheRolesDiffer() throws WireFault {
    LaneHandshake ana = ana(Role.CONTROL);
    byte[] first = ana.first();
    assertThrows(WireFault.class, () -> ben(Role.DATA).second(first));
  }

  @Test
  void refusesMessagesOfAnotherSize() {
    assertEquals(
        Fault.BAD_LENGTH,
        assertThrows(WireFault.class, () -> ben(Role.DATA).second(new byte[49])).fault());
    assertEquals(
        Fault.BAD_LENGTH,
        assertThrows(WireFault.class, () -> ana(Role.DATA).third(new byte[47])).fault());
  }

  @Test
  void neverReachesAnotherThanWhoWasDialled() throws WireFault {
    Identity eve = Identity.generate(random);
    byte[] first = ana(Role.DATA).first();
    LaneHandshake other = LaneHandshake.responder(eve, Role.DATA, DhKey.generate(random));
    assertThrows(WireFault.class, () -> other.second(first));
  }

  @Test
  void readsPrefacesOfThisCodecAlone() throws WireFault {
    assertEquals(Role.CONTROL, Preface.read(Preface.of(Role.CONTROL)));
    assertArrayEquals(new byte[] {0x41, 0x4c, 0x50, 2, 1}, Preface.of(Role.DATA));
    assertThrows(WireFault.class, () -> Preface.read(new byte[] {0x41, 0x4c, 0x50, 2, 2}));
    assertThrows(WireFault.class, () -> Preface.read(new byte[] {0x41, 0x4c, 0x50, 3, 0}));
  }

  @Test
  void opensChunksInTheirOrderUnderTheirNumberAlone() throws WireFault {
    for (BulkSuite suite : BulkSuite.values()) {
      var pair = LaneSessions.pair(random);
      Sha256 blob = Sha256.of(new byte[] {1});
      ChunkSealer sealer = pair.caller().chunks(suite, 0, blob);
      byte[] chunk = {1, 2, 3};
      byte[] first = new byte[chunk.length + ChunkSealer.OVERHEAD];
      byte[] second = first.clone();
      sealer.seal(4, false, chunk, 3, first);
      sealer.seal(5, true, chunk, 3, second);
      assertOpens(pair.listener().opening(suite, 0, blob), first, false);
      assertFails(pair.listener().opening(suite, 0, blob), second, true);
      assertFails(pair.listener().opening(suite, 0, blob), first, true);
      assertFails(pair.listener().opening(suite, 1, blob), first, false);
      assertFails(pair.listener().opening(suite, 0, Sha256.of(chunk)), first, false);
      assertFails(pair.caller().opening(suite, 0, blob), first, false);
      byte[] renumbered = first.clone();
      renumbered[RecordHeader.BYTES + 3] = 9;
      assertFails(pair.listener().opening(suite, 0, blob), renumbered, false);
      ChunkOpener all = pair.listener().opening(suite, 0, blob);
      assertOpens(all, first, false);
      assertOpens(all, second, true);
      assertFails(all, second, true);
    }
  }

  private static int open(ChunkOpener opener, byte[] record, boolean last) throws WireFault {
    byte[] body = java.util.Arrays.copyOfRange(record, RecordHeader.BYTES, record.length);
    return opener.open(RecordHeader.read(record, 0), body, last, new byte[16]);
  }

  private static void assertOpens(ChunkOpener opener, byte[] record, boolean last)
      throws WireFault {
    assertEquals(3, open(opener, record, last));
  }

  private static void assertFails(ChunkOpener opener, byte[] record, boolean last) {
    assertThrows(WireFault.class, () -> open(opener, record, last));
    assertEquals(
        Fault.OUT_OF_TURN, assertThrows(WireFault.class, () -> open(opener, record, last)).fault());
  }
}
