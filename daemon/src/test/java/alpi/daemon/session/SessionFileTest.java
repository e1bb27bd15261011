package alpi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {
  @TempDir Path dir;
  private Fixtures fix;

  @BeforeEach
  void open() {
    fix = new Fixtures(dir);
  }

  @AfterEach
  void close() {
    fix.close();
  }

  @Test
  void aLineTornAtAnyByteIsCutOffAndNothingElseIs() throws IOException {
    Session session = fix.started("kept ünïcode");
    List<Message> kept = session.messages();
    byte[] whole = fix.bytes(session.id());
    Message last = fix.user(fix.turn(), "torn läst line");
    session.append(last);
    byte[] full = fix.bytes(session.id());
    for (int cut = whole.length; cut < full.length; cut++) {
      Files.write(fix.file(session.id()), Arrays.copyOf(full, cut));
      fix.restart();
      Session torn = fix.sessions.open(session.id());
      boolean onlyNewlineLost = cut == full.length - 1;
      boolean damaged = cut > whole.length && !onlyNewlineLost;
      List<Message> expected = onlyNewlineLost ? append(kept, last) : kept;
      assertEquals(expected, torn.messages(), "cut at " + cut);
      assertEquals(damaged, torn.damage().stream().anyMatch(Damage::torn), "cut at " + cut);
      Message next = fix.user(fix.turn(), "after");
      torn.append(next);
      fix.restart();
      Session again = fix.sessions.open(session.id());
      assertEquals(append(expected, next), again.messages(), "cut at " + cut);
      assertTrue(again.damage().isEmpty(), "cut at " + cut);
    }
  }

  @Test
  void aHeaderTornAtAnyByteIsWrittenAgain() throws IOException {
    Session session = fix.sessions.create(Fixtures.OWNER);
    byte[] header = fix.bytes(session.id());
    for (int cut = 0; cut < header.length; cut++) {
      Files.write(fix.file(session.id()), Arrays.copyOf(header, cut));
      fix.restart();
      Message next = fix.user(fix.turn(), "after");
      fix.sessions.open(session.id()).append(next);
      fix.restart();
      Session again = fix.sessions.open(session.id());
      assertEquals(List.of(next), again.messages(), "cut at " + cut);
      assertTrue(again.damage().isEmpty(), "cut at " + cut);
    }
  }

  @Test
  void zerosAtTheEndAreATornLine() throws IOException {
    Session session = fix.started("kept");
    Files.write(fix.file(session.id()), new byte[5000], StandardOpenOption.APPEND);
    fix.restart();
    Session torn = fix.sessions.open(session.id());
    assertEquals(3, torn.messages().size());
    assertTrue(torn.damage().getFirst().torn());
    fix.exchange(torn, "more", "yes");
    assertFalse(new String(fix.bytes(session.id()), StandardCharsets.UTF_8).contains("\0"));
  }

  @Test
  void aDamagedLineInTheMiddleIsReportedAndLeft() throws IOException {
    Session session = fix.started("first");
    fix.exchange(session, "second", "answer");
    List<String> lines = Files.readAllLines(fix.file(session.id()));
    lines.set(2, "{\"type\":\"assistant\" broken");
    lines.add(3, "{\"type\":\"hologram\",\"at\":\"2026-01-01T00:00:00Z\"}");
    lines.add(4, "");
    Files.write(fix.file(session.id()), lines);
    byte[] before = fix.bytes(session.id());
    fix.restart();
    Session read = fix.sessions.open(session.id());
    assertEquals(5, read.messages().size());
    assertEquals(List.of(3L, 4L, 5L), read.damage().stream().map(Damage::line).toList());
    assertTrue(read.damage().getFirst().toString().contains(".jsonl:3: "));
    read.append(fix.user(fix.turn(), "third"));
    byte[] after = fix.bytes(session.id());
    assertArrayEquals(before, Arrays.copyOf(after, before.length));
  }

  @Test
  void whatSomebodyElseWroteIsReadBeforeAnAppend() throws IOException {
    Session session = fix.started("first");
    String line = Files.readAllLines(fix.file(session.id())).get(1) + "\n";
    Files.writeString(fix.file(session.id()), line, StandardOpenOption.APPEND);
    session.append(fix.user(fix.turn(), "third"));
    assertEquals(5, session.messages().size());
    fix.restart();
    assertEquals(5, fix.sessions.open(session.id()).messages().size());
  }

  @Test
  void aFileThatVanishedIsSaidToBeGone() throws IOException {
    Session session = fix.started("first");
    Files.delete(fix.file(session.id()));
    Problem problem =
        assertThrows(Problem.class, () -> session.append(fix.user(fix.turn(), "more")));
    assertEquals(ErrorCode.GONE, problem.code());
    assertEquals(3, session.messages().size());
  }

  @Test
  void linesAreHeldToTheirLimit() {
    Session session = fix.sessions.create(Fixtures.OWNER);
    String turn = fix.turn();
    int frame = MessageCodec.encode(fix.user(turn, "")).length;
    int edge = SessionFile.MAX_LINE_BYTES - 1 - frame;
    session.append(fix.user(turn, "x".repeat(edge)));
    Problem problem =
        assertThrows(Problem.class, () -> session.append(fix.user(turn, "x".repeat(edge + 1))));
    assertEquals(ErrorCode.TOO_LARGE, problem.code());
    fix.restart();
    assertEquals(1, fix.sessions.open(session.id()).messages().size());
  }

  @Test
  void anOverlongLineOfAFileIsSkipped() throws IOException {
    Session session = fix.started("first");
    Files.writeString(
        fix.file(session.id()),
        "y".repeat(SessionFile.MAX_LINE_BYTES + 1) + "\n",
        StandardOpenOption.APPEND);
    fix.restart();
    Session read = fix.sessions.open(session.id());
    assertEquals("the line is too long", read.damage().getFirst().reason());
    fix.exchange(read, "second", "answer");
    assertEquals(6, read.messages().size());
    assertEquals(1, fix.sessions.search("second", 5).size());
  }

  @Test
  void filesAreHeldToTheirLimit() throws IOException {
    Session session = fix.started("first");
    try (var file = new RandomAccessFile(fix.file(session.id()).toFile(), "rw")) {
      file.setLength(SessionFile.MAX_FILE_BYTES + 1);
    }
    fix.restart();
    Problem problem = assertThrows(Problem.class, () -> fix.sessions.open(session.id()));
    assertEquals(ErrorCode.TOO_LARGE, problem.code());
  }

  @Test
  void aLinkIsNotAConversation() throws IOException {
    Session session = fix.started("first");
    Path target = dir.resolve("elsewhere");
    Files.move(fix.file(session.id()), target);
    Files.createSymbolicLink(fix.file(session.id()), target);
    fix.restart();
    assertThrows(Problem.class, () -> fix.sessions.open(session.id()));
    assertTrue(fix.sessions.list(10, Optional.empty()).isEmpty());
  }

  @Test
  void readersSeeWholeMessagesWhileOthersAppend() throws Exception {
    Session session = fix.sessions.create(Fixtures.OWNER);
    String turn = fix.turn();
    int count = 400;
    var done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> reader =
          threads.submit(() -> {
            int seen = 0;
            while (!done.get()) {
              SessionFile.Loaded loaded = load(session);
              assertTrue(loaded.messages().size() >= seen, "messages do not vanish");
              assertTrue(loaded.damage().stream().allMatch(Damage::torn));
              seen = loaded.messages().size();
            }
            return seen;
          });
      List<Future<?>> writers =
          List.of(
              threads.submit(() -> write(session, turn, count)),
              threads.submit(() -> write(session, turn, count)));
      for (Future<?> writer : writers) {
        writer.get();
      }
      done.set(true);
      reader.get();
    }
    assertEquals(2 * count, load(session).messages().size());
    assertEquals(session.messages(), load(session).messages());
  }

  private int write(Session session, String turn, int count) {
    for (int i = 0; i < count; i++) {
      session.append(fix.tool(turn, "c" + i, "x".repeat(i)));
    }
    return count;
  }

  private SessionFile.Loaded load(Session session) {
    return SessionFile.load(
        fix.file(session.id()),
        new SessionHeader(session.id(), session.created(), fix.home.name()));
  }

  private static List<Message> append(List<Message> list, Message last) {
    var all = new ArrayList<>(list);
    all.add(last);
    return all;
  }
}
