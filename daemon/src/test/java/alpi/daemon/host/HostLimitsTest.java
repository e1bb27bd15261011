package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.RpcCodec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostLimitsTest {
  private static HostLimits of(int frame, long pending, long held) {
    return new HostLimits(frame, 1, 1, 1, pending, held, 1, 1, Duration.ofMillis(1));
  }

  @Test
  void refusesLimitsThatContradictEachOther() {
    of(RpcCodec.MAX_FRAME_BYTES, RpcCodec.MAX_FRAME_BYTES, RpcCodec.MAX_FRAME_BYTES);
    int more = RpcCodec.MAX_FRAME_BYTES + 1;
    assertThrows(IllegalArgumentException.class, () -> of(more, more, more));
    assertThrows(IllegalArgumentException.class, () -> of(10, 9, 10));
    assertThrows(IllegalArgumentException.class, () -> of(10, 10, 9));
    assertThrows(IllegalArgumentException.class, () -> of(0, 10, 10));
  }

  @Test
  void countsWhatIsHeldUpToTheBound() {
    var held = new HeldBytes(10);
    assertTrue(held.take(10));
    assertFalse(held.take(1));
    held.give(11);
    assertEquals(0, held.now());
  }
}
