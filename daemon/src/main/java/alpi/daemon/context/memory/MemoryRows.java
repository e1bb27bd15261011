package alpi.daemon.context.memory;

import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// Questions to the memory's tables, next to the values they fill.
final class MemoryRows {
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern UNIT = Pattern.compile("\u001f");

  private static final String SELECT =
      """
      SELECT m.n, m.id, m.lane, m.state, m.text, m.confidence, m.sources, m.private, m.admitted,
        m.actor, m.session, m.run, m.captured, m.reinforced, m.uses, m.expires, m.pinned,
        m.replaces, s.name AS subject, r.attribute, r.value,
        (SELECT group_concat(e.name, char(31)) FROM mention x JOIN entity e ON e.id = x.entity
          WHERE x.memory = m.n) AS names
      FROM memory m LEFT JOIN relation r ON r.memory = m.n LEFT JOIN entity s ON s.id = r.subject\
      """;

  /// What is shown to models at a moment.
  private static final String COUNTS = " m.state = 'live' AND (m.expires IS NULL OR m.expires > ?)";

  private MemoryRows() {}

  static Optional<Remembered> find(Reader reader, MemoryId id) {
    return reader.one(SELECT + " WHERE m.id = ?", MemoryRows::remembered, id.value());
  }

  /// Every version of a memory, the latest first.
  static List<Remembered> chain(Reader reader, MemoryId id) {
    return reader.query(
        SELECT
            + " WHERE m.chain = (SELECT chain FROM memory WHERE id = ?) AND m.state <> 'leaving'"
            + " ORDER BY m.n DESC",
        MemoryRows::remembered,
        id.value());
  }

  /// The first version of a memory.
  static MemoryId chainOf(Reader reader, MemoryId id) {
    return reader
        .one(
            "SELECT chain FROM memory WHERE id = ?",
            row -> new MemoryId(row.text("chain")),
            id.value())
        .orElse(id);
  }

  static boolean refused(Reader reader, byte[] mark) {
    return reader
        .one("SELECT n FROM refused WHERE mark = ?", row -> row.integer("n"), mark)
        .isPresent();
  }

  /// The live or held one that says the same; held ones only count for held ones.
  static Optional<Remembered> same(Reader reader, String same, Standing standing) {
    return reader.one(
        SELECT + " WHERE m.same = ? AND m.state = ?",
        MemoryRows::remembered,
        same,
        standing.wire());
  }

  static List<Remembered> list(Reader reader, MemoryFilter filter, Instant now, int limit) {
    String lane = filter.lane().map(Lane::wire).orElse("");
    long before =
        filter
            .before()
            .flatMap(id ->
                reader.one(
                    "SELECT n FROM memory WHERE id = ?", row -> row.integer("n"), id.value()))
            .orElse(Long.MAX_VALUE);
    return reader.query(
        SELECT
            + " WHERE m.state = ? AND (? = '' OR m.lane = ?) AND m.n < ?"
            + " AND (m.expires IS NULL OR m.expires > ? OR ?) ORDER BY m.n DESC LIMIT ?",
        MemoryRows::remembered,
        filter.standing().wire(),
        lane,
        lane,
        before,
        now.toEpochMilli(),
        filter.standing() == Standing.SUPERSEDED ? 1 : 0,
        limit);
  }

  /// The texts that count, by their memories.
  static Map<MemoryId, MemoryVectors.Copy> live(Reader reader, Instant now) {
    Map<MemoryId, MemoryVectors.Copy> live = new LinkedHashMap<>();
    reader.query(
        "SELECT id, reinforced, text FROM memory m WHERE" + COUNTS + " ORDER BY n",
        row ->
            live.put(
                new MemoryId(row.text("id")),
                new MemoryVectors.Copy(row.integer("reinforced"), row.text("text"))),
        now.toEpochMilli());
    return live;
  }

  static List<Remembered> pinned(Reader reader, Instant now, int limit) {
    return reader.query(
        SELECT + " WHERE m.pinned = 1 AND" + COUNTS + " ORDER BY m.n DESC LIMIT ?",
        MemoryRows::remembered,
        now.toEpochMilli(),
        limit);
  }

  /// What fits a full-text question, best first.
  static List<Remembered> search(
      Reader reader, String match, Standing standing, Instant now, int limit) {
    return reader.query(
        SELECT
            + " JOIN memory_fts f ON f.rowid = m.n WHERE f.memory_fts MATCH ? AND m.state = ?"
            + " AND (m.expires IS NULL OR m.expires > ?) ORDER BY f.rank LIMIT ?",
        MemoryRows::remembered,
        match,
        standing.wire(),
        now.toEpochMilli(),
        limit);
  }

  /// What speaks of any of these folded names, newest first; what has a relation about one first.
  static List<Remembered> about(Reader reader, Collection<String> names, Instant now, int limit) {
    if (names.isEmpty()) {
      return List.of();
    }
    String marks = String.join(",", Collections.nCopies(names.size(), "?"));
    Object[] arguments = new Object[names.size() + 2];
    int i = 0;
    for (String name : names) {
      arguments[i++] = name;
    }
    arguments[i++] = now.toEpochMilli();
    arguments[i] = limit;
    return reader.query(
        SELECT
            + " WHERE m.n IN (SELECT x.memory FROM mention x JOIN entity e ON e.id = x.entity"
            + " WHERE e.folded IN ("
            + marks
            + ")) AND"
            + COUNTS
            + " ORDER BY r.memory IS NULL, m.n DESC LIMIT ?",
        MemoryRows::remembered,
        arguments);
  }

  /// Live ones that say something else of the same side of the same thing, and were not said to
  /// hold together with it.
  static List<Remembered> against(Reader reader, MemoryId id, Instant now) {
    return reader.query(
        SELECT
            + """
             WHERE r.memory IS NOT NULL AND m.id <> ? AND EXISTS (
              SELECT 1 FROM memory o JOIN relation q ON q.memory = o.n
              WHERE o.id = ? AND q.subject = r.subject
                AND q.attribute_folded = r.attribute_folded
                AND q.value_folded <> r.value_folded AND NOT (q.both AND r.both)
                AND coalesce(o.replaces, '') <> m.id)
            AND\
            """
            + COUNTS
            + " ORDER BY m.n DESC",
        MemoryRows::remembered,
        id.value(),
        id.value(),
        now.toEpochMilli());
  }

  /// One member of each group that disagrees, the newest groups first.
  static List<MemoryId> disputed(Reader reader, Instant now, int limit) {
    return reader.query(
        """
        SELECT max(CASE WHEN r.both = 0 THEN m.id END) AS id, max(m.n) AS latest FROM relation r JOIN memory m ON m.n = r.memory
        WHERE m.state = 'live' AND (m.expires IS NULL OR m.expires > ?)
        GROUP BY r.subject, r.attribute_folded
        HAVING count(DISTINCT r.value_folded) > 1 AND min(r.both) = 0
        ORDER BY latest DESC LIMIT ?\
        """,
        row -> new MemoryId(row.text("id")),
        now.toEpochMilli(),
        limit);
  }

  /// What is held to take the place of a memory.
  static List<Remembered> waitingFor(Reader reader, MemoryId id) {
    return reader.query(
        SELECT + " WHERE m.replaces = ? AND m.state = 'held'", MemoryRows::remembered, id.value());
  }

  /// What may be purged: expired, half forgotten, or replaced before `history`.
  static List<Remembered> due(Reader reader, Instant now, Instant history, int limit) {
    return reader.query(
        SELECT
            + " WHERE m.state = 'leaving' OR (m.expires IS NOT NULL AND m.expires <= ?)"
            + " OR (m.state = 'superseded' AND m.reinforced < ?) LIMIT ?",
        MemoryRows::remembered,
        now.toEpochMilli(),
        history.toEpochMilli(),
        limit);
  }

  /// What may have to make room in a lane, that which was not said for longest first.
  static List<Remembered> longestUnsaid(Reader reader, Lane lane, int limit) {
    return reader.query(
        SELECT
            + " WHERE m.state = 'live' AND m.lane = ? AND m.pinned = 0"
            + " ORDER BY m.reinforced, m.n LIMIT ?",
        MemoryRows::remembered,
        lane.wire(),
        limit);
  }

  static long count(Reader reader, Standing standing) {
    return reader
        .one(
            "SELECT count(*) AS n FROM memory WHERE state = ?",
            row -> row.integer("n"),
            standing.wire())
        .orElse(0L);
  }

  /// How many of a conversation are held.
  static long held(Reader reader, SessionId session) {
    return reader
        .one(
            "SELECT count(*) AS n FROM memory WHERE state = ? AND session = ?",
            row -> row.integer("n"),
            Standing.HELD.wire(),
            session.value())
        .orElse(0L);
  }

  /// How many are held that somebody had kept outside any conversation.
  static long held(Reader reader, Actor actor) {
    return reader
        .one(
            "SELECT count(*) AS n FROM memory WHERE state = ? AND session IS NULL AND actor = ?",
            row -> row.integer("n"),
            Standing.HELD.wire(),
            actor.value())
        .orElse(0L);
  }

  static long count(Reader reader, Standing standing, Lane lane) {
    return reader
        .one(
            "SELECT count(*) AS n FROM memory WHERE state = ? AND lane = ?",
            row -> row.integer("n"),
            standing.wire(),
            lane.wire())
        .orElse(0L);
  }

  /// When it was forgotten or dropped, and why.
  static Optional<Gone> gone(Reader reader, MemoryId id) {
    return reader.one(
        "SELECT at, why FROM gone WHERE id = ?",
        row -> new Gone(Instant.ofEpochMilli(row.integer("at")), row.text("why")),
        id.value());
  }

  static Remembered remembered(Row row) {
    Optional<String> subject = row.maybeText("subject");
    return new Remembered(
        new MemoryId(row.text("id")),
        Lane.ofWire(row.text("lane")).orElseThrow(),
        Standing.ofWire(row.text("state")).orElseThrow(),
        row.text("text"),
        row.real("confidence"),
        new Labels(sources(row.text("sources")), row.integer("private") != 0),
        moment(row.maybeInteger("admitted")),
        new Origin(
            new Actor(row.text("actor")),
            row.maybeText("session").map(SessionId::new),
            row.maybeText("run").map(JobId::new)),
        Instant.ofEpochMilli(row.integer("captured")),
        Instant.ofEpochMilli(row.integer("reinforced")),
        (int) row.integer("uses"),
        moment(row.maybeInteger("expires")),
        row.integer("pinned") != 0,
        row.maybeText("replaces").map(MemoryId::new),
        subject.map(name -> new Claim(name, row.text("attribute"), row.text("value"))),
        row.maybeText("names").map(names -> List.of(UNIT.split(names, -1))).orElse(List.of()));
  }

  static String sources(Labels labels) {
    return String.join(",", labels.sources().stream().sorted().map(Source::wire).toList());
  }

  /// A source that this program does not know makes the memory a stranger's.
  private static Set<Source> sources(String text) {
    EnumSet<Source> sources = EnumSet.noneOf(Source.class);
    if (!text.isEmpty()) {
      for (String wire : COMMA.split(text, -1)) {
        sources.add(Source.ofWire(wire).orElse(Source.WEB));
      }
    }
    return sources;
  }

  private static Optional<Instant> moment(OptionalLong millis) {
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }

  /// That a memory is no more.
  record Gone(Instant at, String why) {}
}
