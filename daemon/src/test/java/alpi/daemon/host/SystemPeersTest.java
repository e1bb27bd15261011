package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.sandbox.Descendants;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SystemPeersTest {
  private final Descendants descendants = new Descendants();
  private final SystemPeers peers = new SystemPeers(java.util.Optional.empty(), descendants);

  @Test
  void knowsWhoIsNoChildOfOursByNumberAndStart() {
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    long start = descendants.started(parent).orElseThrow();
    assertFalse(peers.descends(new Peer(parent, 0, start)));
  }

  @Test
  void whoGotTheNumberOfAnotherMayNotWhatThatOneMight() {
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    long start = descendants.started(parent).orElseThrow();
    assertTrue(peers.descends(new Peer(parent, 0, start - 1)));
    assertTrue(peers.descends(new Peer(parent, 0, start + 1)));
    assertTrue(peers.descends(new Peer(parent, 0, Peer.UNKNOWN)));
  }

  @Test
  void whoIsGoneDescendsForAllWeKnow() {
    assertEquals(OptionalLong.empty(), descendants.started(4_000_000_000L));
    assertTrue(peers.descends(new Peer(4_000_000_000L, 0, Peer.UNKNOWN)));
  }
}
