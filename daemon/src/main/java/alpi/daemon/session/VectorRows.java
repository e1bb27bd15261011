package alpi.daemon.session;

import alpi.daemon.base.Period;
import alpi.daemon.base.Vector;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/// The statements of the tables `vector` and `space` that lie beside a view `embeddable(id, text,
/// at, place)` of the texts of an index.
public final class VectorRows {
  /// Most vectors that a question is compared with, the newest.
  public static final int MAX_COMPARED = 50_000;

  private VectorRows() {}

  static Optional<VectorSpace> space(Reader reader) {
    return reader.one(
        "SELECT name, dimension FROM space",
        row -> new VectorSpace(row.text("name"), (int) row.integer("dimension")));
  }

  static List<Unembedded> waiting(Reader reader, int most) {
    return reader.query(
        """
        SELECT e.id, e.text FROM embeddable e
        WHERE e.id > coalesce((SELECT filled FROM space), 0)
          AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.id = e.id)
        ORDER BY e.id LIMIT ?\
        """,
        row -> new Unembedded(row.integer("id"), row.text("text")),
        most);
  }

  static void keep(Sql sql, VectorSpace space, List<Embedded> some) {
    sql.update(
        "INSERT OR IGNORE INTO space(one, name, dimension, filled) VALUES (1, ?, ?, 0)",
        space.name(),
        space.dimension());
    if (!space(sql).equals(Optional.of(space))) {
      // They were thrown away meanwhile, for others.
      return;
    }
    long last = 0;
    for (Embedded each : some) {
      last = Math.max(last, each.text().id());
      sql.update(
          """
          INSERT OR REPLACE INTO vector(id, value)
          SELECT id, ? FROM embeddable WHERE id = ? AND text = ?\
          """,
          each.vector().map(Vector::bytes).orElse(new byte[0]),
          each.text().id(),
          each.text().text());
    }
    sql.update(
        """
        UPDATE space SET filled = max(filled, coalesce((
          SELECT min(e.id) - 1 FROM embeddable e WHERE e.id > filled AND e.id <= ?
            AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.id = e.id)), ?))\
        """,
        last,
        last);
  }

  static void clear(Sql sql) {
    sql.update("DELETE FROM vector");
    sql.update("DELETE FROM space");
  }

  static Coverage coverage(Reader reader) {
    return reader
        .one(
            "SELECT (SELECT count(*) FROM vector) AS n, (SELECT count(*) FROM embeddable) AS m",
            row -> new Coverage(row.integer("n"), row.integer("m")))
        .orElse(Coverage.NONE);
  }

  /// The rows whose vectors are nearest, the nearest first: those that stand out among all that
  /// were compared, since models differ in how near everything is to everything.
  ///
  /// @param place the only one; empty for all
  public static List<Near<Long>> near(
      Reader reader, Vector question, Period period, String place, int most) {
    var nearest = new Nearest(question, most);
    if (period.always() && place.isEmpty()) {
      reader.query("SELECT id, value FROM vector ORDER BY id DESC LIMIT ?", nearest, MAX_COMPARED);
    } else {
      reader.query(
          """
          SELECT v.id, v.value FROM vector v JOIN embeddable e ON e.id = v.id
          WHERE e.at >= ? AND e.at < ? AND (? = '' OR e.place = ?) ORDER BY v.id DESC LIMIT ?\
          """,
          nearest,
          period.sinceMillis(),
          period.untilMillis(),
          place,
          place,
          MAX_COMPARED);
    }
    return nearest.best();
  }

  /// Keeps the nearest of what it is shown.
  private static final class Nearest implements Function<Row, Boolean> {
    /// Where something stands out, on the way from the mean of all to the best.
    private static final double APART = 0.6;

    /// What rounding may take of a cosine.
    private static final double ROUNDING = 1e-9;

    private final Vector question;
    private final int most;
    private final PriorityQueue<Near<Long>> best =
        new PriorityQueue<>(Comparator.comparingDouble(Near::cosine));
    private int count;
    private double sum;
    private double top;

    private Nearest(Vector question, int most) {
      this.question = question;
      this.most = most;
    }

    @Override
    public Boolean apply(Row row) {
      Optional<Vector> vector =
          Vector.stored(row.bytes("value")).filter(it -> it.dimension() == question.dimension());
      vector.ifPresent(it -> add(row.integer("id"), it));
      return vector.isPresent();
    }

    private void add(long id, Vector vector) {
      double cosine = question.cosine(vector);
      count++;
      sum += cosine;
      top = Math.max(top, cosine);
      best.add(new Near<>(id, cosine, 0, vector));
      if (best.size() > most) {
        best.poll();
      }
    }

    List<Near<Long>> best() {
      double mean = count == 0 ? 0 : sum / count;
      double apart = mean + APART * (top - mean) - ROUNDING;
      return best.stream()
          .filter(it -> it.cosine() > 0 && it.cosine() >= apart)
          .sorted(Comparator.<Near<Long>>comparingDouble(Near::cosine).reversed())
          .map(it -> new Near<>(it.found(), it.cosine(), mean, it.vector()))
          .toList();
    }
  }
}
