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
    TurnStream stream = new TurnStream(0);
    stream.add(new Text(1, 0, "ab"));
    stream.add(new Text(1, 2, "cd"));
    stream.add(answered("x"));
    stream.add(new Text(2, 0, "ef"));
    stream.add(new Finished(RESULT));
    Seen seen = Seen.of(stream, Optional.empty());
    assertEquals("abcdef", seen.text().toString());
    assertEquals(List.of("x", "end"), seen.facts());
    assertEquals(List.of(1L, 2L, 3L, 4L), seen.seqs());
  }

  @Test
  void joinsDeltasThatNobodyHasTakenYet() throws InterruptedException {
    TurnStream stream = new TurnStream(0);
    for (int at = 0; at < 20_000; at++) {
      stream.add(new Text(1, at, "."));
    }
    stream.add(new Finished(RESULT));
    Seen seen = Seen.of(stream, Optional.empty());
    assertEquals(20_000, seen.text().length());
    assertEquals(2, seen.seqs().size());
  }

  @Test
  void nothingFollowsTheEnd() throws InterruptedException {
    TurnStream stream = new TurnStream(0);
    stream.add(new Finished(RESULT));
    stream.add(new Finished(RESULT));
    stream.add(new Said("too late"));
    assertEquals(List.of("end"), Seen.of(stream, Optional.empty()).facts());
    assertTrue(stream.over());
  }

  /// Facts between which nothing is recorded, as a step of parallel calls tells them.
  @Test
  void aCutBetweenAnyTwoEventsContinuesExactly() throws InterruptedException {
    TurnStream stream = new TurnStream(3);
    for (int at = 0; at < 5; at++) {
      stream.add(answered("c" + at));
      stream.add(new Text(1, at, "x"));
      stream.add(new Said("n" + at));
    }
    stream.add(new Finished(RESULT));
    Seen whole = Seen.of(stream, Optional.empty());
    for (int cut = 0; cut < whole.seqs().size() - 1; cut++) {
      Seen rest = Seen.of(stream, Optional.of(new Position(whole.seqs().get(cut), 1, 5)));
      assertEquals(whole.seqs().subList(cut + 1, whole.seqs().size()), rest.seqs());
    }
  }

  @Test
  void anyCutOfAnyStreamContinuesExactly() throws InterruptedException {
    long seed = 20_260_101L;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      TurnStream stream = new TurnStream(round);
      List<TurnEvent> told = fill(stream, random);
      List<Long> seqs = new ArrayList<>();
      stream.watch(Optional.empty(), (seq, _) -> seqs.add(seq));
      for (int cut = 0; cut < seqs.size() - 1; cut++) {
        Optional<Position> from = Optional.of(new Position(seqs.get(cut), 1, random.nextInt(99)));
        List<TurnEvent> rest = new ArrayList<>();
        stream.watch(from, (_, event) -> rest.add(event));
        assertEquals(told.subList(cut + 1, told.size()), rest, "seed " + seed + " round " + round);
      }
    }
  }

  /// One step of text in pieces that cannot be joined, with facts between.
  private static List<TurnEvent> fill(TurnStream stream, Random random) {
    List<TurnEvent> told = new ArrayList<>();
    int length = 0;
    for (int piece = 0; piece < 10; piece++) {
      String text = "x".repeat(1 + random.nextInt(4));
      told.add(new Text(1, length, text));
      length += text.length();
      told.add(random.nextBoolean() ? answered("c" + piece) : new Said("n" + piece));
    }
    told.add(new Finished(RESULT));
    told.forEach(stream::add);
    return told;
  }

  @Test
  void aPositionOfAnEarlierAttemptIsContinuedByTheTextThatWasSeen() throws InterruptedException {
    TurnStream stream = new TurnStream(2);
    stream.add(new Text(1, 0, "first"));
    stream.add(answered("x"));
    stream.add(new Text(2, 0, "second"));
    stream.add(new Finished(RESULT));
    for (int offset = 0; offset <= 6; offset++) {
      Seen seen = Seen.of(stream, Optional.of(new Position(17, 2, offset)));
      assertEquals("second".substring(offset), seen.text().toString());
      assertEquals(List.of("x", "end"), seen.facts());
    }
  }

  @Test
  void aWatcherThatCameEarlyIsWokenByEachEvent() throws InterruptedException {
    TurnStream stream = new TurnStream(0);
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              for (int at = 0; at < 1000; at++) {
                stream.add(new Text(1, at, "y"));
              }
              stream.add(new Said("done"));
              stream.add(new Finished(RESULT));
            });
    Seen seen = Seen.of(stream, Optional.empty());
    writer.join();
    assertEquals(1000, seen.text().length());
    assertEquals(2, seen.facts().size());
  }
}
