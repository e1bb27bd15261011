package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.agent.TurnEvent.Finished;
import alpi.daemon.agent.TurnEvent.Said;
import alpi.daemon.agent.TurnEvent.Text;
import alpi.daemon.agent.TurnEvent.ToolAnswered;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.Turns.Position;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.model.ModelEvent.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnStreamTest {
  private static final TurnResult RESULT =
      new TurnResult(
          new JobId("j0123456789abcdef0"),
          new SessionId("s0123456789abcdef0"),
          "done",
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "m",
          1,
          Usage.NONE,
          Optional.empty(),
          Duration.ZERO,
          List.of());

  private static ToolAnswered answered(String call) {
    return new ToolAnswered(call, "read", true, Duration.ZERO, "", 0);
  }

  private record Seen(List<String> facts, StringBuilder text, List<Long> seqs) {
    static Seen of(TurnStream stream, Optional<Position> from) throws InterruptedException {
      Seen seen = new Seen(new ArrayList<>(), new StringBuilder(), new ArrayList<>());
      stream.watch(
          from,
          (seq, event) -> {
            seen.seqs.add(seq);
            switch (event) {
              case Text text -> seen.text.append(text.text());
              case ToolAnswered tool -> seen.facts.add(tool.call());
              case Finished _ -> seen.facts.add("end");
              default -> seen.facts.add(event.toString());
            }
          });
      return seen;
    }
  }

  @Test
  void handsOutEveryCharacterAndEveryFactInOrder() throws InterruptedException {
    TurnStream stream = new TurnStream();
    stream.add(1, new Text(1, 0, "ab"));
    stream.add(1, new Text(1, 2, "cd"));
    stream.add(2, answered("x"));
    stream.add(2, new Text(2, 0, "ef"));
    stream.add(3, new Finished(RESULT));
    Seen seen = Seen.of(stream, Optional.empty());
    assertEquals("abcdef", seen.text().toString());
    assertEquals(List.of("x", "end"), seen.facts());
  }

  @Test
  void joinsDeltasThatNobodyHasTakenYet() throws InterruptedException {
    TurnStream stream = new TurnStream();
    for (int at = 0; at < 20_000; at++) {
      stream.add(1, new Text(1, at, "."));
    }
    stream.add(2, new Finished(RESULT));
    Seen seen = Seen.of(stream, Optional.empty());
    assertEquals(20_000, seen.text().length());
    assertEquals(2, seen.seqs().size());
  }

  @Test
  void resumesInsideAPieceWithoutALostOrDoubledCharacter() throws InterruptedException {
    TurnStream stream = new TurnStream();
    stream.add(1, new Text(1, 0, "first"));
    stream.add(2, answered("x"));
    stream.add(2, new Text(2, 0, "second"));
    stream.add(3, new Finished(RESULT));
    for (int offset = 0; offset <= 6; offset++) {
      Seen seen = Seen.of(stream, Optional.of(new Position(2, 2, offset)));
      assertEquals("second".substring(offset), seen.text().toString());
      assertEquals(List.of("end"), seen.facts());
    }
  }

  @Test
  void anyCutOfAnyStreamContinuesExactly() throws InterruptedException {
    long seed = 20_260_101L;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      TurnStream stream = new TurnStream();
      StringBuilder whole = new StringBuilder();
      List<Position> cuts = new ArrayList<>();
      fill(stream, random, whole, cuts);
      for (int at = 0; at < cuts.size(); at++) {
        Position cut = cuts.get(at);
        Seen rest = Seen.of(stream, Optional.of(cut));
        String expected = whole.substring(at == 0 ? 0 : length(cuts, at));
        assertEquals(expected, rest.text().toString(), "seed " + seed + " round " + round);
        assertTrue(rest.seqs().stream().allMatch(seq -> seq >= cut.seq()));
      }
    }
  }

  /// Fills one step of text with facts between; a cut follows each piece.
  private static void fill(
      TurnStream stream, Random random, StringBuilder whole, List<Position> cuts) {
    long seq = 1;
    cuts.add(new Position(0, 0, 0));
    for (int piece = 0; piece < 10; piece++) {
      String text = "x".repeat(1 + random.nextInt(4));
      stream.add(seq, new Text(1, whole.length(), text));
      whole.append(text);
      cuts.add(new Position(seq, 1, whole.length()));
      if (random.nextBoolean()) {
        stream.add(++seq, answered("c" + seq));
      }
    }
    stream.add(seq + 1, new Finished(RESULT));
  }

  private static int length(List<Position> cuts, int at) {
    return cuts.get(at).offset();
  }

  @Test
  void aWatcherThatCameEarlyIsWokenByEachEvent() throws InterruptedException {
    TurnStream stream = new TurnStream();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              for (int at = 0; at < 1000; at++) {
                stream.add(1, new Text(1, at, "y"));
              }
              stream.add(2, new Said("done"));
              stream.add(3, new Finished(RESULT));
            });
    Seen seen = Seen.of(stream, Optional.empty());
    writer.join();
    assertEquals(1000, seen.text().length());
    assertEquals(2, seen.facts().size());
  }
}
