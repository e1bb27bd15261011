package alpi.daemon.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;

/// Connections of the real driver. Names the driver instead of asking DriverManager, so that no
/// other driver on the class path is started.
record SqliteOpener() implements Opener {
  /// How long to wait for a lock that another process holds.
  static final int BUSY_MILLIS = 5_000;

  private static final int WRITER_CACHE_KIB = 2_048;
  private static final int READER_CACHE_KIB = 1_024;
  private static final int WAL_KEPT_BYTES = 16 << 20;

  /// Pages of log after which it is copied into the file.
  private static final int CHECKPOINT_PAGES = 4_000;

  @Override
  public Connection writable(Path file, Durability durability) throws SQLException {
    SQLiteConfig config = shared(WRITER_CACHE_KIB);
    config.setJournalMode(JournalMode.WAL);
    config.setJournalSizeLimit(WAL_KEPT_BYTES);
    config.setWalAutocheckpoint(CHECKPOINT_PAGES);
    config.setSynchronous(
        switch (durability) {
          case FULL -> SynchronousMode.FULL;
          case NORMAL -> SynchronousMode.NORMAL;
        });
    return connect(file, config);
  }

  @Override
  public Connection readable(Path file) throws SQLException {
    SQLiteConfig config = shared(READER_CACHE_KIB);
    config.setReadOnly(true);
    return connect(file, config);
  }

  private static SQLiteConfig shared(int cacheKib) {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    config.enableLoadExtension(false);
    config.setTempStore(TempStore.MEMORY);
    // Nobody asks for them, and the driver would query for one after each INSERT.
    config.setGetGeneratedKeys(false);
    config.setCacheSize(-cacheKib);
    return config;
  }

  private static Connection connect(Path file, SQLiteConfig config) throws SQLException {
    Properties properties = config.toProperties();
    Connection connection = new JDBC().connect(JDBC.PREFIX + file, properties);
    if (connection == null) {
      throw new SQLException("the SQLite driver does not accept " + file);
    }
    return connection;
  }
}
