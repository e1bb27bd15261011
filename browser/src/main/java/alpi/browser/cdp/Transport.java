package alpi.browser.cdp;

import java.io.IOException;

/// Carries whole messages to a browser and back.
interface Transport extends AutoCloseable {
  /// The longest message taken from a browser, in bytes.
  int MAX_MESSAGE = 48 << 20;

  void send(String message) throws IOException;

  /// The next message; empty once the browser has hung up.
  java.util.Optional<String> receive() throws IOException;

  @Override
  void close();
}
