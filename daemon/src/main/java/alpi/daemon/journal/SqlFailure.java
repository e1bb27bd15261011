package alpi.daemon.journal;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.file.Path;
import java.sql.SQLException;

/// What a driver's error means to the rest of the program: the disk, the file, or a mistake of
/// ours.
final class SqlFailure {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int OUT_OF_MEMORY = 7;
  private static final int READ_ONLY = 8;
  private static final int IO_ERROR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int CONSTRAINT = 19;
  private static final int NOT_A_DATABASE = 26;

  private SqlFailure() {}

  /// Whether the disk or the file failed, and not one statement. Such a failure ends the whole
  /// transaction: SQLite may have rolled it back already.
  static boolean ofStorage(SQLException e) {
    return switch (primary(e)) {
      case OUT_OF_MEMORY, READ_ONLY, IO_ERROR, CORRUPT, FULL, CANNOT_OPEN, NOT_A_DATABASE -> true;
      default -> false;
    };
  }

  static RuntimeException translate(SQLException e, Path file) {
    String name = String.valueOf(file.getFileName());
    return switch (primary(e)) {
      case FULL ->
          Problem.of(
                  ErrorCode.DISK_FULL,
                  "The disk is full: nothing can be recorded in " + name + ".",
                  "Free some space; alpi goes on by itself.")
              .because(e);
      case CORRUPT, NOT_A_DATABASE -> corrupt(file).because(e);
      case IO_ERROR, READ_ONLY, CANNOT_OPEN, OUT_OF_MEMORY ->
          Problem.of(
                  ErrorCode.STORAGE,
                  "The disk refused to read or write " + name + ".",
                  "Check the disk and the rights of "
                      + file
                      + "; nothing is recorded until it works.")
              .because(e);
      case BUSY, LOCKED ->
          Problem.of(
                  ErrorCode.STORAGE,
                  "Another program holds " + name + ".",
                  "Close the program that has " + file + " open.")
              .because(e);
      case CONSTRAINT ->
          Problem.of(ErrorCode.CONFLICT, "The change contradicts what is stored already.")
              .because(e);
      default -> new IllegalStateException("a statement for " + name + " failed", e);
    };
  }

  static Problem corrupt(Path file) {
    return Problem.of(
        ErrorCode.CORRUPT,
        "The file " + file + " is damaged.",
        "Nothing was changed. Keep a copy of it with its -wal and -shm siblings, then restore a"
            + " backup.");
  }

  private static int primary(SQLException e) {
    return e.getErrorCode() & 0xff;
  }
}
