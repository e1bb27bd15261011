package alpi.daemon.session;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.journal.Database;
import alpi.daemon.journal.Durability;
import alpi.daemon.journal.Migration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index's SQLite file: opened when first needed, replaced when it is damaged.
final class IndexStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);

  private final Path file;

  /// Guards both fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Database database;
  private String notice = "";

  IndexStore(Path file) {
    this.file = file;
  }

  boolean opened() {
    lock.lock();
    try {
      return database != null;
    } finally {
      lock.unlock();
    }
  }

  boolean exists() {
    return opened() || Files.exists(file);
  }

  /// Why the index is not the one of before, if so.
  Optional<String> notice() {
    lock.lock();
    try {
      return notice.isEmpty() ? Optional.empty() : Optional.of(notice);
    } finally {
      lock.unlock();
    }
  }

  /// The open file. One that cannot be opened is replaced by an empty one: everything in it can be
  /// read again.
  Database database() {
    lock.lock();
    try {
      Database open = database;
      if (open == null) {
        open = openOrReplace();
        database = open;
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /// Begins an empty file.
  ///
  /// @param why what readers are told; empty when it was asked for
  void renew(String why) {
    lock.lock();
    try {
      close();
      wipe();
      notice = why;
      database = open();
    } finally {
      lock.unlock();
    }
  }

  /// Closes and opens the file, which carries everything over from the write-ahead log and removes
  /// it.
  void reopen() {
    lock.lock();
    try {
      close();
      database = open();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (database != null) {
        database.close();
        database = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private Database openOrReplace() {
    try {
      return open();
    } catch (Problem e) {
      if (e.code() == ErrorCode.DISK_FULL) {
        // There is nothing wrong with the file, and no room for another one.
        throw e;
      }
      LOG.warn("event=session_index_replaced file={}", file, e);
      notice = "The index could not be read and is built anew from the conversations.";
      wipe();
      return open();
    }
  }

  private Database open() {
    Database open =
        Database.open(
            file,
            Durability.NORMAL,
            List.of(
                Migration.resource(SessionIndex.class, "V001_sessions.sql"),
                Migration.resource(SessionIndex.class, "V002_search_within.sql")));
    open.write(sql -> {
      IndexTables.secure(sql);
      return true;
    });
    return open;
  }

  private void wipe() {
    for (String suffix : List.of("", "-wal", "-shm")) {
      try {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
      } catch (IOException e) {
        throw SessionFile.failure(e, file);
      }
    }
  }
}
