package alpi.daemon.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Rounds;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final int WINDOW = 12_000;
  private static final List<String> COLOURS =
      List.of("vermilion", "cerulean", "chartreuse", "magenta", "ochre", "turquoise");

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
  void factsOfEarlyTurnsAreFoundAfterThreeCompactions() throws InterruptedException {
    for (Condenser condenser : List.of(new Extractive(), lossy())) {
      fix.anew();
      List<String> told = new ArrayList<>();
      for (String colour : COLOURS) {
        told.add(turn("The shed of neighbour " + name(colour) + " is painted " + colour + ".", ""));
      }
      int done = 0;
      for (int i = 0; done < 3; i++) {
        assertTrue(i < 150, "only " + done + " compactions");
        done += chatter(i, condenser) ? 1 : 0;
      }
      for (int i = 0; i < COLOURS.size(); i++) {
        String colour = COLOURS.get(i);
        String turn = fix.ask("How is the shed of neighbour " + name(colour) + " painted?");
        Assembled assembled = fix.build(turn, WINDOW, List.of(), true);
        String shown = all(assembled);
        assertTrue(shown.contains(colour), colour + " is nowhere in " + shown);
        assertTrue(shown.contains(told.get(i)), "no pointer to " + told.get(i));
        assertTrue(assembled.tokens() <= assembled.limit());
        fix.assistant(turn, "I see.");
        fix.note(turn, NoteKind.FINISHED);
      }
    }
  }

  @Test
  void neverDestroysWhatWasSaid() throws InterruptedException {
    Set<Message> said = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      chatter(i, new Extractive());
      fix.session.messages().stream().filter(each -> !(each instanceof Note)).forEach(said::add);
    }
    assertTrue(new HashSet<>(fix.session.messages()).containsAll(said));
    assertTrue(compactions() >= 2, compactions() + " compactions");
  }

  @Test
  void whatComesToNothingLeavesTheConversationAsItIs() {
    fill();
    String turn = fix.ask("next");
    List<Condenser> useless =
        List.of(
            (_, _, _) -> "",
            (_, _, _) -> " \n ",
            (_, source, _) -> source + source,
            (_, source, _) -> source,
            (_, _, _) -> {
              throw Problem.of(ErrorCode.MODEL_UNREACHABLE, "Nobody answers.");
            });
    for (Condenser condenser : useless) {
      Compaction due = fix.compaction(turn, WINDOW).orElseThrow();
      List<Message> before = fix.session.messages();
      assertThrows(Problem.class, () -> due.run(condenser, fix.time.now()));
      assertEquals(before, fix.session.messages());
    }
    assertTrue(fix.build(turn, WINDOW, List.of(), true).tokens() <= WINDOW);
  }

  @Test
  void labelsOfWhatWasCondensedStay() throws InterruptedException {
    String turn = fix.ask("fetch it");
    fix.assistant(turn, "", new Call("c", "web_fetch", "{}"));
    fix.tool(turn, "c", "words of a stranger");
    fix.assistant(turn, "done");
    fix.note(turn, NoteKind.FINISHED);
    for (int i = 0; compactions() < 2; i++) {
      assertTrue(i < 150, compactions() + " compactions");
      chatter(i, new Extractive());
    }
    Assembled assembled = fix.build(fix.ask("and now?"), WINDOW, List.of(), true);
    assertTrue(assembled.labels().sources().contains(Source.WEB), assembled.labels().toString());
  }

  @Test
  void answersOfToolsAreShortenedBeforeAnythingIsCondensed() {
    String turn = "";
    for (int i = 0; i < 5; i++) {
      turn = fix.ask("look " + i);
      fix.assistant(turn, "", new Call("c", "read", "{}"));
      fix.tool(turn, "c", "z".repeat(9_000));
      fix.assistant(turn, "seen");
      fix.note(turn, NoteKind.FINISHED);
    }
    turn = fix.ask("next");
    assertTrue(fix.compaction(turn, WINDOW).isEmpty());
    assertTrue(
        fix.session.messages().stream()
            .anyMatch(each -> each instanceof Note note && note.kind() == NoteKind.TRIMMED));
  }

  @Test
  void olderPartsBecomeShorterAndSayWhereTheyComeFrom() throws InterruptedException {
    for (int i = 0; compactions() < 4; i++) {
      assertTrue(i < 150, compactions() + " compactions");
      chatter(i, new Extractive());
    }
    List<Condensed.Section> sections = condensed().sections();
    assertTrue(sections.size() > 1, sections.toString());
    assertEquals(Condensed.Level.EXTRACT, sections.getLast().level());
    assertFalse(sections.getFirst().level() == Condensed.Level.EXTRACT, sections.toString());
    long limit = Slot.SUMMARY.limit(fix.build(fix.ask("x"), WINDOW, List.of(), true).limit());
    assertTrue(Condensed.tokens(sections) <= limit);
    String first =
        fix.session.messages().stream()
            .map(Message::turn)
            .filter(t -> !t.isEmpty())
            .findFirst()
            .get();
    assertEquals(first, sections.getFirst().from());
    assertTrue(sections.getFirst().text().contains("[j"), sections.getFirst().text());
  }

  @Test
  void turnsThatAModelInventedAreTakenOut() throws InterruptedException {
    fill();
    String turn = fix.ask("next");
    Compaction due = fix.compaction(turn, WINDOW).orElseThrow();
    String real = fix.session.messages().getFirst().turn();
    Compaction.Done done =
        due.run(
            (_, _, _) ->
                "The log [draft] is kept [" + real + "; j00000000000000000] [j00000000000000001]",
            fix.time.now());
    assertEquals(
        "The log [draft] is kept [" + real + "]", condensed().sections().getFirst().text().strip());
    assertTrue(done.loss() > 50 && done.loss() < 100, done.toString());
  }

  @Test
  void requestsGrowAtTheirEndBetweenCompactions() throws InterruptedException {
    Optional<Assembled> before = Optional.empty();
    int kept = 0;
    for (int i = 0; i < Rounds.of(60, 400); i++) {
      String turn = fix.ask("Entry " + i + " says nothing. " + "filler ".repeat(100));
      int done = compactions();
      compact(turn, new Extractive());
      Assembled now = fix.build(turn, WINDOW, List.of(), true);
      if (before.isPresent() && compactions() == done) {
        var was = before.get().request().messages();
        assertEquals(was, now.request().messages().subList(0, was.size()), "turn " + i);
        kept++;
      }
      before = Optional.of(now);
      fix.assistant(turn, "noted " + i);
      fix.note(turn, NoteKind.FINISHED);
    }
    assertTrue(compactions() > 0 && kept > 40, kept + " kept");
  }

  /// Keeps one line, whatever it is given.
  private static Condenser lossy() {
    return (level, source, _) -> "Various things were noted, " + level.wire() + ".";
  }

  private static String name(String colour) {
    return "N" + Integer.toString(Math.floorMod(colour.hashCode(), 100_000), 36);
  }

  private String turn(String words, String answer) {
    String turn = fix.ask(words);
    fix.assistant(turn, answer.isEmpty() ? "Good to know." : answer);
    fix.note(turn, NoteKind.FINISHED);
    return turn;
  }

  /// A turn of no interest.
  ///
  /// @return whether anything was condensed before it
  private boolean chatter(int i, Condenser condenser) throws InterruptedException {
    var random = new Random(i);
    String turn =
        fix.ask("Entry " + i + " of the log. " + ("word" + random.nextInt(50) + " ").repeat(200));
    boolean done = compact(turn, condenser);
    Assembled assembled = fix.build(turn, WINDOW, List.of(), true);
    assertTrue(assembled.tokens() <= assembled.limit(), "turn " + i);
    fix.assistant(turn, "Noted entry " + i + ".");
    fix.note(turn, NoteKind.FINISHED);
    return done;
  }

  private void fill() {
    for (int i = 0; i < 40; i++) {
      turn("Entry " + i + " of the log. " + "filler ".repeat(150), "Noted " + i);
    }
  }

  private boolean compact(String turn, Condenser condenser) throws InterruptedException {
    Optional<Compaction> due = fix.compaction(turn, WINDOW);
    if (due.isPresent()) {
      Compaction.Done done = due.get().run(condenser, fix.time.now());
      assertTrue(done.after() < done.before(), done.toString());
    }
    return due.isPresent();
  }

  private int compactions() {
    return (int)
        fix.session.messages().stream()
            .filter(each -> each instanceof Note note && note.kind() == NoteKind.COMPACTED)
            .count();
  }

  private Condensed condensed() {
    return fix.session.messages().reversed().stream()
        .filter(each -> each instanceof Note note && note.kind() == NoteKind.COMPACTED)
        .findFirst()
        .flatMap(note -> Condensed.read(((Note) note).text()))
        .orElseThrow();
  }

  private static String all(Assembled assembled) {
    var text = new StringBuilder();
    assembled.request().messages().forEach(each -> text.append(Fixtures.text(each)).append('\n'));
    return text.toString();
  }
}
