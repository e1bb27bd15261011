package alpi.daemon.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/// The current row of a driver's cursor. A column that is absent or null where it must not be is a
/// mistake of the caller, or a tampered file.
record SqlRow(ResultSet cursor) implements Row {
  @Override
  public String text(String column) {
    return maybeText(column).orElseThrow(() -> isNull(column));
  }

  @Override
  public Optional<String> maybeText(String column) {
    try {
      return Optional.ofNullable(cursor.getString(column));
    } catch (SQLException e) {
      throw unreadable(column, e);
    }
  }

  @Override
  public long integer(String column) {
    return maybeInteger(column).orElseThrow(() -> isNull(column));
  }

  @Override
  public OptionalLong maybeInteger(String column) {
    try {
      long value = cursor.getLong(column);
      return cursor.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    } catch (SQLException e) {
      throw unreadable(column, e);
    }
  }

  @Override
  public double real(String column) {
    try {
      return cursor.getDouble(column);
    } catch (SQLException e) {
      throw unreadable(column, e);
    }
  }

  @Override
  public byte[] bytes(String column) {
    try {
      byte[] value = cursor.getBytes(column);
      if (value == null) {
        throw isNull(column);
      }
      return value;
    } catch (SQLException e) {
      throw unreadable(column, e);
    }
  }

  private static IllegalStateException isNull(String column) {
    return new IllegalStateException("column " + column + " is null");
  }

  private static IllegalStateException unreadable(String column, SQLException e) {
    return new IllegalStateException("column " + column + " cannot be read", e);
  }
}
