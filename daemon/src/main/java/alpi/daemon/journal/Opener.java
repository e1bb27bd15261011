package alpi.daemon.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// Opens connections to a file. A port, so that tests can put a failing disk behind a database.
interface Opener {
  Connection writable(Path file, Durability durability) throws SQLException;

  Connection readable(Path file) throws SQLException;
}
