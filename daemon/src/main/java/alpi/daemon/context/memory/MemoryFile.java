package alpi.daemon.context.memory;

import alpi.daemon.base.Tokens;
import alpi.daemon.journal.Database;
import alpi.daemon.journal.Durability;
import alpi.daemon.journal.Migration;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The SQLite file of a profile's memory: made when something is first kept, opened when it is
/// first asked. It is no index of something else, so a damaged one is refused and left as it is.
final class MemoryFile implements AutoCloseable {
  private static final int SALT_BYTES = 32;

  private final Path file;
  private final Tokens tokens;

  /// Guards [#database] against being opened twice.
  private final ReentrantLock opening = new ReentrantLock();

  /// Held for reading by whoever uses the file, for writing by whoever closes it.
  private final ReentrantReadWriteLock using = new ReentrantReadWriteLock();

  private volatile @Nullable Database database;
  private boolean closed;

  MemoryFile(Path file, Tokens tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  /// Whether anything was ever kept here.
  boolean exists() {
    return database != null || Files.exists(file);
  }

  /// Whether it is open already: asking it costs no start.
  boolean opened() {
    return database != null;
  }

  <T> T read(Function<? super Reader, T> question) {
    using.readLock().lock();
    try {
      return open().read(question);
    } finally {
      using.readLock().unlock();
    }
  }

  <T> T write(Function<? super Sql, T> change) {
    using.readLock().lock();
    try {
      return open().write(change);
    } finally {
      using.readLock().unlock();
    }
  }

  /// Carries what the write-ahead log holds into the file and removes the log: what was deleted is
  /// then in neither.
  void settle() {
    using.writeLock().lock();
    try {
      Database open = database;
      if (open != null) {
        database = null;
        open.close();
      }
    } finally {
      using.writeLock().unlock();
    }
  }

  private Database open() {
    opening.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the memory is closed");
      }
      Database open = database;
      if (open == null) {
        open = opened(file);
        database = open;
      }
      return open;
    } finally {
      opening.unlock();
    }
  }

  private Database opened(Path file) {
    Database open =
        Database.open(
            file,
            Durability.FULL,
            List.of(Migration.resource(MemoryStore.class, "V001_memory.sql")));
    try {
      open.write(sql -> {
        MemoryChanges.secure(sql);
        MemoryChanges.salt(sql, tokens.bytes(SALT_BYTES));
        return true;
      });
      return open;
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  @Override
  public void close() {
    opening.lock();
    try {
      closed = true;
    } finally {
      opening.unlock();
    }
    settle();
  }
}
