package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
  private final Optional<Natives> natives = Natives.load();

  @BeforeEach
  void onLinux() {
    assumeTrue(natives.isPresent());
  }

  @Test
  void namesThePeerOfALocalSocket(@TempDir Path dir) throws Exception {
    var address = UnixDomainSocketAddress.of(dir.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      try (var client = SocketChannel.open(address);
          var accepted = server.accept()) {
        assertTrue(client.isConnected());
        Method number = accepted.getClass().getMethod("getFDVal");
        number.setAccessible(true);
        Natives.Peer peer = natives.orElseThrow().peer((int) number.invoke(accepted)).orElseThrow();
        assertEquals(ProcessHandle.current().pid(), peer.pid());
        assertEquals(natives.orElseThrow().ownUid(), peer.uid());
        assertEquals(Files.getAttribute(dir, "unix:uid"), (int) peer.uid());
      }
    }
  }

  @Test
  void knowsNoPeerOfWhatIsNoSocket() {
    assertEquals(Optional.empty(), natives.orElseThrow().peer(9999));
  }

  @Test
  void refusesToSignalMoreThanOneProcess() {
    Natives calls = natives.orElseThrow();
    for (long pid : new long[] {-1, 0, 1, 1L << 40}) {
      assertThrows(IllegalArgumentException.class, () -> calls.signal(pid, Natives.TERM));
      assertThrows(IllegalArgumentException.class, () -> calls.signalGroup(pid, Natives.TERM));
    }
    assertFalse(calls.signal(Integer.MAX_VALUE, Natives.TERM));
  }

  @Test
  void collectsOrphans() {
    assertTrue(natives.orElseThrow().becomeSubreaper());
  }
}
