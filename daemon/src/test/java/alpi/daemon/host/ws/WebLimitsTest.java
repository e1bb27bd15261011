package alpi.daemon.host.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import alpi.daemon.base.DeviceId;
import alpi.daemon.base.FakeTime;
import alpi.daemon.config.WebConfig;
import alpi.daemon.host.device.Devices;
import alpi.daemon.host.device.NewDevice;
import alpi.daemon.host.verb.WebHost;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebLimitsTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");
  private static final DeviceId DEVICE = new DeviceId("d0000000000000000a");

  @TempDir Path root;

  private static WebLimits limits(int entranceBytes, Duration entrance, Duration idle) {
    return new WebLimits(
        6, 4, 2, 3, entranceBytes, entrance, 5, 2048, 8192, idle, Duration.ofSeconds(30));
  }

  private static WebLimits usual() {
    return limits(16 << 10, Duration.ofSeconds(60), Duration.ofSeconds(60));
  }

  @Test
  void countsSocketsOfAllOfAnAddressAndOfADevice() {
    var crowd = new Crowd(usual(), new FakeTime());
    for (int i = 0; i < 4; i++) {
      assertTrue(crowd.come(HERE));
    }
    assertFalse(crowd.come(HERE), "one address has four");
    for (int i = 0; i < 2; i++) {
      assertTrue(crowd.come(THERE));
    }
    assertFalse(crowd.come(THERE), "all together have six");
    crowd.leave(HERE);
    assertTrue(crowd.come(THERE));
    for (int i = 0; i < 2; i++) {
      assertTrue(crowd.enter(DEVICE));
    }
    assertFalse(crowd.enter(DEVICE));
    crowd.leave(DEVICE);
    assertTrue(crowd.enter(DEVICE));
    for (int i = 0; i < 3; i++) {
      assertTrue(crowd.strangerComes());
    }
    assertFalse(crowd.strangerComes());
    crowd.strangerGoes();
    assertTrue(crowd.strangerComes());
  }

  @Test
  void forgetsFailuresAfterAMinuteAndHoldsThemAgainstNobodyElse() {
    var time = new FakeTime();
    var crowd = new Crowd(usual(), time);
    for (int i = 0; i < 5; i++) {
      assertFalse(crowd.shunned(HERE));
      crowd.failed(HERE);
    }
    assertTrue(crowd.shunned(HERE));
    assertFalse(crowd.shunned(THERE));
    time.advance(Duration.ofSeconds(59));
    assertTrue(crowd.shunned(HERE));
    time.advance(Duration.ofSeconds(1));
    assertFalse(crowd.shunned(HERE));
  }

  @Test
  void aDeviceHasSoManyConnectionsAndNotOneMore() throws Exception {
    try (var host = new WebHost(root, usual())) {
      var wanted = new NewDevice("phone", Role.MEMBER, List.of());
      String word = host.devices().invite(wanted, Devices.PAIRING, Actor.SYSTEM).reveal();
      String token = host.devices().claim(word, Optional.empty()).token().reveal();
      try (WebClient one = new WebClient(host.port());
          WebClient two = new WebClient(host.port());
          WebClient three = new WebClient(host.port())) {
        assertTrue(one.enter(token).has("result"));
        assertTrue(two.enter(token).has("result"));
        three.call("host.device.enter", "{\"token\":\"" + token + "\"}");
        assertTrue(three.read().has("error"));
        assertEquals(1013, three.end());
      }
    }
  }

  @Test
  void cutsOffWhoSaysNothingAndWhoSaysTooMuch() throws Exception {
    var soon = Duration.ofMillis(300);
    try (var host = new WebHost(root, limits(600, soon, soon));
        WebClient silent = new WebClient(host.port())) {
      assertEquals(1008, silent.end());
      assertEquals(0, new RawHttp(host.port()).send("GET / HTT").status());
    }
    try (var host = new WebHost(root.resolve("b"), limits(600, Duration.ofSeconds(60), soon));
        WebClient loud = new WebClient(host.port())) {
      loud.enter("x".repeat(200));
      loud.end();
    }
    try (var host = new WebHost(root.resolve("c"), limits(600, Duration.ofSeconds(60), soon));
        WebClient louder = new WebClient(host.port())) {
      louder.call("host.device.enter", "{\"token\":\"" + "x".repeat(600) + "\"}");
      assertNotEquals(1008, louder.end(), "unheard");
    }
  }

  @Test
  void opensOnThisMachineElseOnlyForAReasonAndNowhereInPublic() {
    for (String listen : List.of("127.0.0.1:1", "[::1]:1", "localhost:1", "")) {
      assertTrue(
          WebAddress.of(new WebConfig(listen, List.of(), "")).getAddress().isLoopbackAddress());
    }
    for (String listen : List.of("192.168.1.5:1", "10.0.0.1:1", "100.64.0.1:1")) {
      assertThrows(Problem.class, () -> WebAddress.of(new WebConfig(listen, List.of(), " ")));
      assertEquals(1, WebAddress.of(new WebConfig(listen, List.of(), "wireguard")).getPort());
    }
    for (String listen :
        List.of("0.0.0.0:1", "[::]:1", "8.8.8.8:1", "127.0.0.1:65536", "1.2.3:1")) {
      assertThrows(
          Problem.class, () -> WebAddress.of(new WebConfig(listen, List.of(), "why not")), listen);
    }
  }
}
