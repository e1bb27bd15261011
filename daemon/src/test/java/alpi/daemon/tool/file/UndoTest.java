package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Rounds;
import alpi.daemon.journal.EventKind;
import alpi.daemon.tool.Bench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoTest {
  private static final Actor OWNER = Actor.local(1000);
  private static final List<String> NAMES =
      List.of("a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt", "new/e.txt", "new/er/f.txt");

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

  /// FS-14: whatever a run wrote, undoing it gives the very same tree.
  @Test
  void restoresTheTreeAfterAnyRandomRun() {
    bench.file("a.txt", "one\ntwo\nthree\n");
    bench.file("sub/c.txt", "x\r\ny\r\n");
    bench.file("sub/script.sh", "#!/bin/sh\n");
    chmod("sub/script.sh", "rwx--x--x");
    for (long seed = 0; seed < Rounds.of(60, 1_000); seed++) {
      Map<String, String> before = tree();
      bench.run = bench.ids.job();
      var random = new Random(seed);
      for (int step = 1 + random.nextInt(4); step > 0; step--) {
        edit(random);
      }
      int changes = bench.events(EventKind.FILE_CHANGED).size();
      Undo.Result dry = bench.undo().undo(bench.run, true, OWNER);
      Undo.Result real = bench.undo().undo(bench.run, false, OWNER);
      String context = "seed " + seed + ", " + changes + " changes";
      assertEquals(before, tree(), context);
      assertEquals(dry, real, context);
      assertEquals(List.of(), real.leftAlone(), context);
      Undo.Result again = bench.undo().undo(bench.run, false, OWNER);
      assertEquals(List.of(), again.restored(), context);
      assertEquals(List.of(), again.removed(), context);
    }
  }

  /// A kill between the event and the rename, with and without the new bytes beside the file.
  @Test
  void undoesAWriteThatWasKilledHalfWay() {
    bench.file("a.txt", "old");
    Map<String, String> before = tree();
    write("a.txt", "new");
    write("made/b.txt", "new");
    bench.file("a.txt", "old");
    Path a = bench.workspace.resolve("a.txt");
    Path b = bench.workspace.resolve("made/b.txt");
    Sha256 fresh = Sha256.of("new".getBytes(StandardCharsets.UTF_8));
    bench.file(FileChanges.strayName(bench.run, a, fresh).toString(), "ne");
    bench.file("made/" + FileChanges.strayName(bench.run, b, fresh), "ne");
    delete(b);
    Undo.Result result = bench.undo().undo(bench.run, false, OWNER);
    assertEquals(List.of(), result.leftAlone());
    assertEquals(before, tree());
  }

  @Test
  void canBeRunAgainAfterAKillInTheMiddleOfIt() {
    bench.file("a.txt", "1");
    bench.file("b.txt", "1");
    Map<String, String> before = tree();
    write("a.txt", "2");
    write("b.txt", "2");
    write("a.txt", "3");
    bench.file("a.txt", "1");
    Sha256 first = Sha256.of("1".getBytes(StandardCharsets.UTF_8));
    Path b = bench.workspace.resolve("b.txt");
    bench.file(FileChanges.strayName(bench.run, b, first).toString(), "");
    bench.undo().undo(bench.run, false, OWNER);
    assertEquals(before, tree());
  }

  @Test
  void leavesAloneWhatSomeoneChangedSince() {
    bench.file("a.txt", "1");
    write("a.txt", "2");
    write("b/c.txt", "2");
    bench.file("a.txt", "mine");
    bench.file("b/mine.txt", "mine");
    Undo.Result result = bench.undo().undo(bench.run, false, OWNER);
    assertEquals("mine", bench.content("a.txt"));
    assertEquals(1, result.leftAlone().size());
    assertTrue(result.leftAlone().getFirst().path().endsWith("a.txt"));
    assertFalse(Files.exists(bench.workspace.resolve("b/c.txt")));
    assertEquals("mine", bench.content("b/mine.txt"));
  }

  @Test
  void aDryRunTouchesNothing() {
    bench.file("a.txt", "1");
    write("a.txt", "2");
    Map<String, String> before = tree();
    assertEquals(1, bench.undo().undo(bench.run, true, OWNER).restored().size());
    assertEquals(before, tree());
    assertEquals(0, bench.events(EventKind.RUN_UNDONE).size());
  }

  @Test
  void isOnRecordItself() {
    bench.file("a.txt", "1");
    write("a.txt", "2");
    bench.undo().undo(bench.run, false, OWNER);
    var done = bench.events(EventKind.RUN_UNDONE).getFirst();
    assertEquals(1, done.body().path("restored").asInt(0));
    assertEquals(OWNER, done.actor());
    assertEquals(2, bench.events(EventKind.FILE_CHANGED).size());
  }

  private void edit(Random random) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    if (random.nextInt(3) == 0 && Files.exists(bench.workspace.resolve(name))) {
      String content = bench.content(name);
      String old =
          content.isEmpty() ? "x" : content.substring(0, 1 + random.nextInt(content.length()));
      bench.does(
          "edit",
          Json.text(
              Json.object().put("path", name).put("old", old).put("new", "e" + random.nextInt(9))));
    } else if (random.nextInt(4) == 0) {
      write("sub/script.sh", "#!/bin/sh\necho " + random.nextInt(3) + "\n");
    } else {
      write(name, "text " + random.nextInt(3) + "\n");
    }
  }

  private void write(String path, String content) {
    bench.does("write", Json.text(Json.object().put("path", path).put("content", content)));
  }

  private void chmod(String name, String mode) {
    try {
      Files.setPosixFilePermissions(
          bench.workspace.resolve(name), PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every path with its mode and hash.
  private Map<String, String> tree() {
    var tree = new TreeMap<String, String>();
    try (var paths = Files.walk(bench.workspace)) {
      for (Path path : paths.toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        String hash =
            Files.isDirectory(path) ? "folder" : Sha256.of(Files.readAllBytes(path)).brief();
        tree.put(bench.workspace.relativize(path).toString(), mode + " " + hash);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tree;
  }
}
