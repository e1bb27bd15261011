package alpi.alp.fast;

import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.fast.Preface.Role;
import alpi.alp.wire.WireFault;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

class LaneHandshakeFuzz {
  private static final Identity OWN = Identity.ofSeed(new byte[Identity.SEED_BYTES]);
  private static final DhKey KEY = DhKey.ofPrivate(new byte[DhKey.BYTES]);

  /// No bytes but those of one who knows the listener's key get past the first message, and no
  /// header promises more than a record may have.
  @FuzzTest(maxDuration = "2m")
  void letsNobodyInWhoKnowsNoKey(byte[] bytes) {
    var listener = LaneHandshake.responder(OWN, Role.DATA, KEY);
    assertThrows(WireFault.class, () -> listener.second(bytes));
    byte[] header = Arrays.copyOf(bytes, RecordHeader.BYTES);
    try {
      RecordHeader read = RecordHeader.read(header, 0);
      if (read.length() > RecordHeader.MAX_LENGTH) {
        throw new IllegalStateException("a header of " + read.length());
      }
    } catch (WireFault _) {
      // The other possible answer.
    }
  }
}
