package alpi.daemon.context.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.Tokens;
import alpi.daemon.policy.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgettingTest {
  @TempDir Path dir;
  private Notebook at;

  @BeforeEach
  void open() {
    at = new Notebook(dir.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void whatIsForgottenIsInNoByteOfTheProfile() throws IOException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    List<MemoryId> ids = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      ids.add(at.keep(word(random) + " " + word(random) + " note " + i).id());
    }
    Remembered old = at.keep("Zyxwvuta's birthday is qwopasdf");
    var said = Observation.of("Zyxwvuta's birthday is mnblkjhg", Lane.SEMANTIC, Labels.OWNER);
    at.store.correct(old.id(), said, Notebook.OWNER);
    at.held("Zyxwvuta likes plokijuh");
    for (int i = 0; i < 400; i += 3) {
      at.keep(word(random) + " later " + i);
    }
    assertTrue(found("zyxwvuta"), "seed " + seed);
    at.store.forget(old.id(), Notebook.OWNER);
    Remembered held = at.store.list(MemoryFilter.HELD, 5).getFirst();
    at.store.reject(held.id(), Notebook.OWNER);
    for (String word : List.of("zyxwvuta", "qwopasdf", "mnblkjhg", "plokijuh")) {
      assertFalse(found(word), word + " is still there, seed " + seed);
    }
    at.store.close();
    assertFalse(found("zyxwvuta"), "seed " + seed);
    at.store = at.open();
    assertEquals(400, ids.stream().map(at.store::find).distinct().count());
    assertEquals(List.of(), at.store.relevant("zyxwvuta qwopasdf", 5));
  }

  @Test
  void aPointerToWhatIsForgottenAnswersGone() {
    Remembered it = at.keep("The safe opens with 1234");
    at.store.forget(it.id(), Notebook.OWNER);
    for (int i = 0; i < 2; i++) {
      Problem gone = assertThrows(Problem.class, () -> at.store.find(it.id()));
      assertEquals(ErrorCode.GONE, gone.code());
      at.reopen();
    }
    assertEquals(
        ErrorCode.GONE,
        assertThrows(Problem.class, () -> at.store.forget(it.id(), Notebook.OWNER)).code());
    assertEquals("memory.forgotten", at.kinds().getLast());
  }

  @Test
  void theJournalNeverHoldsAWordOfIt() {
    Remembered it = at.keep("Qwertzuiop is the word");
    at.held("Asdfghjkl is another");
    at.store.forget(it.id(), Notebook.OWNER);
    at.events()
        .forEach(event -> {
          String body = event.body().toString().toLowerCase(Locale.ROOT);
          assertFalse(body.contains("qwertz") || body.contains("asdf"), body);
        });
    assertEquals(List.of("memory.kept", "memory.held", "memory.forgotten"), at.kinds());
  }

  @Test
  void allVersionsLeaveTogetherWithWhatWaitsToReplaceThem() {
    Remembered first = at.keep("The office is in Rua A");
    var second = Observation.of("The office is in Rua B", Lane.SEMANTIC, Labels.OWNER);
    Remembered fresh = ((Kept.Fresh) at.store.correct(first.id(), second, Notebook.OWNER)).memory();
    var third = Observation.of("The office is in Rua C", Lane.SEMANTIC, Notebook.WEB);
    Kept held = at.store.correct(fresh.id(), third, Notebook.OWNER);
    assertTrue(held instanceof Kept.Held);
    assertEquals(3, at.store.forget(fresh.id(), Notebook.OWNER).size());
    assertEquals(0, at.store.count().total() + at.store.count().held());
    assertEquals(0, at.store.count().superseded());
  }

  @Test
  void whatAKillLeftHalfForgottenIsPurgedLater() throws IOException {
    Remembered it = at.keep("Poiuytrewq was to be forgotten");
    var file = new MemoryFile(at.home.memoryStore(), new Tokens(new Random(1)));
    file.write(sql -> {
      MemoryChanges.standing(sql, it.id(), Standing.LEAVING);
      return true;
    });
    file.close();
    at.reopen();
    assertEquals(List.of(), at.relevant("poiuytrewq"));
    assertThrows(Problem.class, () -> at.store.find(it.id()));
    assertEquals(1, at.store.sweep());
    assertFalse(found("poiuytrewq"));
  }

  /// Whether a word stands in any file of the profile, in either case.
  private boolean found(String word) throws IOException {
    try (Stream<Path> files = Files.walk(at.home.dir())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (text.toLowerCase(Locale.ROOT).contains(word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String word(Random random) {
    return random
        .ints(8, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
