package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.tool.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListToolTest {
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
  void showsFilesFoldersAndLinks() throws Exception {
    bench.file("b.txt", "four");
    bench.file("a/inner.txt", "x");
    bench.file(".git/config", "x");
    Files.createSymbolicLink(bench.workspace.resolve("link"), Path.of("a"));
    assertEquals(".git/\na/\nb.txt  4\nlink -> a\n", bench.says("list", "{}"));
    assertEquals(
        ".git/\na/\n  inner.txt  1\nb.txt  4\nlink -> a\n", bench.says("list", "{\"depth\":2}"));
    assertEquals("inner.txt  1\n", bench.says("list", "{\"path\":\"a\"}"));
  }

  @Test
  void saysHowManyMoreThereAre() {
    for (int i = 0; i < ListTool.MAX_SHOWN; i++) {
      bench.file(String.format("f%04d", i), "");
    }
    assertFalse(bench.says("list", "{}").contains("more"));
    bench.file("one-more", "");
    assertTrue(bench.says("list", "{}").contains("[and 1 more;"));
  }

  @Test
  void namesCannotImitateOtherLines() {
    bench.file("a\nfake.txt  99", "x");
    assertEquals("a\\nfake.txt  99  1\n", bench.says("list", "{}"));
  }

  @Test
  void saysWhatIsNoFolder() throws Exception {
    bench.file("file", "x");
    Files.createDirectories(bench.workspace.resolve("empty"));
    assertEquals("[the folder is empty]\n", bench.says("list", "{\"path\":\"empty\"}"));
    assertTrue(bench.says("list", "{\"path\":\"file\"}").contains("not a folder"));
    assertTrue(bench.says("list", "{\"path\":\"empti\"}").contains("Similar: empty"));
    assertFalse(bench.does("list", "{\"depth\":9}").ran());
  }
}
