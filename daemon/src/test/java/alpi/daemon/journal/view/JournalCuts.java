package alpi.daemon.journal.view;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// Takes the beginning off a record, as keeping it for so long and no longer would.
final class JournalCuts {
  private JournalCuts() {}

  static void forgetBefore(Path file, long seq) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement cut = connection.prepareStatement("DELETE FROM ev WHERE seq < ?")) {
      cut.setLong(1, seq);
      int _ = cut.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
