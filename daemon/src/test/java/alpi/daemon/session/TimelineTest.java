package alpi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final MessageLog log = new MessageLog();

  @Test
  void saysOfEachTurnWhereItLiesAndWhatLiesBeforeIt() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    List<Message> all = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    for (int turn = 0; turn < 900; turn++) {
      if (random.nextInt(20) == 0) {
        all.add(note("", NoteKind.TITLE, "a title"));
      }
      begins.add(all.size());
      all.add(user("t" + turn, "question " + turn));
      for (int i = random.nextInt(4); i > 0; i--) {
        all.add(tool("t" + turn, "answer " + i));
      }
      all.add(note("t" + turn, random.nextBoolean() ? NoteKind.CUT : NoteKind.FINISHED, "t0"));
    }
    all.forEach(log::add);
    Timeline now = log.now();
    assertEquals(all, now.messages(), "seed " + seed);
    for (int turn = 0; turn < begins.size(); turn++) {
      int begin = begins.get(turn);
      String name = "t" + turn;
      assertEquals(OptionalInt.of(turn), now.number(name), "seed " + seed);
      assertEquals(begin, now.begin(turn), "seed " + seed);
      assertEquals(
          all.stream().filter(it -> it.turn().equals(name)).toList(),
          now.turn(turn),
          "seed " + seed);
      assertEquals(
          all.subList(0, begin).stream().filter(Tool.class::isInstance).count(),
          now.toolsBefore(turn),
          "seed " + seed);
      assertEquals(
          all.subList(0, begin).stream().filter(it -> it.turn().isEmpty()).toList(),
          now.loose(begin),
          "seed " + seed);
    }
    assertEquals(
        all.stream().filter(it -> it instanceof Note note && note.kind() == NoteKind.CUT).toList(),
        now.notes(NoteKind.CUT),
        "seed " + seed);
    assertEquals(OptionalInt.empty(), now.number("t900"));
    assertEquals(all.size(), now.begin(900));
  }

  @Test
  void aMomentKnowsNothingOfWhatCameLater() {
    for (int i = 0; i < MessageLog.CHUNK; i++) {
      log.add(user("t" + i, "x"));
    }
    Timeline then = log.now();
    log.add(user("later", "x"));
    log.add(note("later", NoteKind.CUT, "t1"));
    assertEquals(MessageLog.CHUNK, then.messages().size());
    assertThrows(IndexOutOfBoundsException.class, () -> then.messages().get(MessageLog.CHUNK));
    assertTrue(then.number("later").isEmpty());
    assertEquals(List.of(), then.notes(NoteKind.CUT));
    Timeline now = log.now();
    assertEquals(OptionalInt.of(MessageLog.CHUNK), now.number("later"));
    Timeline before = now.until(10);
    assertEquals(10, before.messages().size());
    assertTrue(before.number("t10").isEmpty());
    assertEquals(10, before.begin(10));
  }

  @Test
  void beginsAnewWhenTheFileIsReadAgain() {
    log.add(user("t0", "x"));
    Timeline then = log.now();
    log.clear();
    log.add(note("", NoteKind.TITLE, "other"));
    assertEquals(1, then.messages().size());
    assertTrue(log.now().number("t0").isEmpty());
    assertEquals(1, log.now().loose(1).size());
  }

  private static Message user(String turn, String text) {
    return new User(Instant.EPOCH, turn, text, List.of(), Labels.OWNER);
  }

  private static Message tool(String turn, String text) {
    return new Tool(
        Instant.EPOCH, turn, "c", "read", true, text, Optional.empty(), List.of(), Labels.OWNER);
  }

  private static Message note(String turn, NoteKind kind, String text) {
    return new Note(Instant.EPOCH, turn, kind, text);
  }
}
