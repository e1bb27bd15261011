package alpi.daemon.context;

/// Makes a text shorter.
@FunctionalInterface
public interface Condenser {
  /// @param level what is to be left
  /// @param source turns, or sections of the level before; each line is about the turns that are
  ///   named in brackets
  /// @param tokens most that the answer may take
  /// @return lines that end in the turns they come from, in brackets
  /// @throws alpi.alp.rpc.Problem when nothing comes of it
  String condense(Condensed.Level level, String source, long tokens) throws InterruptedException;
}
