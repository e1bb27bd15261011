package alpi.daemon.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A program that a test starts as a child of the daemon: makes each call in turn and prints its
/// answer as a line. It needs nothing beyond the JDK, so that it starts at once.
final class ChildProbe {
  private ChildProbe() {}

  /// @param arguments the socket, then a method and its params for each call
  public static void main(String[] arguments) throws IOException {
    var at = UnixDomainSocketAddress.of(Path.of(arguments[0]));
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(at);
      var answers = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
      for (int i = 1; i + 1 < arguments.length; i += 2) {
        String call =
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + i
                + ",\"method\":\""
                + arguments[i]
                + "\",\"params\":"
                + arguments[i + 1]
                + "}\n";
        socket.write(ByteBuffer.wrap(call.getBytes(StandardCharsets.UTF_8)));
        System.out.println(answers.readLine());
      }
    }
  }
}
