package alpi.alp.noise;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.crypto.DhKey;
import alpi.alp.wire.WireFault;
import com.code_intelligence.jazzer.junit.FuzzTest;

class NoiseFuzz {
  private static final byte[] NOTHING = {};
  private static final DhKey KEY = DhKey.ofPrivate(new byte[DhKey.BYTES]);

  /// No bytes but those of one who knows the responder's key get past the first message.
  @FuzzTest(maxDuration = "2m")
  void opensNothingThatWasNotSealed(byte[] message) {
    NoiseHandshake responder = NoiseHandshake.responder(KEY, KEY, NOTHING);
    assertThrows(WireFault.class, () -> responder.read(message));
    assertFalse(responder.isDone());
  }
}
