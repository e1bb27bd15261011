package alpi.daemon.model;

import java.util.OptionalInt;

/// A request that the built-in responder understands.
sealed interface BuiltinAsk {
  /// @param target a path, a URL, or empty for what is attached or follows
  record Summarise(String target, OptionalInt sentences) implements BuiltinAsk {}

  /// @param path empty for everything in reach
  record Search(String words, String path) implements BuiltinAsk {}

  record ListFolder(String path) implements BuiltinAsk {}

  record Read(String path) implements BuiltinAsk {}

  record Fetch(String url) implements BuiltinAsk {}

  record Recall(String query) implements BuiltinAsk {}

  record Remember(String fact) implements BuiltinAsk {}

  /// How alpi itself is used.
  record Manual(String question) implements BuiltinAsk {}

  /// An answer that needs no tool.
  record Ready(String answer) implements BuiltinAsk {}

  record Help() implements BuiltinAsk {}

  record Unknown() implements BuiltinAsk {}
}
