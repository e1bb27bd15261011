package alpi.bench;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Search over a million messages in four thousand conversations, written and indexed by the rooms
/// that do it in the product. Words are drawn by Zipf's law from a vocabulary of 50,000.
///
/// Arguments: `[FOLDER [MESSAGES]]`.
public final class RecallBench {
  private static final int MESSAGES = 1_000_000;
  private static final int IN_A_SESSION = 250;
  private static final int WORDS = 50_000;
  private static final int WORDS_IN_A_MESSAGE = 18;
  private static final int QUERIES = 400;
  private static final int WARM_UP = 50;
  private static final int HITS = 20;
  private static final int WRITERS = 64;
  private static final Actor OWNER = Actor.local(1000);

  private final Random random = new Random(11);
  private final double[] cumulative = new double[WORDS];

  private RecallBench() {
    double sum = 0;
    for (int rank = 0; rank < WORDS; rank++) {
      sum += 1.0 / (rank + 1);
      cumulative[rank] = sum;
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int messages = arguments.length > 1 ? Integer.parseInt(arguments[1]) : MESSAGES;
    try (Scratch scratch = Scratch.below(parent, "recall-bench-")) {
      new RecallBench().run(scratch.path(), messages);
    }
  }

  private void run(Path dir, int messages) throws IOException {
    Time time = Time.system();
    ProfileHome home = new Home(dir).profile(ProfileName.DEFAULT);
    Ids ids = new Ids(time, random);
    try (Journal journal = Journal.open(home.journal(), ProfileName.DEFAULT, time);
        Sessions sessions = new Sessions(home, journal, time, ids)) {
      long begin = System.nanoTime();
      write(sessions, messages);
      System.out.printf("%,d messages written in %.0f s%n", messages, seconds(begin));
      begin = System.nanoTime();
      sessions.rebuildIndex();
      System.out.printf(
          "indexed in %.0f s, %d MiB%n", seconds(begin), Files.size(home.sessionIndex()) >> 20);
      Map<String, Supplier<String>> kinds = new LinkedHashMap<>();
      kinds.put("rare word", () -> word(20_000 + random.nextInt(WORDS - 20_000)));
      kinds.put("any word", () -> word(draw(random)));
      kinds.put("two words", () -> word(draw(random)) + " " + word(draw(random)));
      kinds.put(
          "three words",
          () -> word(draw(random)) + " " + word(draw(random)) + " " + word(draw(random)));
      kinds.put("commonest word", () -> word(0));
      kinds.put("no such word", () -> "zzz" + random.nextInt());
      kinds.forEach((kind, query) -> measure(sessions, kind, query));
    }
  }

  /// Many conversations at once, so that their events share commits.
  private void write(Sessions sessions, int messages) {
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int first = 0; first < messages; first += IN_A_SESSION) {
        int number = first;
        writers.execute(() -> conversation(sessions.create(OWNER), number));
      }
    }
  }

  private void conversation(Session session, int first) {
    Random words = new Random(first);
    for (int i = first; i < first + IN_A_SESSION; i += 2) {
      Instant at = Instant.ofEpochSecond(1_700_000_000L + i);
      String turn = "t" + i;
      session.append(new Message.User(at, turn, text(words), List.of(), Labels.NONE));
      session.append(
          new Message.Assistant(
              at, turn, "bench/none", text(words), "", List.of(), Optional.empty(), Labels.NONE));
    }
  }

  private String text(Random words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS_IN_A_MESSAGE; i++) {
      text.append(word(draw(words))).append(' ');
    }
    return text.toString();
  }

  /// A rank, small ones far more often.
  private int draw(Random words) {
    int at = Arrays.binarySearch(cumulative, words.nextDouble() * cumulative[WORDS - 1]);
    return Math.min(WORDS - 1, at < 0 ? -at - 1 : at);
  }

  /// Letters alone, so that no tokenizer cuts it.
  private static String word(int rank) {
    StringBuilder word = new StringBuilder("w");
    for (int left = rank + 26; left > 0; left /= 26) {
      word.append((char) ('a' + left % 26));
    }
    return word.toString();
  }

  private static void measure(Sessions sessions, String kind, Supplier<String> query) {
    long[] nanos = new long[QUERIES];
    int hits = 0;
    for (int i = -WARM_UP; i < QUERIES; i++) {
      String text = query.get();
      long begin = System.nanoTime();
      hits += sessions.search(text, HITS).size();
      if (i >= 0) {
        nanos[i] = System.nanoTime() - begin;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-15s p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms  hits %.1f%n",
        kind,
        nanos[QUERIES / 2] / 1e6,
        nanos[QUERIES * 99 / 100] / 1e6,
        nanos[QUERIES - 1] / 1e6,
        hits / (double) (QUERIES + WARM_UP));
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
