package alpi.daemon.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One step from a schema to the next. Runs once, in a transaction of its own; never edited after
/// release.
///
/// @param version the schema this step ends in: 1 for the first, without gaps
/// @param sql statements, separated by semicolons; no transaction control
public record Migration(int version, String sql) {
  private static final Pattern NAME = Pattern.compile("V([0-9]{3})_[a-z_]+\\.sql");

  public Migration {
    if (version < 1) {
      throw new IllegalArgumentException("schemas count from 1");
    }
  }

  /// Reads the resource `migration/V<nnn>_<what>.sql` beside the class `near`.
  public static Migration resource(Class<?> near, String file) {
    Matcher matcher = NAME.matcher(file);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a migration is named V001_what.sql: " + file);
    }
    try (InputStream in = near.getResourceAsStream("migration/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no such migration: " + file);
      }
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Migration(Integer.parseInt(matcher.group(1)), sql);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
