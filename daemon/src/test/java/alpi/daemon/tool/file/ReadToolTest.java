package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.tool.Bench;
import alpi.daemon.tool.Outcome;
import alpi.daemon.tool.Owners;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadToolTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0};

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
  void showsAWindowAndSaysHowToGoOn() {
    bench.file("n.txt", "one\ntwo\nthree\nfour\n");
    assertEquals(
        "two\nthree\n[lines 2-3 of 4; continue with offset 4]\n",
        bench.says("read", "{\"path\":\"n.txt\",\"offset\":2,\"limit\":2}"));
    assertEquals(
        "four\n[lines 4-4 of 4]\n", bench.says("read", "{\"path\":\"n.txt\",\"offset\":4}"));
    assertEquals(
        "[there is no line 5 of 4]\n", bench.says("read", "{\"path\":\"n.txt\",\"offset\":5}"));
  }

  @Test
  void showsAWholeFileWithoutAWord() {
    bench.file("n.txt", "one\ntwo");
    assertEquals("one\ntwo", bench.says("read", "{\"path\":\"n.txt\"}"));
    bench.file("empty", "");
    assertEquals("[the file is empty]\n", bench.says("read", "{\"path\":\"empty\"}"));
  }

  @Test
  void readsOnlyTheWindowOfAHugeFile() throws Exception {
    Path huge = bench.workspace.resolve("huge");
    try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.write("first\nsecond\n".getBytes(StandardCharsets.UTF_8));
      file.setLength(2L << 30);
      file.seek((2L << 30) - 1);
    }
    // A sparse tail of zeros makes it binary only behind the bytes that are sniffed.
    String padded = "first\n" + "x".repeat(TextFile.SNIFFED) + "\n";
    try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.write(padded.getBytes(StandardCharsets.UTF_8));
    }
    String text =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> bench.says("read", "{\"path\":\"huge\",\"limit\":1}"));
    assertEquals("first\n[lines 1-1 of many; continue with offset 2]\n", text);
  }

  @Test
  void cutsALineWithoutEnd() {
    bench.file("long", "x".repeat(LineWindow.MAX_LINE_BYTES + 5) + "\nnext\n");
    String text = bench.says("read", "{\"path\":\"long\"}");
    assertTrue(text.endsWith("x [line cut]\nnext\n"), text.substring(text.length() - 40));
    bench.file("fits", "x".repeat(LineWindow.MAX_LINE_BYTES - 1) + "\n");
    assertFalse(bench.says("read", "{\"path\":\"fits\"}").contains("cut"));
  }

  @Test
  void attachesImagesForTheModelToSee() {
    bench.file("shot.dat", PNG);
    Outcome outcome = bench.does("read", "{\"path\":\"shot.dat\"}");
    assertEquals("image/png", outcome.message().attachments().getFirst().blob().mediaType());
  }

  @Test
  void namesWhatIsNotText() {
    bench.file("a.bin", new byte[] {1, 2, 0, 4});
    assertEquals(
        "a.bin is not text: application/octet-stream, 4 bytes.",
        bench.says("read", "{\"path\":\"a.bin\"}"));
  }

  @Test
  void showsOtherCharsetsAndSaysSo() {
    bench.file("latin", new byte[] {'c', 'a', 'f', (byte) 0xe9, '\n'});
    String text = bench.says("read", "{\"path\":\"latin\"}");
    assertTrue(text.startsWith("café\n[not valid UTF-8"), text);
    bench.file("wide", "\ufeffgrün\n".getBytes(StandardCharsets.UTF_16LE));
    assertEquals("grün\n", bench.says("read", "{\"path\":\"wide\"}"));
  }

  @Test
  void refusesWhatNeverEnds() {
    for (String path : new String[] {"/dev/zero", "/dev/null", "."}) {
      Outcome outcome =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60), () -> bench.does("read", "{\"path\":\"" + path + "\"}"));
      assertFalse(outcome.message().ok(), path);
      assertTrue(outcome.message().text().length() < 300, path);
    }
  }

  @Test
  void offersNamesThatLookAlike() {
    bench.file("Readme.md", "x");
    assertTrue(bench.says("read", "{\"path\":\"README.me\"}").contains("Similar: Readme.md."));
  }

  @Test
  void followsALinkButJudgesWhatItLeadsTo() throws Exception {
    bench.file(".env", "SECRET=1\n");
    Files.createSymbolicLink(bench.workspace.resolve("plain"), bench.workspace.resolve(".env"));
    Outcome outcome = bench.does("read", "{\"path\":\"plain\"}");
    assertTrue(outcome.refused());
    assertFalse(outcome.message().text().contains("SECRET"));
  }

  @Test
  void aStrangersBlobIsNotThere() {
    var ref = bench.blobs.put(new byte[] {'x'}, "text/plain", Owners.session(bench.ids.session()));
    assertFalse(bench.does("read", "{\"path\":\"blob:" + ref.hash() + "\"}").message().ok());
  }

  @Test
  void refusesPathsThatAreNone() {
    for (String path : new String[] {"", "a\\u0000b", "a\\nb", "x".repeat(1001), "none/../x"}) {
      assertFalse(bench.does("read", "{\"path\":\"" + path + "\"}").message().ok(), path);
    }
  }
}
