package alpi.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChangeTest {
  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private Desk desk;

  @BeforeEach
  void opens() {
    desk = new Desk(dir, time, 3);
  }

  @AfterEach
  void closes() {
    desk.close();
  }

  private void pass(Duration span) throws InterruptedException {
    time.advance(span);
    desk.ticker.tick();
    desk.settle();
  }

  @Test
  void firesWhenWatchedFilesChangedAndRest() throws Exception {
    Schedule one = desk.add("a", new Trigger.Change("in/*.txt"), "UTC", Overlap.SKIP, CatchUp.ONE);
    pass(Ticker.POLL);
    write("in/a.pdf", "x");
    write("other.txt", "x");
    pass(Ticker.POLL);
    pass(Ticker.POLL);
    assertEquals(List.of(), desk.states(one));
    write("in/a.txt", "x");
    pass(Ticker.POLL);
    write("in/a.txt", "still being written");
    pass(Ticker.POLL);
    assertEquals(List.of(), desk.states(one));
    pass(Ticker.POLL);
    assertEquals(List.of("ended"), desk.states(one));
    desk.restart();
    pass(Ticker.POLL);
    pass(Ticker.POLL);
    assertEquals(List.of("ended"), desk.states(one));
  }

  private void write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void refusesToWatchOutsideTheWorkspaceAndTooMuch() throws Exception {
    for (String pattern : List.of("/etc/passwd", "../x", "a/../../x", "", "a\\b", "[")) {
      Problem problem = assertThrows(Problem.class, () -> new Trigger.Change(pattern), pattern);
      assertEquals(ErrorCode.INVALID_PARAMS, problem.code());
    }
    for (int i = 0; i < FilePattern.MAX_ENTRIES - 1; i++) {
      Files.createFile(Files.createDirectories(dir.resolve("many")).resolve("f" + i));
    }
    FilePattern.stamp(dir, "many/*");
    Files.createFile(dir.resolve("many").resolve("more"));
    Problem problem = assertThrows(Problem.class, () -> FilePattern.stamp(dir, "many"));
    assertEquals(ErrorCode.TOO_LARGE, problem.code());
  }
}
