package alpi.bench;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Period;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.context.recall.Fusion;
import alpi.daemon.context.recall.Meanings;
import alpi.daemon.context.recall.Meanings.Meant;
import alpi.daemon.context.recall.Recall;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.context.recall.SessionFinder;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Embedded;
import alpi.daemon.session.Message;
import alpi.daemon.session.Near;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import alpi.daemon.session.Unembedded;
import alpi.daemon.session.VectorSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/// How well recall finds: of what answers each question of [RecallProbes], the share that stands
/// among the first five hits, by plain bm25 and by ours in four forms.
///
/// Arguments: `[FOLDER [SEED]]`.
public final class QualityBench {
  private static final int FIRST = 5;
  private static final int CANDIDATES = 60;
  private static final int IN_A_SESSION = 12;
  private static final int BATCH = 500;
  private static final Actor OWNER = Actor.local(1000);

  private final RecallProbes probes;
  private final ConceptVectors vectors;
  private final Journal journal;
  private final Sessions sessions;
  private final SessionFinder finder;
  private final Map<String, Integer> facts = new HashMap<>();
  private final Connection plain;

  private QualityBench(Path dir, long seed) throws SQLException {
    probes = new RecallProbes(seed);
    vectors = new ConceptVectors(RecallProbes.SAME, new Random(seed));
    Time time = Time.system();
    ProfileHome home = new Home(dir).profile(ProfileName.DEFAULT);
    journal = Journal.open(home.journal(), ProfileName.DEFAULT, time);
    sessions = new Sessions(home, journal, then(), new Ids(time, new Random(seed)));
    finder = new SessionFinder(sessions);
    plain = DriverManager.getConnection("jdbc:sqlite::memory:");
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 11;
    try (Scratch scratch = Scratch.below(parent, "quality-bench-")) {
      var bench = new QualityBench(scratch.path(), seed);
      bench.write();
      bench.embed();
      bench.run(seed);
      bench.plain.close();
      bench.sessions.close();
      bench.journal.close();
    }
  }

  /// A clock that stands where the first of the conversations began.
  private static Time then() {
    Time system = Time.system();
    return new Time() {
      @Override
      public Instant now() {
        return RecallProbes.BEGIN;
      }

      @Override
      public long nanos() {
        return system.nanos();
      }
    };
  }

  private void write() throws SQLException {
    try (Statement make = plain.createStatement()) {
      make.execute("CREATE VIRTUAL TABLE said USING fts5(text, fact UNINDEXED)");
    }
    List<RecallProbes.Said> all = probes.said();
    try (PreparedStatement add = plain.prepareStatement("INSERT INTO said VALUES (?, ?)")) {
      for (int first = 0; first < all.size(); first += IN_A_SESSION) {
        Session session = sessions.create(OWNER);
        for (int i = first; i < Math.min(all.size(), first + IN_A_SESSION); i++) {
          RecallProbes.Said said = all.get(i);
          String turn = "t" + i;
          session.append(new Message.User(said.at(), turn, said.text(), List.of(), Labels.OWNER));
          facts.put("session:" + session.id() + "#" + turn, said.fact());
          add.setString(1, said.text());
          add.setInt(2, said.fact());
          add.executeUpdate();
        }
      }
    }
    sessions.rebuildIndex();
  }

  private void embed() {
    List<Unembedded> some = sessions.vectors().waiting(BATCH);
    while (!some.isEmpty()) {
      List<Embedded> embedded = new ArrayList<>();
      some.forEach(it -> embedded.add(new Embedded(it, Optional.of(vectors.of(it.text())))));
      sessions.vectors().keep(new VectorSpace("bench", vectors.of("any").dimension()), embedded);
      some = sessions.vectors().waiting(BATCH);
    }
  }

  private void run(long seed) {
    Meanings meanings = query -> new Meant(Optional.of(vectors.of(query.text())), List.of());
    Map<String, Function<RecallProbes.Probe, List<Integer>>> ways = new LinkedHashMap<>();
    ways.put("plain bm25", this::plain);
    ways.put("words", probe -> facts(words(probe)));
    ways.put("words, diverse", probe -> facts(door(probe, Meanings.NONE)));
    ways.put("hybrid", probe -> facts(hybrid(probe)));
    ways.put("hybrid, diverse", probe -> facts(door(probe, meanings)));
    System.out.printf(
        "%,d turns, seed %d, recall@%d%n| Questions |", probes.said().size(), seed, FIRST);
    ways.keySet().forEach(way -> System.out.printf(" %s |", way));
    System.out.println();
    Map<String, Double> sums = new LinkedHashMap<>();
    probes
        .probes()
        .forEach((kind, all) -> {
          System.out.printf("| %s |", kind);
          ways.forEach((way, found) -> {
            double mean =
                all.stream()
                    .mapToDouble(probe -> share(probe, found.apply(probe)))
                    .average()
                    .orElse(0);
            sums.merge(way, mean, Double::sum);
            System.out.printf(" %.2f |", mean);
          });
          System.out.println();
        });
    System.out.print("| mean |");
    sums.values().forEach(sum -> System.out.printf(" %.2f |", sum / probes.probes().size()));
    System.out.println();
  }

  private static double share(RecallProbes.Probe probe, List<Integer> found) {
    Set<Integer> hit = new HashSet<>(found.subList(0, Math.min(FIRST, found.size())));
    hit.retainAll(probe.facts());
    return (double) hit.size() / probe.facts().size();
  }

  /// Any of the words, all of them alike, whenever it was said.
  private List<Integer> plain(RecallProbes.Probe probe) {
    String match = "\"" + probe.question().replaceAll("[^\\p{L}\\p{N}]+", "\" OR \"") + "\"";
    try (PreparedStatement ask =
        plain.prepareStatement("SELECT fact FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?")) {
      ask.setString(1, match);
      ask.setInt(2, FIRST);
      List<Integer> found = new ArrayList<>();
      try (ResultSet rows = ask.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getInt(1));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<RecallHit> words(RecallProbes.Probe probe) {
    return finder.find(query(probe), CANDIDATES).hits();
  }

  private List<RecallHit> hybrid(RecallProbes.Probe probe) {
    List<RecallHit> near =
        finder.near(query(probe), vectors.of(probe.question()), CANDIDATES).stream()
            .map(Near::found)
            .toList();
    return Fusion.of(List.of(words(probe), near), RecallHit::pointer);
  }

  private List<RecallHit> door(RecallProbes.Probe probe, Meanings meanings) {
    return new Recall(List.of(finder), meanings).find(query(probe)).hits();
  }

  private static RecallQuery query(RecallProbes.Probe probe) {
    Period period = probe.period();
    return new RecallQuery(
        probe.question(), Set.of(RecallScope.SESSIONS), period, Optional.empty(), FIRST);
  }

  private List<Integer> facts(List<RecallHit> hits) {
    return hits.stream().map(hit -> facts.getOrDefault(hit.pointer(), 0)).toList();
  }
}
