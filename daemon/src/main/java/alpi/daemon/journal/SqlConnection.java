package alpi.daemon.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection and the statements prepared on it. Used by one thread at a time, never by a
/// virtual one: a call into the driver pins its carrier.
final class SqlConnection implements Sql, AutoCloseable {
  /// Statements kept prepared, least recently used dropped first.
  static final int MAX_STATEMENTS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(SqlConnection.class);

  private final Path file;
  private final Connection connection;

  /// Statements at rest. One that is running is taken out, so that a mapper may ask the same again;
  /// one that failed never comes back: the driver has given it up.
  private final Map<String, PreparedStatement> statements =
      new LinkedHashMap<>(MAX_STATEMENTS, 0.75f, true);

  private @Nullable SQLException broken;

  SqlConnection(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  @Override
  public int update(String sql, Object... arguments) {
    try {
      PreparedStatement statement = take(sql);
      bind(statement, arguments);
      int changed = statement.executeUpdate();
      putBack(sql, statement);
      return changed;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public <T> List<T> query(String sql, Function<Row, T> mapper, Object... arguments) {
    return select(sql, mapper, Integer.MAX_VALUE, arguments);
  }

  @Override
  public <T> Optional<T> one(String sql, Function<Row, T> mapper, Object... arguments) {
    return select(sql, mapper, 1, arguments).stream().findFirst();
  }

  private <T> List<T> select(String sql, Function<Row, T> mapper, int limit, Object... arguments) {
    try {
      PreparedStatement statement = take(sql);
      bind(statement, arguments);
      List<T> rows = new ArrayList<>();
      try (ResultSet cursor = statement.executeQuery()) {
        Row row = new SqlRow(cursor);
        while (rows.size() < limit && cursor.next()) {
          rows.add(mapper.apply(row));
        }
      }
      putBack(sql, statement);
      return rows;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  void begin() throws SQLException {
    broken = null;
    run("BEGIN IMMEDIATE");
  }

  void beginRead() throws SQLException {
    run("BEGIN");
  }

  void commit() throws SQLException {
    run("COMMIT");
  }

  void savepoint() throws SQLException {
    run("SAVEPOINT unit");
  }

  void release() throws SQLException {
    run("RELEASE unit");
  }

  void undo() throws SQLException {
    run("ROLLBACK TO unit");
    run("RELEASE unit");
  }

  /// Ends the transaction, if SQLite has not ended it already.
  void rollback() {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("event=rollback_not_needed reason=\"{}\"", e.getMessage());
    }
  }

  /// The storage failure that a statement met since [#begin], even if the caller hid it.
  Optional<SQLException> broken() {
    return Optional.ofNullable(broken);
  }

  int userVersion() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet cursor = statement.executeQuery("PRAGMA user_version")) {
      return cursor.getInt(1);
    }
  }

  void userVersion(int version) throws SQLException {
    script("PRAGMA user_version = " + version);
  }

  /// Runs several statements without arguments.
  void script(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /// A word for what went wrong, and a mark that the transaction cannot go on if the disk failed.
  RuntimeException failed(SQLException e) {
    if (SqlFailure.ofStorage(e)) {
      broken = e;
    }
    return SqlFailure.translate(e, file);
  }

  @Override
  public void close() throws SQLException {
    statements.clear();
    connection.close();
  }

  private void run(String sql) throws SQLException {
    PreparedStatement statement = take(sql);
    statement.executeUpdate();
    putBack(sql, statement);
  }

  private PreparedStatement take(String sql) throws SQLException {
    PreparedStatement resting = statements.remove(sql);
    return resting == null ? connection.prepareStatement(sql) : resting;
  }

  private void putBack(String sql, PreparedStatement statement) throws SQLException {
    PreparedStatement twin = statements.put(sql, statement);
    if (twin != null) {
      twin.close();
    }
    if (statements.size() > MAX_STATEMENTS) {
      String oldest = statements.keySet().iterator().next();
      PreparedStatement dropped = statements.remove(oldest);
      if (dropped != null) {
        dropped.close();
      }
    }
  }

  private static void bind(PreparedStatement statement, Object... arguments) throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      bind(statement, i + 1, arguments[i]);
    }
  }

  private static void bind(PreparedStatement statement, int index, Object argument)
      throws SQLException {
    switch (argument) {
      case String text -> statement.setString(index, text);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Double number -> statement.setDouble(index, number);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Optional<?> maybe when maybe.isPresent() -> bind(statement, index, maybe.get());
      case Optional<?> _ -> statement.setNull(index, Types.NULL);
      default ->
          throw new IllegalArgumentException("no column holds a " + argument.getClass().getName());
    }
  }
}
