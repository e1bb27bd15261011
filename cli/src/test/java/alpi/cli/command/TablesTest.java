package alpi.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the client knows of the daemon by heart, against what the daemon says of itself.
class TablesTest {
  private static final Path REFERENCE = Path.of("..", "docs", "protocol", "host.md");

  @Test
  void showsOnlyMembersThatTheDaemonSends() throws IOException, IllegalAccessException {
    List<Tables> all = all();
    assertTrue(all.contains(Tables.JOBS));
    for (Tables table : all) {
      Set<String> members = members(table);
      for (String column : table.columns()) {
        assertTrue(members.contains(column), table + ": no " + column + " in " + members);
      }
    }
  }

  private static List<Tables> all() throws IllegalAccessException {
    List<Tables> all = new ArrayList<>();
    for (Field field : Tables.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == Tables.class) {
        all.add((Tables) field.get(null));
      }
    }
    return all;
  }

  @Test
  void passesOnEveryVariableThatTheDaemonHeeds() throws ReflectiveOperationException {
    Object names = Class.forName("alpi.daemon.model.ModelEnvironment").getField("NAMES").get(null);
    assertEquals(
        names, Arrays.stream(ChatCommand.ENVIRONMENT).sorted().collect(Collectors.toList()));
  }

  /// The members of a row, read from the reference that is generated from the daemon's records.
  private static Set<String> members(Tables table) throws IOException {
    List<String> lines = Files.readAllLines(REFERENCE);
    int at = lines.indexOf("### " + table.verb());
    assertFalse(at < 0, "no " + table.verb() + " in the reference");
    for (String line : lines.subList(at, lines.size())) {
      if (line.startsWith("| `" + table.member() + "` | {")) {
        Set<String> members = new TreeSet<>();
        Matcher row = Pattern.compile("\\{(.*)\\}\\[\\]").matcher(line);
        assertTrue(row.find(), line);
        for (String member : row.group(1).split(", ", -1)) {
          members.add(member.split(":", 2)[0]);
        }
        return members;
      }
    }
    throw new AssertionError("no rows named " + table.member() + " in " + table.verb());
  }
}
