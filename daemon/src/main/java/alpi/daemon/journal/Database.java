package alpi.daemon.journal;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One SQLite file: a single thread that writes it in grouped commits, and a few that read it.
/// Callers on virtual threads only wait for a hand-over, never inside the driver.
///
/// Fails with `disk_full` or `storage` when the disk does, `corrupt` when the file is damaged; a
/// failed write was never acknowledged and did not happen.
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int CLOSE_MILLIS = 30_000;

  private final Path file;
  private final SqlConnection writer;
  private final GroupCommit commits;
  private final Thread thread;
  private final ReadPool readers;
  private final AtomicLong waits = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Database(Path file, SqlConnection writer, Opener opener, CommitListener listener) {
    this.file = file;
    this.writer = writer;
    this.commits = new GroupCommit(file, writer, listener);
    String name = String.valueOf(file.getFileName());
    this.thread = new OwnedThread.Factory(this, "write " + name).newThread(commits);
    this.readers = new ReadPool(file, opener, new OwnedThread.Factory(this, "read " + name));
  }

  /// Opens `file`, or makes it (0600), and brings it to the schema of the last migration.
  ///
  /// A file that is empty, damaged or newer than this program is refused and left as it is.
  public static Database open(Path file, Durability durability, List<Migration> migrations) {
    return open(file, durability, migrations, new SqliteOpener(), CommitListener.NONE);
  }

  static Database open(
      Path file,
      Durability durability,
      List<Migration> migrations,
      Opener opener,
      CommitListener listener) {
    List<Migration> steps = Migrations.checked(migrations);
    Path absolute = file.toAbsolutePath().normalize();
    try {
      prepare(absolute, durability, steps, opener);
      SqlConnection writer = connect(absolute, durability, steps, opener);
      var database = new Database(absolute, writer, opener, listener);
      database.thread.start();
      return database;
    } catch (SQLException e) {
      throw SqlFailure.translate(e, absolute);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs `work` in a transaction and returns once it is committed. If `work` throws, nothing of it
  /// happened. It runs on the writing thread: it must be short and must not wait for anything.
  public <T> T write(Function<? super Sql, T> work) {
    return submit(new Unit<>(work, false));
  }

  /// Runs questions that all see the same moment.
  public <T> T read(Function<? super Reader, T> work) {
    OwnedThread.refuseInside(this);
    return readers.read(work);
  }

  public <T> List<T> query(String sql, Function<Row, T> mapper, Object... arguments) {
    return read(reader -> reader.query(sql, mapper, arguments));
  }

  /// Why nothing can be written at the moment: the last transaction met a failing disk. Empty when
  /// all is well. The next write tries again.
  public Optional<Problem> degraded() {
    return commits.degraded();
  }

  public Path file() {
    return file;
  }

  /// Like [#write] for work whose only change is its last statement: costs no savepoint.
  <T> T writeAtomic(Function<? super SqlConnection, T> work) {
    return submit(new Unit<>(work, true));
  }

  /// Like [#write] for work that needs the connection itself.
  <T> T writeInside(Function<? super SqlConnection, T> work) {
    return submit(new Unit<>(work, false));
  }

  /// Queues work that nobody waits for and that is one statement at most; see [GroupCommit].
  <T> void ride(Function<? super SqlConnection, T> work, Consumer<? super T> told) {
    commits.submit(new Rider<>(work, told));
  }

  /// How often somebody waited for a commit since the file was opened.
  long waits() {
    return waits.get();
  }

  <T> T readRaw(Function<? super SqlConnection, T> work) {
    OwnedThread.refuseInside(this);
    return readers.read(work);
  }

  private <T> T submit(Unit<T> unit) {
    OwnedThread.refuseInside(this);
    waits.incrementAndGet();
    commits.submit(unit);
    return unit.await();
  }

  /// Finishes what is queued, then closes the file. Later calls are refused.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    commits.stop();
    try {
      thread.join(CLOSE_MILLIS);
      readers.close();
      if (!thread.isAlive()) {
        writer.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.warn("event=database_close_failed file={}", file, e);
    }
  }

  private static void prepare(
      Path file, Durability durability, List<Migration> steps, Opener opener)
      throws IOException, SQLException {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a database lies in a directory");
    }
    PrivateFiles.directory(parent);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      create(file, parent, durability, steps, opener);
      return;
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(
          ErrorCode.STORAGE,
          file + " is not a plain file.",
          "Move it away; alpi keeps its records in plain files only.");
    }
    if (Files.size(file) == 0) {
      throw SqlFailure.corrupt(file);
    }
    PrivateFiles.tighten(file);
  }

  /// Makes the file under another name first: one that bears the real name has its schema, so an
  /// empty one can only be the rest of a loss.
  private static void create(
      Path file, Path parent, Durability durability, List<Migration> steps, Opener opener)
      throws IOException, SQLException {
    if (Files.exists(sibling(file, "-wal"), LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(
          ErrorCode.CORRUPT,
          "The file " + file + " is missing, but its -wal sibling is there.",
          "Put the file back, or restore a backup; move both away to begin anew.");
    }
    Path fresh = sibling(file, ".part");
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(sibling(fresh, suffix));
    }
    Files.createFile(fresh, PrivateFiles.fileMode());
    PrivateFiles.tighten(fresh);
    connect(fresh, durability, steps, opener).close();
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    PrivateFiles.sync(parent);
  }

  private static SqlConnection connect(
      Path file, Durability durability, List<Migration> steps, Opener opener) throws SQLException {
    var connection = new SqlConnection(file, opener.writable(file, durability));
    try {
      Migrations.apply(connection, file, steps);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static Path sibling(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
