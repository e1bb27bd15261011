package alpi.daemon.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.Rounds;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.NoteKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Budgets of slots, pointers to what is shown and what is not, meters, and what is brought back.
class SlotsTest {
  private static final int WINDOW = 16_000;

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
  void neverFillsASlotOrTheWholeAboveItsLimitWhateverWasSaid() {
    long seed = 20_261_122L;
    for (int run = 0; run < Rounds.of(6, 300); run++) {
      var random = new Random(seed + run);
      fix.anew();
      int window = 9_000 + random.nextInt(20_000);
      for (int i = 0; i < 30; i++) {
        String turn = chatter(random, window);
        Assembled assembled = fix.build(turn, window, List.of(), true);
        assertFits(assembled, turn, "seed " + (seed + run) + ", turn " + i);
        fix.assistant(turn, "answer " + i + " " + "a".repeat(random.nextInt(2_000)));
        fix.note(turn, NoteKind.FINISHED);
      }
    }
  }

  /// One turn of any kind, none of them alone larger than the window.
  private String chatter(Random random, int window) {
    String turn =
        random.nextInt(5) == 0
            ? fix.ask("see this", fix.attachment("f.txt", "f".repeat(random.nextInt(2 * window))))
            : fix.ask("word" + random.nextInt(40) + " " + "q".repeat(random.nextInt(window)));
    for (int call = 0; call < random.nextInt(3); call++) {
      fix.assistant(turn, "", new Call("c" + call, "read", "{}"));
      fix.tool(turn, "c" + call, "t".repeat(random.nextInt(2 * window)));
    }
    return turn;
  }

  private static void assertFits(Assembled assembled, String turn, String what) {
    assertTrue(assembled.tokens() <= assembled.limit(), what + ": " + assembled.tokens());
    long shown = assembled.included().stream().mapToLong(Included::tokens).sum();
    assertTrue(shown <= assembled.tokens(), what + ": parts of " + shown);
    for (SlotUse use : assembled.slots()) {
      long earlier =
          assembled.included().stream()
              .filter(item -> item.slot() == use.slot() && !item.pointer().contains(turn))
              .filter(item -> item.slot() != Slot.FILES)
              .mapToLong(Included::tokens)
              .sum();
      assertTrue(earlier <= use.limit(), what + ": " + use + " of earlier turns");
    }
  }

  @Test
  void bringsBackWhatTheQuestionIsAboutAndNamesWhereItStands() {
    String told = fact();
    String turn = fix.ask("What is the code of the garden gate?");
    Assembled assembled = fix.build(turn, WINDOW, List.of(), true);
    String last = Fixtures.text(assembled.request().messages().getLast());
    String pointer = "session:" + fix.session.id() + "#" + told;
    assertTrue(last.contains("<recalled pointer=\"" + pointer + "\">"), last);
    assertTrue(last.contains("heron-4471"), last);
    assertTrue(
        assembled.included().stream()
            .anyMatch(item -> item.slot() == Slot.RECALLED && item.pointer().equals(pointer)));
    assertTrue(
        assembled.omitted().stream().anyMatch(item -> item.pointer().equals(pointer)),
        "the turn as a whole is still left out");
    assertTrue(assembled.meters().coverage() < 60, assembled.meters().toString());
    assertEquals(Meters.Level.LOW, assembled.meters().level(), assembled.meters().toString());
  }

  @Test
  void keepsWhatWasBroughtBackAtItsPlace() {
    String unused = fact();
    String turn = fix.ask("What is the code of the garden gate?");
    Assembled before = fix.build(turn, WINDOW, List.of(), true);
    fix.assistant(turn, "heron-4471");
    fix.note(turn, NoteKind.FINISHED);
    Assembled after = fix.build(fix.ask("And thanks"), WINDOW, List.of(), true);
    int shared = before.request().messages().size();
    assertEquals(
        before.request().messages(), after.request().messages().subList(0, shared), unused);
  }

  @Test
  void saysThatAQuestionAboutNothingEverSaidIsRisky() {
    String unused = fact();
    String turn = fix.ask("Which xylophone did Quentin borrow yesterday?");
    Meters meters = fix.build(turn, WINDOW, List.of(), true).meters();
    assertTrue(meters.reasons().contains("words_found_nowhere"), meters + unused);
    assertTrue(meters.risk() > 20, meters.toString());
  }

  @Test
  void looksForNothingWhileEverythingIsShown() {
    Assembled assembled = fix.build(fix.ask("What is the code?"));
    assertEquals(new Meters(100, 0, Meters.Level.LOW, List.of()), assembled.meters());
  }

  @Test
  void tellsAfterwardsWhatTheLastRequestHeld() {
    String unused = fact();
    String turn = fix.ask("What is the code of the garden gate?");
    Assembled then = fix.build(turn, WINDOW, List.of(), true);
    fix.assistant(turn, "heron-4471");
    fix.note(turn, NoteKind.FINISHED);
    int lines = fix.session.messages().size();
    Assembled told = fix.preview(turn, WINDOW);
    assertEquals(then.request(), told.request(), unused);
    assertEquals(then.included(), told.included());
    assertEquals(then.omitted(), told.omitted());
    assertEquals(then.meters(), told.meters());
    assertEquals(lines, fix.session.messages().size());
  }

  @Test
  void resultsOfEarlierTurnsAreShownInBriefBeforeTurnsGo() {
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String turn = fix.ask("look " + i);
      fix.assistant(turn, "", new Call("c", "read", "{}"));
      fix.tool(turn, "c", "z".repeat(12_000));
      fix.assistant(turn, "seen");
      fix.note(turn, NoteKind.FINISHED);
      turns.add(turn);
    }
    String turn = fix.ask("now");
    Assembled assembled = fix.build(turn, WINDOW, List.of(), true);
    List<String> reasons = assembled.omitted().stream().map(Omitted::reason).distinct().toList();
    assertEquals(List.of("trimmed"), reasons);
    assertEquals(
        "session:" + fix.session.id() + "#" + turns.getFirst() + "/c",
        assembled.omitted().getFirst().pointer());
    assertEquals(assembled.request(), fix.build(turn, WINDOW, List.of(), true).request());
  }

  @Test
  void aPersonaTooLongForASmallWindowIsCutAndNamed() throws IOException {
    PrivateFiles.directory(fix.home.memories());
    Files.writeString(fix.home.memories().resolve("AGENT.md"), "Be brief.\n".repeat(1_500));
    Files.writeString(fix.home.memories().resolve("MEMORY.md"), "漢字".repeat(3_000));
    Assembled assembled = fix.build(fix.ask("hello"), 8_000, List.of(), true);
    SlotUse persona = assembled.slots().getFirst();
    assertEquals(Slot.PERSONA, persona.slot());
    assertTrue(persona.used() <= persona.limit(), persona.toString());
    assertTrue(
        assembled.omitted().stream().anyMatch(item -> item.pointer().equals("memory:AGENT.md")));
  }

  @Test
  void readsEveryPointerItWrites() {
    String hash = "ab".repeat(32);
    for (String text :
        List.of(
            "session:s1kdyak3489e7zm1cr#j1kdybawv838hpgkqp",
            "session:s1kdyak3489e7zm1cr#j1kdybawv838hpgkqp/call_1",
            "blob:" + hash,
            "blob:" + hash + "#L10-20",
            "file:/home/ana/a#b.txt#L7",
            "file:/home/ana/notes.txt",
            "memory:USER.md")) {
      assertEquals(text, Pointer.of(text).toString());
    }
    for (String text :
        List.of("", "session:x#y", "file:relative", "blob:12", "memory:", "x".repeat(2_000))) {
      assertEquals(
          ErrorCode.INVALID_PARAMS,
          assertThrows(Problem.class, () -> Pointer.of(text)).code(),
          text);
    }
    String backwards = "blob:" + hash + "#L9-3";
    assertThrows(Problem.class, () -> Pointer.of(backwards));
  }

  @Test
  void choosesWhatAddsSomething() {
    List<String> ranked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ranked.add("the boiler was serviced by the plumber on monday number" + i);
    }
    ranked.add("the boiler broke again in march after heavy frost");
    assertEquals(ranked.subList(0, 3), Diversity.pick(ranked, text -> text, 3, 1.0));
    List<String> diverse = Diversity.pick(ranked, text -> text, 3, Diversity.USUAL);
    assertEquals(ranked.getFirst(), diverse.getFirst());
    assertTrue(diverse.contains(ranked.getLast()), diverse.toString());
    assertFalse(Diversity.pick(List.<String>of(), text -> text, 3, 0.5).iterator().hasNext());
  }

  /// A fact in an early turn, and enough after it that the turn is no longer shown.
  private String fact() {
    String told = fix.ask("Remember that the code of the garden gate is heron-4471.");
    fix.assistant(told, "I will.");
    fix.note(told, NoteKind.FINISHED);
    for (int i = 0; i < 40; i++) {
      String turn = fix.ask("Entry " + i + " of the log says nothing. " + "filler ".repeat(200));
      fix.assistant(turn, "noted " + i);
      fix.note(turn, NoteKind.FINISHED);
      if (i == 39) {
        fix.build(turn, WINDOW, List.of(), true);
      }
    }
    return told;
  }
}
