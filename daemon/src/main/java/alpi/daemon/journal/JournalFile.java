package alpi.daemon.journal;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.VerifyReport.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.OptionalLong;

/// The file of a journal, looked at through a connection of its own that cannot write: also one
/// that a daemon has open, and one that no daemon would open. A fresh connection remembers no page,
/// so it sees what is stored and not what was.
public final class JournalFile {
  private final Path file;
  private final ProfileName profile;
  private final WalTail tail;

  /// @param tail what a crash had left when the file was opened for work
  JournalFile(Path file, ProfileName profile, WalTail tail) {
    this.file = file;
    this.profile = profile;
    this.tail = tail;
  }

  /// The journal of a profile that no daemon has open.
  public static JournalFile of(ProfileHome home) {
    return new JournalFile(home.journal(), home.name(), WalTail.inspect(home.journal()));
  }

  /// Checks every event, every link and the end of the chain. Takes seconds per million events.
  ///
  /// @param anchors what is known from outside; more of them cost nothing
  /// @param sink is handed each event that holds
  public VerifyReport examine(Collection<Anchor> anchors, EventSink sink) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return unreadable("it is missing, or no plain file");
    }
    var unit =
        new Unit<VerifyReport>(
            connection -> {
              try {
                // All questions see the same moment.
                connection.beginRead();
                return new ChainCheck(file, profile, tail, anchors, sink).run(connection);
              } catch (SQLException e) {
                throw SqlFailure.translate(e, file);
              }
            },
            true);
    serve(file, unit, "examine");
    try {
      return unit.await();
    } catch (Problem e) {
      return unreadable(e.sentence());
    }
  }

  /// Copies what is committed now into a new file (0600) that needs no other beside it. Writers go
  /// on meanwhile.
  ///
  /// @throws Problem `conflict` when `target` exists, or what is wrong with the disk
  public void copyTo(Path target) {
    copy(file, target);
  }

  /// The same of any SQLite file.
  public static void copy(Path from, Path target) {
    try {
      Files.createFile(target, PrivateFiles.fileMode());
      PrivateFiles.tighten(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var unit = new Unit<Boolean>(connection -> vacuum(connection, from, target), true);
    serve(from, unit, "copy");
    unit.await();
  }

  private static boolean vacuum(SqlConnection connection, Path from, Path target) {
    try (PreparedStatement statement = connection.prepare("VACUUM INTO ?")) {
      statement.setString(1, target.toString());
      statement.executeUpdate();
      return true;
    } catch (SQLException e) {
      throw SqlFailure.translate(e, from);
    }
  }

  /// On a platform thread: the driver's calls would hold the carrier of a virtual one.
  private static void serve(Path file, Unit<?> unit, String name) {
    Thread.ofPlatform()
        .daemon()
        .name(name + " " + file.getFileName())
        .start(() -> {
          try (var connection = new SqlConnection(file, new SqliteOpener().readable(file))) {
            unit.run(connection);
          } catch (SQLException e) {
            unit.fail(SqlFailure.translate(e, file));
          } catch (RuntimeException | Error e) {
            unit.fail(e);
          } finally {
            unit.settle();
          }
        });
  }

  private VerifyReport unreadable(String why) {
    return new VerifyReport(
        Verdict.DAMAGED, 0, OptionalLong.of(1), "The journal " + file + " cannot be read: " + why);
  }

  /// The schema of the file, and the one that this program writes.
  ///
  /// @throws Problem when the file cannot be read
  public static int schema(Path file) {
    var unit =
        new Unit<Integer>(
            connection -> {
              try {
                return connection.userVersion();
              } catch (SQLException e) {
                throw SqlFailure.translate(e, file);
              }
            },
            true);
    serve(file, unit, "schema");
    return unit.await();
  }

  /// The newest schema of a journal that this program knows.
  public static int newestSchema() {
    return Migrations.journal().size();
  }
}
