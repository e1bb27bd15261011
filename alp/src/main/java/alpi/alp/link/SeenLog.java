package alpi.alp.link;

import alpi.alp.envelope.Seen;
import java.io.IOException;

/// Where the gate writes down what it lets in, so that a restart does not let it in again.
@FunctionalInterface
public interface SeenLog {
  /// Returns once the entry is kept. Called by several threads.
  ///
  /// @throws IOException when it is not; the envelope is then refused
  void append(Seen seen) throws IOException;
}
