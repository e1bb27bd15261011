package alpi.daemon.host.verb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the sources say about the fields of the records that travel: the `@param` lines above each.
final class RecordDocs {
  private static final Path SOURCES = Path.of("src/main/java/alpi/daemon/host/verb");
  private static final Pattern RECORD =
      Pattern.compile("((?:[ ]*///[^\\n]*\\n)+)[ ]*(?:public )?record (\\w+)\\(");
  private static final Pattern PARAM =
      Pattern.compile("@param (\\w+) ((?:(?!@param)[^\\n]|\\n[ ]*///(?! @param))*)");

  private final Map<Class<?>, Map<String, String>> known = new HashMap<>();

  /// One line about a field; empty when the sources say nothing.
  String of(Class<?> type, String field) {
    return known.computeIfAbsent(type, RecordDocs::read).getOrDefault(field, "");
  }

  private static Map<String, String> read(Class<?> type) {
    Class<?> outer = type.getEnclosingClass() == null ? type : type.getNestHost();
    Path file = SOURCES.resolve(outer.getSimpleName() + ".java");
    Map<String, String> fields = new HashMap<>();
    try {
      Matcher record = RECORD.matcher(Files.readString(file));
      while (record.find()) {
        if (record.group(2).equals(type.getSimpleName())) {
          Matcher param = PARAM.matcher(record.group(1));
          while (param.find()) {
            fields.put(
                param.group(1), param.group(2).replaceAll("\\s*\\n\\s*///\\s*", " ").strip());
          }
        }
      }
      return fields;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
