package alpi.daemon.journal;

import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Journals and drafts for the tests of this room.
final class Fixtures {
  static final Actor OWNER = Actor.local(1000);
  static final ProfileName PROFILE = ProfileName.DEFAULT;

  private Fixtures() {}

  static Journal journal(Path dir) {
    return journal(dir, new FakeTime());
  }

  static Journal journal(Path dir, Time time) {
    return Journal.open(file(dir), PROFILE, time);
  }

  static Path file(Path dir) {
    return dir.resolve("journal.db");
  }

  static Draft draft(int number) {
    return Draft.of(EventKind.TOOL_CALLED, OWNER).with("number", number);
  }

  /// Statements run from outside, as another program would.
  static void outside(Path file, String... statements) {
    try (Connection connection = new SqliteOpener().writable(file, Durability.NORMAL);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Long> seqs(List<Event> events) {
    return events.stream().map(Event::seq).toList();
  }
}
