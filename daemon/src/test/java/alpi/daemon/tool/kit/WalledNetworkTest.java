package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alpi.daemon.base.Actor;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a command behind the wall reaches when nobody attends its run.
@Timeout(240)
class WalledNetworkTest {
  private static final Path CURL = Path.of("/usr/bin/curl");

  @TempDir private Path dir;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private HttpServer web;
  private Room room;

  @BeforeEach
  void opens() throws IOException {
    assumeTrue(Files.isExecutable(CURL), "needs curl");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "needs bubblewrap");
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          heard.add(String.valueOf(exchange.getRequestHeaders().getFirst("Host")));
          byte[] page = "a page".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    web.start();
    String config =
        """
        sandbox:
          mode: auto
        egress:
          posture: allowlist
          local: ['granted.example:%d', 'other.example:%d']
        """
            .formatted(port(), port());
    room = new Room(dir, config, Map.of(), InetAddress.getLoopbackAddress());
    room.authority = Authority.OWNER.unattended();
  }

  @AfterEach
  void closes() {
    if (web != null) {
      web.stop(0);
    }
    if (room != null) {
      room.close();
    }
  }

  private int port() {
    return web.getAddress().getPort();
  }

  private String url(String host) {
    return "http://" + host + ":" + port();
  }

  /// Runs what its owner granted beforehand, word by word.
  private Message.Tool curl(String arguments) {
    room.allow(Capability.EXEC, "cd " + room.workspace + " && " + CURL + " " + arguments, false);
    return room.does("shell", "{\"command\":\"curl " + arguments + "\"}").message();
  }

  @Test
  void reachesTheHostThatWasGrantedAndCarriesItsLabel() {
    room.allow(Capability.NET, url("granted.example"), false);
    Message.Tool told = curl("-sS " + url("granted.example") + "/x");
    assertTrue(told.text().contains("a page"), told::text);
    assertTrue(told.labels().sources().contains(Source.WEB), told::toString);
    assertEquals(List.of("granted.example:" + port()), heard);
    assertEquals(1, room.events(EventKind.EGRESS_OPENED).size());
  }

  @Test
  void reachesNoOtherHostByWhateverWay() {
    room.allow(Capability.NET, url("granted.example"), false);
    String around = "-sS -m 5 --noproxy * ";
    for (String arguments :
        List.of(
            "-sS -m 20 " + url("other.example"),
            "-sS -m 20 -p " + url("other.example"),
            "-sS -m 20 -H Host:granted.example " + url("other.example"),
            around.replace("* ", "other.example ") + url("other.example"),
            around.replace("* ", "127.0.0.1 ") + url("127.0.0.1"))) {
      Message.Tool told = curl(arguments);
      assertFalse(told.text().contains("a page"), () -> arguments + ": " + told.text());
    }
    assertEquals(List.of(), heard);
  }

  @Test
  void hasNoWayOutWithoutAGrant() {
    Message.Tool told = curl("-sS -m 5 " + url("granted.example"));
    assertFalse(told.text().contains("a page"), told::text);
    assertEquals(List.of(), heard);
    assertEquals(0, room.gate.connections());
  }

  /// Leaves it running, and says what it is called.
  private String left(String arguments) {
    room.allow(Capability.EXEC, "cd " + room.workspace + " && " + CURL + " " + arguments, false);
    String told =
        room.says("shell", "{\"action\":\"background\",\"command\":\"curl " + arguments + "\"}");
    assertTrue(told.startsWith("Started in the background as b"), told);
    return told.substring(told.lastIndexOf(' ') + 1, told.length() - 1);
  }

  /// Its state and output, once it runs no more.
  private Message.Tool over(String id) {
    while (true) {
      Message.Tool told =
          room.does("shell", "{\"action\":\"status\",\"id\":\"" + id + "\"}").message();
      if (!told.text().contains(": running")) {
        return told;
      }
      Thread.onSpinWait();
    }
  }

  /// Waits until no door is open any more.
  private void shut() {
    while (Files.isDirectory(room.home.gate()) && doors() > 0) {
      Thread.onSpinWait();
    }
  }

  private long doors() {
    try (Stream<Path> all = Files.walk(room.home.gate())) {
      return all.filter(path -> !Files.isDirectory(path)).count();
    } catch (IOException | UncheckedIOException e) {
      return 1;
    }
  }

  @Test
  void whatRunsInTheBackgroundReachesTheHostThatWasGrantedAndNoOther() {
    room.allow(Capability.NET, url("granted.example"), false);
    Message.Tool told =
        over(left("-sS -m 20 " + url("granted.example") + " " + url("other.example")));
    assertTrue(told.text().contains("a page"), told::text);
    assertTrue(told.labels().sources().contains(Source.WEB), told::toString);
    assertEquals(List.of("granted.example:" + port()), heard);
    shut();
  }

  @Test
  void whatRunsInTheBackgroundHasNoWayOutWithoutAGrant() {
    Message.Tool told = over(left("-sS -m 5 " + url("granted.example")));
    assertFalse(told.text().contains("a page"), told::text);
    assertEquals(List.of(), heard);
    assertEquals(0, room.gate.connections());
  }

  @Test
  void whatRunsInTheBackgroundEndsWithTheGrantOfWhatItReached() throws InterruptedException {
    var arrived = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    web.createContext(
        "/slow",
        exchange -> {
          arrived.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    room.allow(Capability.NET, url("granted.example"), false);
    String id = left("-sS " + url("granted.example") + "/slow");
    arrived.await();
    room.grants.live().stream()
        .filter(grant -> grant.capability() == Capability.NET)
        .forEach(grant -> room.grants.revoke(grant.id(), Actor.local(1000)));
    Message.Tool told = over(id);
    assertTrue(told.text().contains("cancelled"), told::text);
    shut();
    go.countDown();
  }
}
