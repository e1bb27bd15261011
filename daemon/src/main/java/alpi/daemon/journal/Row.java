package alpi.daemon.journal;

import java.util.Optional;
import java.util.OptionalLong;

/// One row of a result, read by column name; valid only inside the mapper it is handed to.
public interface Row {
  /// A text column that is never null.
  String text(String column);

  Optional<String> maybeText(String column);

  /// An integer column that is never null.
  long integer(String column);

  OptionalLong maybeInteger(String column);

  double real(String column);

  byte[] bytes(String column);
}
