package alpi.daemon.context;

import java.util.Optional;

/// Makes words of documents that are no plain text.
@FunctionalInterface
public interface Rendering {
  /// Empty for plain text, and for what has no words.
  ///
  /// @param name what it is called; empty where that says nothing
  /// @throws alpi.alp.rpc.Problem when it is damaged or too large
  Optional<String> text(String name, byte[] bytes);
}
