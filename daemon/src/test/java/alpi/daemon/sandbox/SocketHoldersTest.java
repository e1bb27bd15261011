package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SocketHoldersTest {
  private static InetSocketAddress at(InetAddress address, int port) {
    return new InetSocketAddress(address, port);
  }

  @Test
  void knowsTheConnectionThatAChildHoldsFromTheOneThatItDoesNot() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 5, here);
        Socket own = new Socket(here, server.getLocalPort());
        Socket accepted = server.accept()) {
      Process child =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  HoldProbe.class.getName(),
                  Integer.toString(server.getLocalPort()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (Socket theirs = server.accept();
          BufferedReader said = child.inputReader()) {
        assertEquals(Integer.toString(theirs.getPort()), said.readLine());
        InetSocketAddress listening = at(here, server.getLocalPort());
        var holders = new SocketHolders();
        assertTrue(holders.ours(at(here, theirs.getPort()), listening), "the child holds it");
        assertFalse(holders.ours(at(here, own.getLocalPort()), listening), "no child holds it");
        assertTrue(holders.ours(at(here, 1), listening), "what is not there cannot be told");
      } finally {
        child.getOutputStream().close();
        child.waitFor();
      }
      assertTrue(accepted.isConnected());
    }
  }

  @Test
  void readsAddressesAsTheKernelSpellsThem() {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    assertTrue(SocketHolders.isAt("0100007F:1CFC", at(loopback, 7420)));
    assertTrue(SocketHolders.isAt("0000000000000000FFFF00000100007F:1CFC", at(loopback, 7420)));
    assertTrue(
        SocketHolders.isAt(
            "00000000000000000000000001000000:1CFC", at(InetAddress.ofLiteral("::1"), 7420)));
    assertFalse(SocketHolders.isAt("0100007F:1CFD", at(loopback, 7420)));
    assertFalse(SocketHolders.isAt("0200007F:1CFC", at(loopback, 7420)));
  }
}
