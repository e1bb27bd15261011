package alpi.daemon.policy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The tables of what only reads, against a record with one row for each option of each manual.
class SafeOptionsTest {
  private record Row(boolean safe, String option, List<String> argv) {
    Optional<SafeCall> call() {
      return SafePrograms.call(argv.getFirst(), argv);
    }

    /// The name under which the tables have it.
    String program() {
      return argv.getFirst().equals("git") ? "git " + argv.get(1) : argv.getFirst();
    }

    @Override
    public String toString() {
      return String.join(" ", argv);
    }
  }

  private static List<Row> rows() throws Exception {
    try (InputStream in = SafeOptionsTest.class.getResourceAsStream("options.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Row> rows = new ArrayList<>();
      for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
        String[] cells = line.split(" ", 3);
        rows.add(
            new Row(cells[0].equals("SAFE"), cells[1], Arrays.asList(cells[2].split(" ", -1))));
      }
      return rows;
    }
  }

  @Test
  void everyListedOptionOnlyReads() throws Exception {
    var wrong = new ArrayList<String>();
    for (Row row : rows()) {
      boolean found =
          row.call().map(call -> row.option().equals("-") || call.has(row.option())).orElse(false);
      if (row.safe() && !found) {
        wrong.add(row.toString());
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void everyOtherOptionOfTheManualsIsAskedAbout() throws Exception {
    List<Row> asked = rows().stream().filter(row -> !row.safe()).toList();
    assertTrue(asked.size() > 500, "the record is not there");
    // Asking a program for its version is no call of it.
    List<String> passed =
        asked.stream()
            .filter(row -> row.argv().size() > 2 && row.call().isPresent())
            .map(Row::toString)
            .toList();
    assertEquals(List.of(), passed);
  }

  @Test
  void noOptionIsListedWithoutARow() throws Exception {
    var listed = new TreeSet<String>();
    for (Map<String, SafeProgram> table : List.of(SafeTable.ALL, SafeGit.forms())) {
      table.forEach((name, program) ->
          program.options().keySet().forEach(option -> listed.add(name + " " + option)));
    }
    var recorded = new TreeSet<String>();
    for (Row row : rows()) {
      if (row.safe() && !row.option().equals("-")) {
        recorded.add(row.program() + " " + row.option());
      }
    }
    assertEquals(recorded, listed);
  }

  @Test
  void aShortenedOptionIsAskedAbout() {
    for (String line :
        List.of("head --lin=3 a", "grep --regex=x a", "git log --onelin", "ls --al")) {
      List<String> argv = List.of(line.split(" ", -1));
      assertEquals(Optional.empty(), SafePrograms.call(argv.getFirst(), argv), line);
    }
  }

  @Test
  void valuesAreToldFromFiles() {
    SafeCall call = SafePrograms.call("head", List.of("head", "-n", "5", "a", "-qc3", "b")).get();
    assertEquals(List.of("a", "b"), call.texts('F'));
    assertEquals(List.of("5"), call.values("-n"));
    SafeCall grep = SafePrograms.call("grep", List.of("grep", "x", "a", "--", "-b")).get();
    assertEquals(List.of("a", "-b"), grep.texts('F'));
    SafeCall given = SafePrograms.call("grep", List.of("grep", "-ex", "a")).get();
    assertEquals(List.of("a"), given.texts('F'));
    SafeCall jq = SafePrograms.call("jq", List.of("jq", "--rawfile", "n", "f", ".", "a")).get();
    assertEquals(List.of("f", "a"), jq.texts('F'));
  }

  @Test
  void aProgramThatTakesOneFileIsNotGivenTwo() {
    assertTrue(SafePrograms.call("uniq", List.of("uniq", "in")).isPresent());
    assertEquals(Optional.empty(), SafePrograms.call("uniq", List.of("uniq", "in", "out")));
  }
}
