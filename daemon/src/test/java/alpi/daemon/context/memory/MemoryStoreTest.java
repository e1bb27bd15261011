package alpi.daemon.context.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.MemoryId;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryStoreTest {
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
  void aProfileThatKeepsNothingHasNoFile() {
    assertEquals(List.of(), at.store.relevant("anything", 5));
    assertEquals(List.of(), at.store.list(MemoryFilter.LIVE, 5));
    assertEquals(List.of(), at.store.search("anything", Standing.LIVE, 5));
    assertEquals(List.of(), at.store.conflicts(5));
    assertEquals(0, at.store.sweep());
    assertEquals(0, at.store.count().total());
    assertFalse(Files.exists(at.home.memoryStore()));
  }

  @Test
  void whatWasKeptIsFoundByItsWordsAfterARestart() {
    at.keep("The invoice number is 4711");
    at.keep("Ana plays the cello in Lisbon");
    at.reopen();
    assertEquals(List.of("The invoice number is 4711"), at.relevant("which invoice was it?"));
    assertEquals(List.of("Ana plays the cello in Lisbon"), at.relevant("call ANA tomorrow"));
    assertEquals(List.of(), at.relevant("what is the weather"));
  }

  @Test
  void aMemoryKnowsWhereItComesFrom() {
    Remembered kept = at.keep("Ana's birthday is 4 May");
    Remembered it = at.store.find(kept.id());
    assertEquals(kept, it);
    assertEquals("memory:" + it.id(), it.pointer());
    assertEquals(Notebook.OWNER, it.origin());
    assertEquals(new Labels(Set.of(Source.OWNER), true), it.labels());
    assertEquals(Optional.of(new Claim("Ana", "birthday", "4 May")), it.claim());
    assertEquals(List.of("Ana"), it.names());
    assertEquals(at.time.now().toEpochMilli(), it.captured().toEpochMilli());
  }

  @Test
  void whatIsSaidAgainIsOneMemoryThatGrowsSurer() {
    Remembered first = at.keep("Tea, not coffee");
    at.time.advance(Duration.ofDays(3));
    Remembered again = at.keep("tea NOT coffee!");
    assertEquals(first.id(), again.id());
    assertEquals(2, again.uses());
    assertEquals(first.captured(), again.captured());
    assertEquals(first.reinforced().plus(Duration.ofDays(3)), again.reinforced());
    assertEquals(1, at.store.count().total());
    assertEquals(List.of("memory.kept", "memory.reinforced"), at.kinds());
  }

  @Test
  void aClockThatGoesBackMakesNothingOlderAndHidesNothing() {
    at.keep("Tea, not coffee");
    at.time.jump(Duration.ofDays(-40));
    Remembered again = at.keep("tea not coffee");
    assertTrue(again.reinforced().isAfter(at.time.now()));
    at.keep("The kettle is in the attic");
    assertEquals(
        List.of("The kettle is in the attic", "Tea, not coffee"),
        at.store.list(MemoryFilter.LIVE, 5).stream().map(Remembered::text).toList());
    assertEquals(List.of("Tea, not coffee"), at.relevant("tea?"));
  }

  @Test
  void aCorrectionTakesThePlaceAndKeepsTheHistory() {
    Remembered old = at.keep("The office is in Rua A");
    var said = Observation.of("The office is in Rua B", Lane.SEMANTIC, Labels.OWNER);
    var fresh = (Kept.Fresh) at.store.correct(old.id(), said, Notebook.OWNER);
    assertEquals(Optional.of(old.id()), fresh.memory().replaces());
    assertEquals(List.of("The office is in Rua B"), at.relevant("where is the office"));
    assertEquals(
        List.of("The office is in Rua B", "The office is in Rua A"),
        at.store.history(old.id()).stream().map(Remembered::text).toList());
    assertEquals(Standing.SUPERSEDED, at.store.find(old.id()).standing());
    assertEquals(
        ErrorCode.CONFLICT,
        assertThrows(Problem.class, () -> at.store.correct(old.id(), said, Notebook.OWNER)).code());
  }

  @Test
  void whatDisagreesStandsSideBySideUntilTheOwnerDecides() {
    Remembered third = at.keep("Ana's birthday is 3 May");
    var said = Observation.of("Ana's birthday is 4 May", Lane.SEMANTIC, Labels.OWNER);
    var fourth = (Kept.Fresh) at.store.remember(said, Notebook.OWNER);
    assertEquals(List.of(third.id()), fourth.against().stream().map(Remembered::id).toList());
    Conflict conflict = at.store.conflicts(5).getFirst();
    assertEquals("Ana", conflict.subject());
    assertEquals("birthday", conflict.attribute());
    assertEquals(2, conflict.sides().size());
    List<Relevant> shown = at.store.relevant("when is Ana's birthday?", 1);
    assertEquals(2, shown.size(), "one is never shown without the other");
    assertEquals(List.of(shown.get(1).memory().id()), shown.getFirst().against());
    assertEquals(2, at.store.both(third.id(), Notebook.OWNER));
    assertEquals(List.of(), at.store.conflicts(5));
    at.keep("Ana's birthday is 5 May");
    assertEquals(3, at.store.conflicts(5).getFirst().sides().size());
  }

  @Test
  void aCorrectionIsNoConflictWithWhatItReplaces() {
    Remembered old = at.keep("my dentist is Dr. Lee");
    at.store.correct(
        old.id(),
        Observation.of("my dentist is Dr. Kim", Lane.SEMANTIC, Labels.OWNER),
        Notebook.OWNER);
    assertEquals(List.of(), at.store.conflicts(5));
    Claim claim = at.store.list(MemoryFilter.LIVE, 1).getFirst().claim().orElseThrow();
    assertEquals(new Claim(Claim.OWNER, "dentist", "Dr. Kim"), claim);
  }

  @Test
  void whatMattersForADayIsGoneTheDayAfter() {
    at.store.remember(
        Observation.of("The train leaves at nine", Lane.SHORT_TERM, Labels.OWNER), Notebook.OWNER);
    at.time.advance(Duration.ofDays(1).minusMillis(1));
    assertEquals(1, at.relevant("which train").size());
    at.time.advance(Duration.ofMillis(1));
    assertEquals(0, at.relevant("which train").size(), "hidden at once");
    assertEquals(1, at.store.count().total(), "on disk until the janitor comes");
    assertEquals(1, at.store.sweep());
    assertEquals(0, at.store.count().total());
    assertEquals("memory.dropped", at.kinds().getLast());
  }

  @Test
  void aFullLaneGivesUpWhatCountsLeastAndNeverWhatIsPinned() {
    at.close();
    at = new Notebook(dir.resolve("small"), _ -> 12);
    Remembered pinned = at.keep("number zero");
    at.store.tune(
        pinned.id(),
        new Tuning(Optional.of(true), Optional.empty(), Optional.empty()),
        Notebook.OWNER);
    for (int i = 1; i < 30; i++) {
      at.time.advance(Duration.ofDays(1));
      at.keep("number " + i);
    }
    assertEquals(12, at.store.count().total());
    assertEquals(18, at.kinds().stream().filter("memory.dropped"::equals).count());
    assertEquals(Standing.LIVE, at.store.find(pinned.id()).standing());
    assertEquals("number 29", at.store.list(MemoryFilter.LIVE, 1).getFirst().text());
  }

  @Test
  void aFullProfileLaneRefusesInsteadOfForgetting() {
    at.close();
    at = new Notebook(dir.resolve("small"), _ -> 1);
    var first = Observation.of("speaks Portuguese", Lane.PROFILE, Labels.OWNER);
    at.store.remember(first, Notebook.OWNER);
    var second = Observation.of("likes tea", Lane.PROFILE, Labels.OWNER);
    Problem full = assertThrows(Problem.class, () -> at.store.remember(second, Notebook.OWNER));
    assertEquals(ErrorCode.TOO_LARGE, full.code());
    assertEquals(1, at.store.count().total());
  }

  @Test
  void textsAreKeptUpToTheirLimitAndNoFurther() {
    String most = "a " + "x".repeat(Observation.MAX_TEXT_CHARS - 2);
    assertEquals(most, at.keep(most).text());
    for (String text : List.of(most + "y", "z".repeat(1 << 20))) {
      assertEquals(ErrorCode.TOO_LARGE, assertThrows(Problem.class, () -> at.keep(text)).code());
    }
    for (String text : List.of("", "  \n ", "?!", "bell \u0007", "nul \0")) {
      assertEquals(
          ErrorCode.INVALID_PARAMS, assertThrows(Problem.class, () -> at.keep(text)).code());
    }
  }

  @Test
  void noTextIsAnOperatorOfTheIndex() {
    for (String text :
        List.of(
            "C++ \"unbalanced AND (",
            "NEAR(a b) OR words:* NOT -x ^y",
            "col:umn {a b} '; DROP TABLE memory; --",
            "日本語のメモを探す",
            "العربية \u202e مرحبا",
            "👩‍👩‍👧 family e\u0301tude 🏳️‍🌈")) {
      Remembered kept = at.keep(text);
      assertTrue(at.relevant(text).contains(text), text);
      assertEquals(text, at.store.find(kept.id()).text());
      assertTrue(
          at.store.search(text, Standing.LIVE, 20).stream().anyMatch(it -> it.text().equals(text)));
    }
    assertTrue(at.relevant("メモ").contains("日本語のメモを探す"));
    assertTrue(at.relevant("étude").contains("👩‍👩‍👧 family e\u0301tude 🏳️‍🌈"));
    assertEquals(List.of(), at.relevant("\"\"\" ((( *** \0 \ud800"));
    assertTrue(at.relevant("x ".repeat(500_000) + "family").size() <= 10);
  }

  @Test
  void anyTextIsASafeQuestion() {
    at.keep("something to find");
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String text =
          random
              .ints(random.nextInt(40), 1, 0x11000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      int found = at.store.relevant(text + " \"AND( NEAR", 5).size();
      assertTrue(found <= 5, "seed " + seed);
    }
  }

  @Test
  void tenWaysOfSayingOneThingLeaveRoomForAnother() {
    for (int i = 0; i < 10; i++) {
      at.keep("The backup of the server runs at night" + " indeed".repeat(i % 2) + " " + i);
    }
    at.keep("The server room has a backup key under the plant");
    List<String> found =
        at.store.relevant("backup server", 3).stream().map(r -> r.memory().text()).toList();
    assertTrue(found.stream().anyMatch(text -> text.contains("plant")), found.toString());
  }

  @Test
  void whatIsPinnedIsAlwaysThereAndWhatIsSureComesFirst() {
    var unsure =
        new Observation(
            "The gate code may be 1234",
            Lane.SEMANTIC,
            Optional.empty(),
            0.1,
            Labels.OWNER,
            Optional.empty(),
            false);
    at.store.remember(unsure, Notebook.OWNER);
    at.keep("The gate code is surely 9876");
    assertEquals("The gate code is surely 9876", at.relevant("gate code").getFirst());
    Remembered rule = at.keep("Answer in Portuguese");
    at.store.tune(
        rule.id(),
        new Tuning(Optional.of(true), Optional.empty(), Optional.empty()),
        Notebook.OWNER);
    assertEquals(List.of("Answer in Portuguese"), at.relevant("zzz"));
  }

  @Test
  void twoStoresOverOneFileLoseNothing() throws InterruptedException {
    try (MemoryStore other = at.open()) {
      at.keep("the first");
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 40; i++) {
                  other.remember(
                      Observation.of("other " + i, Lane.SEMANTIC, Labels.OWNER), Notebook.OWNER);
                }
              });
      for (int i = 0; i < 40; i++) {
        at.keep("mine " + i);
      }
      thread.join();
      assertEquals(81, at.store.count().total());
      assertEquals(81, other.count().total());
    }
  }

  @Test
  void aDamagedFileIsRefusedAndLeftAsItIs() throws Exception {
    at.keep("something");
    at.store.close();
    Files.write(at.home.memoryStore(), new byte[] {1, 2, 3});
    at.store = at.open();
    Problem damaged = assertThrows(Problem.class, () -> at.store.relevant("something", 5));
    assertEquals(ErrorCode.CORRUPT, damaged.code());
    assertEquals(3, Files.size(at.home.memoryStore()));
  }

  @Test
  void anIdThatNeverWasIsUnknown() {
    at.keep("something");
    MemoryId id = at.ids.memory();
    assertEquals(ErrorCode.NOT_FOUND, assertThrows(Problem.class, () -> at.store.find(id)).code());
  }
}
