package alpi.daemon.journal;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loop of the one thread that writes a file. Everything that queued up while the last commit
/// was on its way to the disk becomes the next transaction, so that one wait for the disk serves
/// many callers.
///
/// What nobody waits for rides along: it is committed with the next work that somebody waits for,
/// or after a moment without. A failing disk keeps it in memory for the next transaction.
///
/// Work that can fail half-way runs inside a savepoint and takes only itself back. A failure of the
/// disk takes the whole transaction back: all its callers are told, nothing is tried again, and
/// from then on each transaction must first prove, by a small write, that the disk takes writes
/// again.
final class GroupCommit implements Runnable {
  /// Most units in one transaction: bounds how long the first of them waits.
  static final int MAX_BATCH = 512;

  /// How long a rider waits for company, and how many wait for more.
  static final Duration LINGER = Duration.ofMillis(5);

  static final int MAX_WAITING_RIDERS = 16;

  /// How long a transaction waits for the next caller while fewer have come than the last one
  /// served. They are back within microseconds if they have more to write; without this wait the
  /// first one back has a whole wait for the disk to itself, and the others wait for that.
  static final Duration COMPANY = Duration.ofNanos(50_000);

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final Path file;
  private final SqlConnection connection;
  private final CommitListener listener;
  private final BlockingQueue<Unit<?>> queue = new LinkedBlockingQueue<>();
  private final Unit<Boolean> stop = new Unit<>(_ -> true, true);

  /// How many the last transaction served; only the loop looks at it.
  private int callers;

  private volatile boolean closed;
  private volatile @Nullable Problem degraded;

  GroupCommit(Path file, SqlConnection connection, CommitListener listener) {
    this.file = file;
    this.connection = connection;
    this.listener = listener;
  }

  void submit(Unit<?> unit) {
    queue.add(unit);
    if (closed && queue.remove(unit)) {
      throw closed();
    }
  }

  /// Lets what is queued finish, then ends the loop.
  void stop() {
    queue.add(stop);
  }

  /// Why nothing can be written at the moment, if so.
  Optional<Problem> degraded() {
    return Optional.ofNullable(degraded);
  }

  @Override
  public void run() {
    List<Unit<?>> batch = new ArrayList<>();
    boolean open = true;
    while (open) {
      try {
        gather(batch);
      } catch (InterruptedException e) {
        LOG.warn("event=writer_interrupted file={}", file);
        continue;
      }
      open = !batch.remove(stop);
      if (!batch.isEmpty()) {
        transact(batch);
      }
    }
    if (!batch.isEmpty()) {
      LOG.error("event=facts_lost file={} facts={}", file, batch.size());
    }
    refuseTheRest();
  }

  private void gather(List<Unit<?>> batch) throws InterruptedException {
    @Nullable Unit<?> next = queue.take();
    for (int i = 0; next != null && next.rides() && i < MAX_WAITING_RIDERS; i++) {
      batch.add(next);
      next = queue.poll(LINGER.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (next != null) {
      batch.add(next);
    }
    queue.drainTo(batch, MAX_BATCH - batch.size());
    awaitCompany(batch);
    callers = batch.size();
  }

  private void awaitCompany(List<Unit<?>> batch) throws InterruptedException {
    @Nullable Unit<?> next = null;
    do {
      if (next != null) {
        batch.add(next);
        queue.drainTo(batch, MAX_BATCH - batch.size());
      }
      next = batch.size() < callers ? queue.poll(COMPANY.toNanos(), TimeUnit.NANOSECONDS) : null;
    } while (next != null);
  }

  private void refuseTheRest() {
    closed = true;
    Unit<?> late = queue.poll();
    while (late != null) {
      late.fail(closed());
      late.settle();
      late = queue.poll();
    }
  }

  private void transact(List<Unit<?>> batch) {
    try {
      if (degraded != null) {
        probe();
      }
      connection.begin();
      for (Unit<?> unit : batch) {
        runOne(unit);
      }
      listener.committing(connection);
      refuseIfBroken();
      connection.commit();
      listener.committed();
    } catch (SQLException e) {
      degrade(e);
      takeBack(batch, SqlFailure.translate(e, file), SqlFailure.ofStorage(e));
      return;
    } catch (RuntimeException | Error e) {
      LOG.error("event=commit_failed file={}", file, e);
      takeBack(batch, e, false);
      return;
    }
    batch.forEach(Unit::settle);
    batch.clear();
  }

  private void runOne(Unit<?> unit) throws SQLException {
    if (!unit.atomic()) {
      connection.savepoint();
    }
    try {
      unit.run(connection);
    } catch (RuntimeException | Error e) {
      unit.fail(e);
    }
    refuseIfBroken();
    if (unit.atomic()) {
      return;
    }
    if (unit.failed()) {
      connection.undo();
    } else {
      connection.release();
    }
  }

  private void refuseIfBroken() throws SQLException {
    Optional<SQLException> broken = connection.broken();
    if (broken.isPresent()) {
      throw broken.get();
    }
  }

  /// Tells the callers, and leaves in `batch` what rides again.
  private void takeBack(List<Unit<?>> batch, Throwable reason, boolean again) {
    connection.rollback();
    listener.rolledBack();
    List<Unit<?>> told =
        batch.stream().filter(unit -> unit.failed() || !(again && unit.rides())).toList();
    batch.removeAll(told);
    for (Unit<?> unit : told) {
      if (!unit.failed()) {
        unit.fail(reason);
      }
      unit.settle();
    }
  }

  private void degrade(SQLException e) {
    if (SqlFailure.ofStorage(e) && SqlFailure.translate(e, file) instanceof Problem problem) {
      if (degraded == null) {
        LOG.error("event=storage_degraded file={} code={}", file, problem.code().wire(), e);
      }
      degraded = problem;
    }
  }

  /// Writes the first page anew and waits for the disk; then believes only what the file says.
  private void probe() throws SQLException {
    connection.begin();
    connection.userVersion(connection.userVersion());
    connection.commit();
    listener.recovered(connection);
    refuseIfBroken();
    degraded = null;
    LOG.info("event=storage_recovered file={}", file);
  }

  private Problem closed() {
    return Problem.of(ErrorCode.STORAGE, "The file " + file.getFileName() + " is closed.");
  }
}
