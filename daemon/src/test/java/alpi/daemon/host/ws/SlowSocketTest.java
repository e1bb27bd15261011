package alpi.daemon.host.ws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import alpi.daemon.host.HostLimits;
import alpi.daemon.host.device.Devices;
import alpi.daemon.host.device.NewDevice;
import alpi.daemon.host.verb.WebHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sockets whose other end takes nothing: HP-13 at the web door.
@Timeout(120)
class SlowSocketTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  /// More than the buffers of both ends hold.
  private static final int MANY = 6_000;

  @TempDir Path root;

  private static HostLimits plane(Duration stall) {
    HostLimits usual = HostLimits.DEFAULT;
    return new HostLimits(
        usual.frameBytes(),
        usual.resultBytes(),
        usual.connections(),
        usual.inFlight(),
        usual.pendingBytes(),
        usual.heldBytes(),
        usual.answerBytes(),
        64 << 10,
        stall);
  }

  private static Devices.Paired pair(WebHost host, String name) {
    var wanted = new NewDevice(name, Role.ADMIN, List.of());
    String word = host.devices().invite(wanted, Devices.PAIRING, Actor.SYSTEM).reveal();
    return host.devices().claim(word, Optional.empty());
  }

  private static void await(WebHost host, int connections) {
    long end = System.nanoTime() + PATIENCE;
    while (host.connections() != connections) {
      assertTrue(System.nanoTime() < end, "there are " + host.connections() + " connections");
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void whoReadsNothingIsCutOffAndHarmsNobodyElse() throws Exception {
    try (var host = new WebHost(root, WebLimits.DEFAULT, plane(Duration.ofMillis(300)));
        WebClient slow = new WebClient(host.port());
        WebClient other = new WebClient(host.port())) {
      host.fill(MANY);
      assertTrue(slow.enter(pair(host, "slow").token().reveal()).has("result"));
      assertTrue(other.enter(pair(host, "other").token().reveal()).has("result"));
      slow.readNothing();
      slow.call("host.events.watch", "{\"after\":0}");
      assertTrue(other.ask("host.ping", "{}").has("result"));
      await(host, 1);
      assertTrue(other.ask("host.ping", "{}").has("result"));
    }
  }

  @Test
  void aRevocationReachesWhoReadsNothing() throws Exception {
    try (var host = new WebHost(root, WebLimits.DEFAULT, plane(Duration.ofDays(1)));
        WebClient slow = new WebClient(host.port());
        WebClient other = new WebClient(host.port())) {
      host.fill(MANY);
      Devices.Paired lost = pair(host, "slow");
      assertTrue(slow.enter(lost.token().reveal()).has("result"));
      assertTrue(other.enter(pair(host, "other").token().reveal()).has("result"));
      slow.readNothing();
      slow.call("host.events.watch", "{\"after\":0}");
      host.devices().revoke(lost.device().id(), Actor.SYSTEM);
      await(host, 1);
      assertTrue(other.ask("host.ping", "{}").has("result"));
    }
  }
}
