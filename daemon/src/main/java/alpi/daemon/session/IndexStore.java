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

/// The SQLite file of an index: opened when first needed, replaced when it is damaged.
public final class IndexStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);

  private final Path file;
  private final String from;
  private final List<Migration> schema;

  /// Guards both fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Database database;
  private String notice = "";

  /// @param from what it is made from, for people
  public IndexStore(Path file, String from, Migration... schema) {
    this.file = file;
    this.from = from;
    this.schema = List.of(schema);
  }

  public boolean opened() {
    lock.lock();
    try {
      return database != null;
    } finally {
      lock.unlock();
    }
  }

  public boolean exists() {
    return opened() || Files.exists(file);
  }

  /// Why the index is not the one of before, if so.
  public Optional<String> notice() {
    lock.lock();
    try {
      return notice.isEmpty() ? Optional.empty() : Optional.of(notice);
    } finally {
      lock.unlock();
    }
  }

  /// The open file. One that cannot be opened is replaced by an empty one: everything in it can be
  /// read again.
  public Database database() {
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
  public void renew(String why) {
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
  public void reopen() {
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
      LOG.warn("event=index_replaced file={}", file, e);
      notice = "The index could not be read and is built anew from " + from + ".";
      wipe();
      return open();
    }
  }

  private Database open() {
    Database open = Database.open(file, Durability.NORMAL, schema);
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
        throw Problem.of(
                ErrorCode.STORAGE,
                "The index " + file + " cannot be replaced.",
                "Move it away; it is made again.")
            .because(e);
      }
    }
  }
}
