package alpi.daemon.journal;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few platform threads that read a file, each through a read-only connection that it borrows.
/// Threads of an idle file end by themselves; its connections stay.
final class ReadPool implements AutoCloseable {
  /// Reads that run at once.
  static final int THREADS = 2;

  private static final int IDLE_SECONDS = 20;
  private static final int CLOSE_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(ReadPool.class);

  private final Path file;
  private final Opener opener;
  private final ThreadPoolExecutor threads;
  private final ConcurrentLinkedQueue<SqlConnection> idle = new ConcurrentLinkedQueue<>();

  ReadPool(Path file, Opener opener, OwnedThread.Factory factory) {
    this.file = file;
    this.opener = opener;
    this.threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    threads.allowCoreThreadTimeOut(true);
  }

  /// Runs `work` on what is committed now; all its questions see the same moment.
  <T> T read(Function<? super SqlConnection, T> work) {
    var unit = new Unit<T>(work, true);
    try {
      threads.execute(() -> serve(unit));
    } catch (RejectedExecutionException e) {
      throw Problem.of(ErrorCode.STORAGE, "The file " + file.getFileName() + " is closed.")
          .because(e);
    }
    return unit.await();
  }

  private void serve(Unit<?> unit) {
    try {
      serveFrom(borrow(), unit);
    } catch (SQLException e) {
      unit.fail(SqlFailure.translate(e, file));
    } catch (RuntimeException | Error e) {
      unit.fail(e);
    } finally {
      unit.settle();
    }
  }

  private void serveFrom(SqlConnection connection, Unit<?> unit) throws SQLException {
    boolean sound = false;
    try {
      connection.beginRead();
      unit.run(connection);
      connection.commit();
      sound = true;
    } finally {
      if (sound) {
        idle.add(connection);
      } else {
        connection.close();
      }
    }
  }

  private SqlConnection borrow() throws SQLException {
    SqlConnection resting = idle.poll();
    return resting == null ? new SqlConnection(file, opener.readable(file)) : resting;
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("event=reader_still_busy file={}", file);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    SqlConnection resting = idle.poll();
    while (resting != null) {
      closeQuietly(resting);
      resting = idle.poll();
    }
  }

  private void closeQuietly(SqlConnection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("event=reader_close_failed file={}", file, e);
    }
  }
}
