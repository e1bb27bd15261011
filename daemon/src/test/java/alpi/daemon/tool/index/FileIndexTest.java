package alpi.daemon.tool.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Period;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIndexTest {
  @TempDir Path dir;
  private Library at;

  @BeforeEach
  void open() throws IOException {
    at = new Library(dir);
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void findsAPlaceInAFileWithThePointerThatOpensIt() throws IOException {
    Path file = at.write("notes/plan.md", "line\n".repeat(500) + "the zebrafish tank\n");
    RecallHit hit = at.find("zebrafish", RecallScope.FILES).hits().getFirst();
    assertTrue(hit.pointer().startsWith("file:" + file + "#L"), hit.pointer());
    assertEquals("notes/plan.md", hit.title());
    assertTrue(hit.snippet().contains("zebrafish tank"), hit.snippet());
    assertEquals(Labels.of(Source.WORKSPACE, true), hit.labels());
  }

  @Test
  void nothingIsOpenedBeforeItIsFirstAsked() throws IOException {
    at.write("a.txt", "zebrafish");
    assertFalse(Files.exists(at.home.indexes()));
    assertEquals(List.of("a.txt"), at.files("zebrafish"));
    assertTrue(Files.exists(at.home.indexes()));
  }

  @Test
  void followsWhatChangedWasAddedAndWentAway() throws IOException {
    at.write("a.txt", "apple");
    Path second = at.write("b/c/d.txt", "apple");
    assertEquals(List.of("a.txt", "b/c/d.txt"), at.files("apple"));
    at.write("a.txt", "a pear instead");
    Files.delete(second);
    Files.delete(second.getParent());
    at.write("e.txt", "apple");
    assertEquals(List.of("e.txt"), at.files("apple"));
    assertEquals(List.of("a.txt"), at.files("pear"));
    assertEquals(2, state().documents());
  }

  @Test
  void theSameWordsUnderANewTimeAreNotReadInAgain() throws IOException {
    Path file = at.write("a.txt", "apple");
    at.files("apple");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-05-05T00:00:00Z")));
    assertEquals(List.of("a.txt"), at.files("apple"));
    var may =
        new Period(
            Optional.of(Instant.parse("2020-05-01T00:00:00Z")),
            Optional.of(Instant.parse("2020-06-01T00:00:00Z")));
    assertEquals(1, at.find("apple", may, RecallScope.FILES).hits().size());
    var june = new Period(may.until(), Optional.empty());
    assertEquals(0, at.find("apple", june, RecallScope.FILES).hits().size());
  }

  @Test
  void leavesOutWhatIsIgnoredSecretOrNoText() throws IOException {
    at.write(".gitignore", "build/\n*.log\n!keep.log\n");
    at.write("build/out.txt", "apple");
    at.write("node_modules/x/index.js", "apple");
    at.write("x.log", "apple");
    at.write("keep.log", "apple");
    at.write(".env", "KEY=apple");
    at.write("id_rsa", "apple");
    Files.write(at.workspace.resolve("b.bin"), "apple\0apple".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of("keep.log"), at.files("apple"));
    assertEquals(1, state().unread());
  }

  @Test
  void linksLeadNowhere() throws IOException {
    at.write("a/a.txt", "apple");
    Files.createSymbolicLink(at.workspace.resolve("a/loop"), at.workspace);
    Path outside = Files.writeString(dir.resolve("outside.txt"), "apple");
    Files.createSymbolicLink(at.workspace.resolve("out.txt"), outside);
    assertEquals(List.of("a/a.txt"), at.files("apple"));
  }

  @Test
  void aFolderThatIsNotThereHoldsNothingAndItsFilesGo() throws IOException {
    at.write("a.txt", "apple");
    at.files("apple");
    Files.delete(at.workspace.resolve("a.txt"));
    Files.delete(at.workspace);
    Findings found = at.find("apple", RecallScope.FILES);
    assertEquals(List.of(), found.hits());
    assertTrue(found.notices().getFirst().contains("files was not searched"), found::toString);
    Files.createDirectories(at.workspace);
    assertEquals(List.of(), at.files("apple"));
  }

  @Test
  void aHugeLogIsFoundByItsHeadAndSaysSo() throws IOException {
    Path log = at.workspace.resolve("huge.log");
    try (var file = new RandomAccessFile(log.toFile(), "rw")) {
      file.write("the first apple\n".getBytes(StandardCharsets.UTF_8));
      file.write("filler line\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
      file.setLength(2L << 30);
      file.seek((2L << 30) - 20);
      file.write("\nthe last pear\n".getBytes(StandardCharsets.UTF_8));
    }
    at.write("small.txt", "another pear");
    Findings found = at.find("apple", RecallScope.FILES);
    assertEquals("huge.log", found.hits().getFirst().title());
    assertEquals(List.of("Of 1 of the texts only the first 1 MiB is searched."), found.notices());
    assertEquals(List.of("small.txt"), at.files("pear"));
    Files.delete(log);
    assertEquals(List.of(), at.find("pear", RecallScope.FILES).notices());
  }

  @Test
  void readsPagesAsPeopleDo() throws IOException {
    at.write("p.html", "<html><head><title>Fruit</title></head><p>an <b>ap</b>ple</p>");
    RecallHit hit = at.find("apple", RecallScope.FILES).hits().getFirst();
    assertFalse(hit.pointer().contains("#"), hit.pointer());
    assertFalse(hit.snippet().contains("<"), hit.snippet());
  }

  @Test
  void survivesAnyWordsInAnyScript() throws IOException {
    at.write("scripts.txt", "東京都に行きました\nשלום עולם\n👩‍👩‍👧 family\ncafe\u0301 noir\n");
    for (String words : List.of("行き", "שלום", "café", "family 👩‍👩‍👧", "東京")) {
      assertEquals(List.of("scripts.txt"), at.files(words), words);
    }
    for (String words :
        List.of("\"", "a AND (", "NOT *", "text:x", "NEAR(a b)", "{", "-", "'", "\0\u202e", "^x")) {
      at.files(words);
    }
    assertEquals(List.of(), at.files("zeppelin ".repeat(120_000)));
  }

  @Test
  void aDeletedOrDamagedIndexLosesNothing() throws IOException {
    at.write("a.txt", "apple");
    at.files("apple");
    at.restart();
    for (String name : List.of("files.db", "files.db-wal", "files.db-shm")) {
      Files.deleteIfExists(at.home.indexes().resolve(name));
    }
    assertEquals(List.of("a.txt"), at.files("apple"));
    at.restart();
    Files.write(at.home.indexes().resolve("files.db"), new byte[9_000]);
    Findings found = at.find("apple", RecallScope.FILES);
    assertEquals(1, found.hits().size());
    assertTrue(found.notices().toString().contains("built anew"), found::toString);
  }

  @Test
  void isFilledAnewWithWhatWasInIt() throws IOException {
    at.write("a.txt", "apple");
    at.files("apple");
    at.restart();
    assertEquals(1, at.indexes.rebuild(RecallScope.FILES).documents());
    assertEquals(List.of("a.txt"), at.files("apple"));
  }

  @Test
  void stopsAtTheMostFilesAndSaysSo() throws IOException {
    for (int i = 0; i < 5; i++) {
      at.write(i + ".txt", "apple");
    }
    var readings = new Readings(at.time);
    try (var index = new CorpusIndex(dir.resolve("five.db"), "files", at.time, 60_000)) {
      var five = new FileCorpus(at.workspace, at.sensitive, readings, 5);
      assertEquals(List.of(), index.find(five, "apple", Period.ALWAYS, 20).notices());
    }
    try (var index = new CorpusIndex(dir.resolve("four.db"), "files", at.time, 60_000)) {
      var four = new FileCorpus(at.workspace, at.sensitive, readings, 4);
      CorpusIndex.Found found = index.find(four, "apple", Period.ALWAYS, 20);
      assertEquals(4, found.hits().size());
      assertTrue(found.notices().toString().contains("only the first 4 files"), found::toString);
    }
  }

  @Test
  void givesUpTheFolderThatWasAskedAboutLongestAgo() throws IOException {
    var readings = new Readings(at.time);
    at.write("f0/a.txt", "apple");
    Path first = at.workspace.resolve("f0");
    try (var index = new CorpusIndex(dir.resolve("x.db"), "files", at.time, 60_000)) {
      for (int i = 0; i <= CorpusIndex.MAX_ROOTS; i++) {
        at.write("f" + i + "/a.txt", "apple");
        Path folder = at.workspace.resolve("f" + i);
        at.time.advance(java.time.Duration.ofSeconds(1));
        index.find(new FileCorpus(folder, at.sensitive, readings), "apple", Period.ALWAYS, 5);
      }
      assertEquals(CorpusIndex.MAX_ROOTS, index.state().documents());
      var again = new FileCorpus(first, at.sensitive, readings);
      assertEquals(1, index.find(again, "apple", Period.ALWAYS, 5).hits().size());
    }
  }

  @Test
  void whatIsNotReadYetIsCounted() throws IOException {
    for (int i = 0; i < 40; i++) {
      at.write(i + ".txt", "apple");
    }
    try (var index = new CorpusIndex(dir.resolve("x.db"), "files", at.time, 0)) {
      var corpus = new FileCorpus(at.workspace, at.sensitive, new Readings(at.time));
      CorpusIndex.Found found = index.find(corpus, "apple", Period.ALWAYS, 50);
      boolean all = found.hits().size() == 40;
      assertTrue(all || !found.notices().isEmpty(), "an answer that is not whole says so");
    }
  }

  private IndexState state() {
    return at.indexes.status().stream()
        .filter(status -> status.scope() == RecallScope.FILES)
        .findFirst()
        .orElseThrow()
        .state();
  }
}
