package alpi.daemon.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Questions to an SQLite file. Arguments may be String, Long, Integer, Double, byte[] or Optional
/// of these; they are bound, never spliced into the text.
public interface Reader {
  <T> List<T> query(String sql, Function<Row, T> mapper, Object... arguments);

  /// The first row, if there is one.
  <T> Optional<T> one(String sql, Function<Row, T> mapper, Object... arguments);
}
