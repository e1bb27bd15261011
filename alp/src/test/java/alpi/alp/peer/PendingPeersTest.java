package alpi.alp.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelopes;
import alpi.alp.wire.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingPeersTest {
  private static final Instant NOON = Envelopes.NOON;
  private static final PeerKey ANA = Envelopes.ANA.key();
  private static final PeerKey ZOE = Envelopes.ZOE.key();

  @Test
  void keepsEachStrangerOnceWithItsFirstAndLastKnock() {
    PendingPeers pending =
        PendingPeers.NONE
            .knocked(ANA, Optional.of("10.0.0.7"), NOON)
            .knocked(ZOE, Optional.empty(), NOON.plusSeconds(1))
            .knocked(ANA, Optional.empty(), NOON.plusSeconds(2));
    assertEquals(
        List.of(
            new Pending(ANA, NOON, NOON.plusSeconds(2), Optional.of("10.0.0.7")),
            new Pending(ZOE, NOON.plusSeconds(1), NOON.plusSeconds(1), Optional.empty())),
        pending.entries());
    assertEquals(Optional.empty(), pending.without(ANA).of(ANA));
  }

  @Test
  void forgetsTheOldestWhenOneTooManyKnocks() {
    var random = new Random(6);
    List<PeerKey> keys = new ArrayList<>();
    PendingPeers pending = PendingPeers.NONE;
    for (int i = 0; i <= PendingPeers.MAX; i++) {
      PeerKey key = Identity.generate(random).key();
      keys.add(key);
      pending = pending.knocked(key, Optional.empty(), NOON.plusSeconds(i));
      assertTrue(pending.of(keys.getFirst()).isPresent() == (i < PendingPeers.MAX));
    }
    assertEquals(PendingPeers.MAX, pending.entries().size());
    List<Pending> tooMany = new ArrayList<>(pending.entries());
    tooMany.add(new Pending(ANA, NOON, NOON, Optional.empty()));
    assertThrows(IllegalArgumentException.class, () -> new PendingPeers(tooMany));
  }

  @Test
  void listensToSoManyStrangersAMinute() {
    var strangers = new Strangers(PendingPeers.NONE);
    var now = new Moment(NOON, 0);
    for (int i = 0; i < Strangers.PER_MINUTE; i++) {
      assertTrue(strangers.mayKnock(now));
    }
    assertFalse(strangers.mayKnock(now));
    assertTrue(strangers.mayKnock(now.plus(Duration.ofSeconds(1))));
    assertFalse(strangers.mayKnock(now.plus(Duration.ofSeconds(1))));
  }
}
