package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Rounds;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Labels;
import alpi.daemon.tool.Bench;
import alpi.daemon.tool.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditingTest {
  @TempDir Path dir;
  private Bench bench;

  @BeforeEach
  void open() {
    bench = new Bench(dir);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void createsAFileWithItsFoldersAndRecordsIt() {
    assertTrue(write("a/b/c.txt", "hi").message().ok());
    assertEquals("hi", bench.content("a/b/c.txt"));
    Event event = bench.events(EventKind.FILE_CHANGED).getFirst();
    assertEquals("absent", event.body().path("before").asString(""));
    assertEquals(2, event.body().path("made").asInt(0));
    assertEquals("write", event.body().path("tool").asString(""));
  }

  @Test
  void replacingKeepsTheMode() throws IOException {
    Path file = bench.file("run.sh", "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
    write("run.sh", "new");
    assertEquals("new", bench.content("run.sh"));
    assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void writesThroughALinkAndLeavesTheLink() throws IOException {
    bench.file("real.txt", "old");
    Path link = bench.workspace.resolve("link.txt");
    Files.createSymbolicLink(link, Path.of("real.txt"));
    write("link.txt", "new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", bench.content("real.txt"));
  }

  @Test
  void leavesReadOnlyFilesFoldersAndSensitiveNamesAlone() throws IOException {
    Path file = bench.file("fixed", "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assertFalse(write("fixed", "new").message().ok());
    assertFalse(write(".", "new").message().ok());
    assertFalse(write(".git/hooks/pre-commit", "new").message().ok());
    assertFalse(write(".env", "A=1").message().ok());
    assertEquals("old", bench.content("fixed"));
    assertEquals(0, bench.events(EventKind.FILE_CHANGED).size());
  }

  @Test
  void warnsOfJsonThatIsNone() {
    assertTrue(write("x.json", "{\"a\":").message().text().contains("not valid JSON"));
    assertFalse(write("y.json", "{\"a\":1}").message().text().contains("Warning"));
  }

  @Test
  void writingTheSameAgainChangesNothing() {
    write("x", "same");
    assertTrue(write("x", "same").message().text().contains("already"));
    assertEquals(1, bench.events(EventKind.FILE_CHANGED).size());
  }

  @Test
  void refusesAnAmbiguousEditWithTheCount() {
    bench.file("x", "a b a\na\n");
    Outcome outcome = edit("x", "a", "c", false);
    assertEquals(Optional.of(ErrorCode.CONFLICT), outcome.code());
    assertTrue(outcome.message().text().contains("3 times"));
    assertTrue(edit("x", "a", "c", true).message().ok());
    assertEquals("c b c\nc\n", bench.content("x"));
  }

  @Test
  void isLooseOnlyAboutWhiteSpaceAtLineEnds() {
    bench.file("x", "if (a) {  \n\treturn;\t\n}\n");
    assertTrue(edit("x", "if (a) {\n\treturn;\n", "if (b) {\n\tbreak;\n", false).message().ok());
    assertEquals("if (b) {\n\tbreak;\n}\n", bench.content("x"));
    assertFalse(edit("x", "  break;\n", "\n", false).message().ok());
  }

  @Test
  void pointsAtTheLineWhereAMissStartsToMatch() {
    bench.file("x", "one\ntwo\nthree\n");
    assertTrue(edit("x", "two\n3\n", "x", false).message().text().contains("line 2"));
  }

  @Test
  void keepsWindowsLineEndsAndForeignBytes() throws IOException {
    bench.file("dos.txt", "a\r\nb\r\nc\r\n");
    edit("dos.txt", "a\nb\n", "A\nB\nB2\n", false);
    assertEquals("A\r\nB\r\nB2\r\nc\r\n", bench.content("dos.txt"));
    bench.file("latin", new byte[] {'x', (byte) 0xe9, '\n', 'y', '\n'});
    assertTrue(edit("latin", "y", "z", false).message().ok());
    assertArrayEquals(
        new byte[] {'x', (byte) 0xe9, '\n', 'z', '\n'},
        Files.readAllBytes(bench.workspace.resolve("latin")));
    assertFalse(edit("latin", "z", "€", false).message().ok());
  }

  @Test
  void takesAPatch() {
    bench.file("x", "a\nb\nc\n");
    String arguments =
        Json.text(Json.object().put("path", "x").put("patch", "@@\n a\n-b\n+B\n c\n"));
    assertTrue(bench.does("edit", arguments).message().ok());
    assertEquals("a\nB\nc\n", bench.content("x"));
    String both = Json.text(Json.object().put("path", "x").put("patch", "@@").put("old", "a"));
    assertTrue(bench.does("edit", both).message().text().contains("either old and new"));
  }

  @Test
  void refusesToEditWhatIsNotTextOrNotThere() {
    bench.file("bin", new byte[] {0, 1, 2});
    assertTrue(edit("bin", "a", "b", false).message().text().contains("binary"));
    bench.file("notes.md", "x");
    assertTrue(edit("note.md", "a", "b", false).message().text().contains("notes.md"));
  }

  @Test
  void nothingHalfWrittenIsLeftWhenTheFolderTakesNoFile() throws IOException {
    Path folder = Files.createDirectories(bench.workspace.resolve("full"));
    bench.file("full/x", "old");
    String name = "y".repeat(256);
    assertFalse(write("full/" + name, "new").message().ok());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  /// FS-02: an attacker swaps a folder for a link to the outside while the tool writes into it.
  @Test
  void aSwappedFolderNeverLeadsOutside() throws Exception {
    Path outside = Files.createDirectories(dir.resolve("outside"));
    Path canary = Files.writeString(outside.resolve("x"), "canary");
    Path folder = Files.createDirectories(bench.workspace.resolve("in"));
    Path aside = bench.workspace.resolve("aside");
    Files.writeString(folder.resolve("x"), "old");
    var stop = new AtomicBoolean();
    Thread attacker = Thread.ofPlatform().start(() -> swap(folder, aside, outside, stop));
    for (int i = 0; i < Rounds.of(150, 4_000); i++) {
      try {
        var before = FileChanges.before(folder.resolve("x"), "x");
        new FileChanges(bench.journal, bench.blobs, bench.origins)
            .apply(
                folder.resolve("x"),
                "x",
                before.map(FileChanges.Before::hash),
                ("v" + i).getBytes(StandardCharsets.UTF_8),
                author());
      } catch (Problem e) {
        assertFalse(e.sentence().isEmpty());
      }
    }
    stop.set(true);
    attacker.join();
    assertEquals("canary", Files.readString(canary));
    try (var files = Files.list(outside)) {
      assertEquals(1, files.count());
    }
  }

  private FileChanges.Author author() {
    return new FileChanges.Author(
        Actor.job(bench.run),
        bench.session,
        bench.run,
        "c",
        "write",
        Labels.OWNER,
        Optional.empty());
  }

  private static void swap(Path folder, Path aside, Path outside, AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        Files.move(folder, aside);
        Files.createSymbolicLink(folder, outside);
        Files.delete(folder);
        Files.move(aside, folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Outcome write(String path, String content) {
    return bench.does("write", Json.text(Json.object().put("path", path).put("content", content)));
  }

  private Outcome edit(String path, String old, String fresh, boolean all) {
    var arguments = Json.object().put("path", path).put("old", old).put("new", fresh);
    return bench.does("edit", Json.text(all ? arguments.put("all", true) : arguments));
  }
}
