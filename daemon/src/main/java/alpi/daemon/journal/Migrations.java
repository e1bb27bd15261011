package alpi.daemon.journal;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/// The steps that lead an SQLite file to the schema this program knows. The number of the schema is
/// the file's `user_version`, changed in the same transaction as the tables.
final class Migrations {
  private Migrations() {}

  /// The schema of a profile's journal. Rooms above keep their tables here, so that their state and
  /// their events change in one transaction.
  static List<Migration> journal() {
    return Stream.of(
            "V001_events.sql",
            "V002_jobs.sql",
            "V003_blobs.sql",
            "V004_grants.sql",
            "V005_config.sql",
            "V006_origins.sql",
            "V007_grant_bounds.sql",
            "V008_job_life.sql",
            "V009_schedules.sql",
            "V010_links.sql",
            "V011_peer_blobs.sql",
            "V012_views.sql",
            "V013_devices.sql",
            "V014_blob_batches.sql",
            "V015_testimonies.sql")
        .map(file -> Migration.resource(Migrations.class, file))
        .toList();
  }

  static void apply(SqlConnection connection, Path file, List<Migration> steps)
      throws SQLException {
    int known = steps.size();
    int found = connection.userVersion();
    if (found > known) {
      throw Problem.of(
          ErrorCode.STORAGE,
          file.getFileName()
              + " was written by a newer alpi: schema "
              + found
              + ", this one knows "
              + known
              + ".",
          "Run the newer version, or restore a backup made before the upgrade.");
    }
    for (Migration step : steps.subList(found, known)) {
      connection.begin();
      try {
        connection.script(step.sql());
        connection.userVersion(step.version());
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  /// Refuses a list with gaps: the position of a step is its version.
  static List<Migration> checked(List<Migration> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).version() != i + 1) {
        throw new IllegalArgumentException("migration " + (i + 1) + " is missing or out of order");
      }
    }
    return List.copyOf(steps);
  }
}
