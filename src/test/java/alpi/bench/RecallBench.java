package alpi.bench;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Period;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.ConversationRecall;
import alpi.daemon.context.WorkingSet;
import alpi.daemon.context.WorkingSetInput;
import alpi.daemon.context.memory.Lane;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.memory.Observation;
import alpi.daemon.context.memory.Origin;
import alpi.daemon.context.recall.Meanings;
import alpi.daemon.context.recall.MemoryFinder;
import alpi.daemon.context.recall.Recall;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.context.recall.SessionFinder;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// How recall grows: conversations of up to a million messages and up to a hundred thousand
/// memories, written and indexed by the rooms that do it in the product, and requests laid out over
/// one conversation of up to a hundred thousand messages. Words are drawn by Zipf's law.
///
/// Arguments: `[FOLDER [MESSAGES [SVG]]]`.
public final class RecallBench {
  private static final int MESSAGES = 1_000_000;
  private static final int MEMORIES = 100_000;
  private static final int IN_A_CONVERSATION = 100_000;
  private static final int IN_A_SESSION = 250;
  private static final int QUERIES = 300;
  private static final int WARM_UP = 50;
  private static final int LAYOUTS = 40;
  private static final int HITS = 20;
  private static final int WRITERS = 64;
  private static final int WINDOW = 32_768;
  private static final Actor OWNER = Actor.local(1000);

  private final Random random = new Random(11);
  private final ZipfWords words = new ZipfWords();
  private final Map<String, List<GrowthPlot.Point>> lines = new LinkedHashMap<>();
  private final ProfileHome home;
  private final Journal journal;
  private final Sessions sessions;
  private final MemoryStore memories;
  private final BlobStore blobs;
  private final Origins origins;

  private RecallBench(Path dir) {
    Time time = Time.system();
    Ids ids = new Ids(time, random);
    home = new Home(dir).profile(ProfileName.DEFAULT);
    journal = Journal.open(home.journal(), ProfileName.DEFAULT, time);
    sessions = new Sessions(home, journal, time, ids);
    memories = new MemoryStore(home, journal, ids, new Tokens(new Random(17)), time);
    blobs = new BlobStore(home, journal, time);
    origins = new Origins(journal, time);
  }

  public static void main(String[] arguments) throws IOException {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int messages = arguments.length > 1 ? Integer.parseInt(arguments[1]) : MESSAGES;
    try (Scratch scratch = Scratch.below(parent, "recall-bench-")) {
      var bench = new RecallBench(scratch.path());
      bench.recall(messages);
      bench.layOut(Math.min(messages, IN_A_CONVERSATION));
      bench.remember(Math.min(messages, MEMORIES));
      if (arguments.length > 2) {
        Files.writeString(
            Path.of(arguments[2]), GrowthPlot.svg("milliseconds by number of items", bench.lines));
      }
      bench.sessions.close();
      bench.memories.close();
      bench.journal.close();
    }
  }

  private void recall(int most) throws IOException {
    var recall =
        new Recall(
            List.of(new SessionFinder(sessions), new MemoryFinder(home, memories, origins)),
            Meanings.NONE);
    Map<String, Supplier<String>> kinds = new LinkedHashMap<>();
    kinds.put("rare word", () -> words.rare(random));
    kinds.put("any word", () -> words.any(random));
    kinds.put("three words", () -> words.text(random, 3));
    kinds.put("commonest word", () -> words.word(0));
    int written = 0;
    for (int size = Math.min(1_000, most); size <= most; size *= 10) {
      write(written, size);
      written = size;
      long begin = System.nanoTime();
      sessions.rebuildIndex();
      double seconds = (System.nanoTime() - begin) / 1e9;
      long bytes = size(home.sessionIndex());
      System.out.printf(
          "%,9d messages: index %.1f s (%,.0f a second), %.0f bytes a message, live heap %d MiB%n",
          size, seconds, size / seconds, bytes / (double) size, heap());
      for (Map.Entry<String, Supplier<String>> kind : kinds.entrySet()) {
        Spread spread = measure(QUERIES, kind.getValue(), words -> sessions.search(words, HITS));
        tell("search, " + kind.getKey(), size, spread);
      }
      Spread door =
          measure(
              QUERIES,
              () -> words.text(random, 2),
              words ->
                  recall.find(
                      new RecallQuery(
                          words,
                          Set.of(RecallScope.SESSIONS, RecallScope.MEMORY),
                          Period.ALWAYS,
                          Optional.empty(),
                          HITS)));
      tell("recall, two words", size, door);
      plot("search p50", size, door.p50());
      plot("recall p99", size, door.p99());
    }
  }

  private void remember(int most) throws IOException {
    int written = 0;
    for (int size = Math.min(1_000, most); size <= most; size *= 10) {
      long begin = System.nanoTime();
      for (; written < size; written++) {
        memories.remember(
            Observation.of(
                "n" + written + " " + words.text(random, 12), Lane.SEMANTIC, Labels.OWNER),
            Origin.of(OWNER));
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "%,9d memories: the last of them in %.1f s, %.0f bytes a memory%n",
          size, seconds, size(home.memoryStore()) / (double) size);
      Spread spread =
          measure(QUERIES, () -> words.text(random, 8), words -> memories.relevant(words, 8));
      tell("memories for a message", size, spread);
      plot("memory p99", size, spread.p99());
    }
  }

  /// One conversation that grows, asked about early turns.
  private void layOut(int most) {
    var set =
        new WorkingSet(
            home,
            blobs::open,
            origins,
            new ConversationRecall(sessions),
            Time.system(),
            ZoneOffset.UTC);
    Session session = sessions.create(OWNER);
    int written = 0;
    for (int size = Math.min(1_000, most); size <= most; size *= 10) {
      for (; written < size; written += 2) {
        exchange(session, written, random);
      }
      Spread spread =
          measure(
              LAYOUTS,
              () -> {
                String turn = "q" + random.nextInt(Integer.MAX_VALUE);
                session.append(
                    new Message.User(
                        Instant.now(), turn, words.text(random, 6), List.of(), Labels.OWNER));
                return turn;
              },
              turn ->
                  set.build(
                      new WorkingSetInput(
                          session,
                          turn,
                          home.dir(),
                          List.of(),
                          WINDOW,
                          false,
                          8_000,
                          OptionalInt.empty(),
                          Optional.empty(),
                          Optional.empty())));
      tell("a request laid out", size, spread);
      plot("layout p95", size, spread.p95());
    }
  }

  /// Many conversations at once, so that their events share commits.
  private void write(int from, int to) {
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int first = from; first < to; first += IN_A_SESSION) {
        int number = first;
        writers.execute(() -> {
          Session session = sessions.create(OWNER);
          var own = new Random(number);
          for (int i = number; i < number + IN_A_SESSION; i += 2) {
            exchange(session, i, own);
          }
        });
      }
    }
  }

  private void exchange(Session session, int number, Random own) {
    Instant at = Instant.ofEpochSecond(1_700_000_000L + number);
    String turn = "t" + number;
    session.append(new Message.User(at, turn, words.text(own, 18), List.of(), Labels.OWNER));
    session.append(
        new Message.Assistant(
            at,
            turn,
            "bench/none",
            words.text(own, 18),
            "",
            List.of(),
            Optional.empty(),
            Labels.NONE));
  }

  private record Spread(double p50, double p95, double p99, double max) {}

  private static Spread measure(int rounds, Supplier<String> given, Consumer<String> asked) {
    List<Double> millis = new ArrayList<>();
    for (int i = -Math.min(WARM_UP, rounds); i < rounds; i++) {
      String text = given.get();
      long begin = System.nanoTime();
      asked.accept(text);
      if (i >= 0) {
        millis.add((System.nanoTime() - begin) / 1e6);
      }
    }
    millis.sort(null);
    return new Spread(
        millis.get(rounds / 2),
        millis.get(rounds * 95 / 100),
        millis.get(rounds * 99 / 100),
        millis.getLast());
  }

  private static void tell(String what, int size, Spread spread) {
    System.out.printf(
        "%,9d  %-24s p50 %6.2f  p95 %6.2f  p99 %6.2f  max %6.2f ms%n",
        size, what, spread.p50(), spread.p95(), spread.p99(), spread.max());
  }

  private void plot(String line, int size, double millis) {
    lines.computeIfAbsent(line, _ -> new ArrayList<>()).add(new GrowthPlot.Point(size, millis));
  }

  /// With what still lies in its write-ahead log.
  private static long size(Path database) throws IOException {
    Path log = database.resolveSibling(database.getFileName() + "-wal");
    return Files.size(database) + (Files.exists(log) ? Files.size(log) : 0);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }
}
