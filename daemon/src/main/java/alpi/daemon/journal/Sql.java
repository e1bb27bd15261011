package alpi.daemon.journal;

/// A transaction of an SQLite file: sees its own changes; all of them last or none does.
public interface Sql extends Reader {
  /// Runs one statement.
  ///
  /// @return how many rows changed
  int update(String sql, Object... arguments);
}
