package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.journal.EventKind;
import alpi.daemon.tool.Bench;
import alpi.daemon.tool.Outcome;
import alpi.daemon.tool.file.Editors.Ask;
import alpi.daemon.tool.file.Editors.Read;
import alpi.daemon.tool.file.Editors.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The file tools of a conversation that is open in an editor.
@Timeout(60)
class EditorFilesTest {
  @TempDir Path dir;

  private final Map<Path, String> unsaved = new ConcurrentHashMap<>();
  private final List<Ask> asked = new CopyOnWriteArrayList<>();
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
  void readsWhatStandsInTheEditorAndNotWhatIsSaved() {
    Path file = bench.file("a.txt", "saved\n");
    unsaved.put(file, "unsaved\n");
    try (var _ = editor(true, true, this::obey)) {
      assertEquals("unsaved\n", bench.says("read", "{\"path\":\"a.txt\"}"));
    }
    assertEquals("saved\n", bench.says("read", "{\"path\":\"a.txt\"}"));
  }

  @Test
  void editsTheUnsavedTextAndHasTheEditorSaveIt() {
    Path file = bench.file("a.txt", "one\n");
    unsaved.put(file, "one\ntwo\n");
    try (var _ = editor(true, true, this::obey)) {
      assertTrue(edit("two", "three").message().ok());
    }
    assertEquals("one\nthree\n", bench.content("a.txt"));
    assertTrue(asked.getLast() instanceof Write);
  }

  @Test
  void aChangeThroughTheEditorIsOnRecordAndCanBeTakenBack() {
    bench.file("a.txt", "before");
    try (var _ = editor(true, true, this::obey)) {
      assertTrue(write("a.txt", "after").message().ok());
      assertTrue(write("new/b.txt", "fresh").message().ok());
    }
    assertEquals("after", bench.content("a.txt"));
    assertEquals(2, bench.events(EventKind.FILE_CHANGED).size());
    var _ = bench.undo().undo(bench.run, false, Actor.SYSTEM);
    assertEquals("before", bench.content("a.txt"));
    assertFalse(Files.exists(bench.workspace.resolve("new")));
  }

  @Test
  void whatAnEditorFormatsIsAChangeOfItsOwnAndUndoGoesBackOverBoth() {
    bench.file("a.txt", "before");
    try (var _ = editor(true, true, ask -> save(ask, text -> text + "\n"))) {
      assertTrue(write("a.txt", "after").message().ok());
    }
    assertEquals("after\n", bench.content("a.txt"));
    assertEquals(2, bench.events(EventKind.FILE_CHANGED).size());
    var _ = bench.undo().undo(bench.run, false, Actor.SYSTEM);
    assertEquals("before", bench.content("a.txt"));
  }

  @Test
  void anEditorThatSaysItWroteAndDidNotIsNotBelieved() {
    bench.file("a.txt", "before");
    try (var _ = editor(true, true, ask -> done(ask, Optional.empty()))) {
      Outcome outcome = write("a.txt", "after");
      assertEquals(Optional.of(ErrorCode.CONFLICT), outcome.code());
      assertTrue(outcome.message().text().contains("saved nothing"), outcome.message().text());
    }
    assertEquals("before", bench.content("a.txt"));
  }

  @Test
  void aRefusedWriteChangesNothingAndARefusedReadIsMadeFromDisk() {
    bench.file("a.txt", "before");
    try (var _ = editor(true, true, ask -> bench.editors.refused(ask.id(), "not my project"))) {
      assertEquals("before", bench.says("read", "{\"path\":\"a.txt\"}"));
      Outcome outcome = write("a.txt", "after");
      assertEquals(Optional.of(ErrorCode.CONFLICT), outcome.code());
      assertTrue(outcome.message().text().contains("not my project"), outcome.message().text());
    }
    assertEquals("before", bench.content("a.txt"));
  }

  @Test
  void isNeverAskedAboutAFileThatPolicyKeepsFromTools() {
    bench.file(".env", "KEY=canary");
    unsaved.put(bench.workspace.resolve(".env"), "KEY=canary");
    try (var _ = editor(true, true, this::obey)) {
      assertFalse(bench.says("read", "{\"path\":\".env\"}").contains("canary"));
      assertFalse(write(".git/hooks/pre-commit", "x").message().ok());
    }
    assertEquals(List.of(), asked);
  }

  @Test
  void aLinkToAProtectedFileIsJudgedByWhereItLeads() throws IOException {
    bench.file(".env", "KEY=canary");
    Files.createSymbolicLink(bench.workspace.resolve("notes.txt"), Path.of(".env"));
    try (var _ = editor(true, true, this::obey)) {
      assertFalse(bench.says("read", "{\"path\":\"notes.txt\"}").contains("canary"));
    }
    assertEquals(List.of(), asked);
  }

  @Test
  void anEditorThatDoesNotAnswerInTimeIsAskedOnce() {
    bench.close();
    bench = new Bench(dir, Duration.ofMillis(50));
    bench.file("a.txt", "before");
    try (var _ = editor(true, true, _ -> {})) {
      assertEquals(Optional.of(ErrorCode.DEADLINE), write("a.txt", "after").code());
      assertEquals(Optional.of(ErrorCode.DEADLINE), write("a.txt", "after").code());
      assertEquals(1, asked.size());
    }
    assertEquals("before", bench.content("a.txt"));
  }

  @Test
  void aStoppedTurnDoesNotWaitForTheEditor() {
    bench.file("a.txt", "before");
    try (var _ = editor(true, true, _ -> bench.cancel.fire())) {
      assertFalse(write("a.txt", "after").message().ok());
    }
    assertEquals("before", bench.content("a.txt"));
  }

  @Test
  void anEditorThatLeavesLetsGoOfWhoWaits() {
    bench.file("a.txt", "before");
    Editors.Window[] window = new Editors.Window[1];
    window[0] = editor(true, true, _ -> window[0].close());
    assertEquals(Optional.of(ErrorCode.CONFLICT), write("a.txt", "after").code());
    assertEquals("before", bench.content("a.txt"));
  }

  @Test
  void anotherEditorTakesTheConversationOver() throws InterruptedException {
    Editors.Window first = bench.editors.open(bench.session, true, true);
    bench.file("a.txt", "before");
    try (var _ = editor(true, true, this::obey)) {
      assertEquals(Optional.empty(), first.next());
      first.close();
      assertTrue(write("a.txt", "after").message().ok());
      assertEquals(1, asked.size());
    }
  }

  @Test
  void anEditorThatOnlyReadsLeavesWritingToTheDisk() {
    bench.file("a.txt", "before");
    unsaved.put(bench.workspace.resolve("a.txt"), "unsaved\n");
    try (var _ = editor(true, false, this::obey)) {
      assertEquals("unsaved\n", bench.says("read", "{\"path\":\"a.txt\"}"));
      assertTrue(edit("before", "after").message().ok());
    }
    assertEquals("after", bench.content("a.txt"));
  }

  @Test
  void whatIsNoTextOrTooLongGoesPastTheEditor() {
    bench.file("odd.bin", new byte[] {1, 0, 2});
    bench.file("long.txt", "x".repeat(Editors.MAX_CHARS + 1));
    try (var _ = editor(true, true, this::obey)) {
      assertTrue(bench.says("read", "{\"path\":\"odd.bin\"}").contains("not text"));
      assertTrue(bench.does("read", "{\"path\":\"long.txt\",\"limit\":1}").message().ok());
      assertEquals(List.of(), asked);
      bench.file("full.txt", "x".repeat(Editors.MAX_CHARS));
      assertTrue(bench.does("read", "{\"path\":\"full.txt\",\"limit\":1}").message().ok());
      assertEquals(1, asked.size());
    }
  }

  @Test
  void refusesAnAnswerThatDoesNotFitWhatWasAsked() {
    bench.file("a.txt", "before");
    try (var _ =
        editor(
            true,
            true,
            ask -> {
              boolean write = ask instanceof Write;
              assertThrows(
                  Problem.class, () -> done(ask, write ? Optional.of("x") : Optional.empty()));
              String over = "x".repeat(Editors.MAX_CHARS + 1);
              assertThrows(Problem.class, () -> done(ask, Optional.of(over)));
              obey(ask);
            })) {
      assertEquals("before", bench.says("read", "{\"path\":\"a.txt\"}"));
      assertTrue(write("a.txt", "after").message().ok());
    }
    assertFalse(bench.editors.done("e0000000000000000a", Optional.empty()));
  }

  @Test
  void takesOnlySoManyEditors() {
    for (int i = 0; i < Editors.MAX_EDITORS; i++) {
      var _ = bench.editors.open(bench.ids.session(), true, true);
    }
    Problem refused =
        assertThrows(Problem.class, () -> bench.editors.open(bench.ids.session(), true, true));
    assertEquals(ErrorCode.QUEUE_FULL, refused.code());
  }

  /// An editor that does what `as` says with each thing it is asked.
  private Editors.Window editor(boolean reads, boolean writes, Consumer<Ask> as) {
    Editors.Window window = bench.editors.open(bench.session, reads, writes);
    Thread.ofVirtual()
        .start(() -> {
          try {
            Optional<Ask> ask = window.next();
            while (ask.isPresent()) {
              asked.add(ask.get());
              as.accept(ask.get());
              ask = window.next();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return window;
  }

  private void obey(Ask ask) {
    save(ask, text -> text);
  }

  private void save(Ask ask, UnaryOperator<String> formatter) {
    try {
      switch (ask) {
        case Read read -> {
          String open = unsaved.get(read.path());
          done(ask, Optional.of(open == null ? Files.readString(read.path()) : open));
        }
        case Write write -> {
          Files.writeString(write.path(), formatter.apply(write.text()));
          done(ask, Optional.empty());
        }
      }
    } catch (IOException e) {
      bench.editors.refused(ask.id(), e.toString());
    }
  }

  private void done(Ask ask, Optional<String> text) {
    assertTrue(bench.editors.done(ask.id(), text));
  }

  private Outcome write(String path, String content) {
    return bench.does("write", Json.object().put("path", path).put("content", content).toString());
  }

  private Outcome edit(String old, String fresh) {
    return bench.does(
        "edit", Json.object().put("path", "a.txt").put("old", old).put("new", fresh).toString());
  }
}
