package alpi.daemon.policy.shell;

/// What came of reading shell text.
public sealed interface ParseResult {
  /// @param segments how many commands are in it
  /// @param needsBash whether another shell would read it differently
  record Parsed(ShellNode.Sequence root, int segments, boolean needsBash) implements ParseResult {}

  /// Beyond a limit of the reader: never run.
  record TooComplex(String reason) implements ParseResult {}

  /// Not understood: never run.
  record Unparsable(String reason) implements ParseResult {}
}
