package alpi.daemon.host;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// A program that a test starts with few file descriptors: a server that ends with its input.
final class FewDescriptorsProbe {
  private FewDescriptorsProbe() {}

  /// @param arguments a home
  public static void main(String[] arguments) throws Exception {
    // Nobody reads what is logged, and a full pipe would stop the server.
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    try (var _ = new HostFixture(Path.of(arguments[0]), HostLimits.DEFAULT)) {
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // Until whoever started it is done.
      }
    }
  }
}
