package alpi.daemon.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A transaction on the thread that owns the file: state and the events that tell of it change
/// together. Arguments may be String, Long, Integer, Double, byte[] or Optional of these.
public interface Tx {
  /// Runs one statement.
  ///
  /// @return how many rows changed
  int update(String sql, Object... arguments);

  <T> List<T> query(String sql, Function<Row, T> mapper, Object... arguments);

  <T> Optional<T> one(String sql, Function<Row, T> mapper, Object... arguments);

  /// Links one event into the chain. Its `seq` is final once the transaction commits.
  Event append(Draft draft);
}
