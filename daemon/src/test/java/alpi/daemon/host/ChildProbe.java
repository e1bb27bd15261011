package alpi.daemon.host;

import java.io.IOException;
import java.nio.file.Path;

/// A program that a test starts as a child of the daemon: calls one verb and prints the answer.
final class ChildProbe {
  private ChildProbe() {}

  /// @param arguments socket, method, params
  public static void main(String[] arguments) throws IOException {
    try (TestClient client = new TestClient(Path.of(arguments[0]))) {
      System.out.println(client.ask(arguments[1], arguments[2]));
    }
  }
}
