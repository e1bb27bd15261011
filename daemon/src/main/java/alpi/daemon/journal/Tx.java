package alpi.daemon.journal;

/// A transaction on the thread that owns the file: state and the events that tell of it change
/// together. Arguments may be String, Long, Integer, Double, byte[] or Optional of these.
public interface Tx extends Sql {
  /// Links one event into the chain. Its `seq` is final once the transaction commits.
  Event append(Draft draft);
}
