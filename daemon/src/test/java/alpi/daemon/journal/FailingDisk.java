package alpi.daemon.journal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// A disk behind a real database that fails when told to: commits with an I/O error, or growth with
/// "full".
final class FailingDisk implements Opener {
  private static final int IO_ERROR = 10;

  private final SqliteOpener real = new SqliteOpener();
  private final AtomicReference<Connection> writer = new AtomicReference<>();
  private final AtomicInteger failingCommits = new AtomicInteger();

  /// The next `commits` commits fail.
  void failCommits(int commits) {
    failingCommits.set(commits);
  }

  /// No page more than there are now.
  void full() throws SQLException {
    pragma("PRAGMA max_page_count = 1");
  }

  void room() throws SQLException {
    pragma("PRAGMA max_page_count = 1000000");
  }

  private void pragma(String sql) throws SQLException {
    try (Statement statement = writer.get().createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public Connection writable(Path file, Durability durability) throws SQLException {
    Connection connection = real.writable(file, durability);
    writer.set(connection);
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = call(connection, method, arguments);
          boolean commit =
              method.getName().equals("prepareStatement") && "COMMIT".equals(arguments[0]);
          return commit ? failing((PreparedStatement) result) : result;
        });
  }

  @Override
  public Connection readable(Path file) throws SQLException {
    return real.readable(file);
  }

  private PreparedStatement failing(PreparedStatement commit) {
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().equals("executeUpdate")
              && failingCommits.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new SQLException("disk I/O error", "", IO_ERROR);
          }
          return call(commit, method, arguments);
        });
  }

  private interface Call {
    Object run(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                call.run(method, arguments == null ? new Object[0] : arguments)));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
