package alpi.daemon.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/// Connects to a port of this machine, says so, and holds the connection until its input ends.
final class HoldProbe {
  private HoldProbe() {}

  public static void main(String[] args) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
      System.out.println(socket.getLocalPort());
      System.out.flush();
      var _ = System.in.readAllBytes();
    }
  }
}
