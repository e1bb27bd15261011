package alpi.daemon.context.memory;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.Period;
import alpi.daemon.base.Vector;
import alpi.daemon.journal.Migration;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Sql;
import alpi.daemon.session.Coverage;
import alpi.daemon.session.Embedded;
import alpi.daemon.session.IndexStore;
import alpi.daemon.session.Near;
import alpi.daemon.session.StoredVectors;
import alpi.daemon.session.Unembedded;
import alpi.daemon.session.VectorIndex;
import alpi.daemon.session.VectorRows;
import alpi.daemon.session.VectorSpace;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The vectors of what counts in memory, in a file of their own beside the other indexes: the
/// memory itself is no index and holds none. What is forgotten is taken out of both; what a kill
/// left here is taken out when it is next filled or swept.
final class MemoryVectors implements VectorIndex, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryVectors.class);

  private final IndexStore store;
  private final VectorIndex vectors;
  private final Supplier<Map<MemoryId, Copy>> live;

  /// Held while what counts is compared with what is here, so that nothing comes back.
  private final ReentrantLock changing = new ReentrantLock();

  /// @param live what counts now
  MemoryVectors(Path file, Supplier<Map<MemoryId, Copy>> live) {
    this.store =
        new IndexStore(
            file, "the memory", Migration.resource(MemoryVectors.class, "V001_memory_vectors.sql"));
    this.vectors = new StoredVectors(store::exists, store::database);
    this.live = live;
  }

  /// What a vector is made of.
  ///
  /// @param at when it was last said, in milliseconds of the epoch
  record Copy(long at, String text) {}

  @Override
  public Optional<VectorSpace> space() {
    return vectors.space();
  }

  @Override
  public List<Unembedded> waiting(int most) {
    changing.lock();
    try {
      Map<MemoryId, Copy> now = live.get();
      if (now.isEmpty() && !store.exists()) {
        return List.of();
      }
      store
          .database()
          .write(sql -> {
            bring(sql, now);
            return true;
          });
    } finally {
      changing.unlock();
    }
    return vectors.waiting(most);
  }

  private static void bring(Sql sql, Map<MemoryId, Copy> now) {
    Set<MemoryId> known = new HashSet<>();
    for (MemoryId id : known(sql)) {
      if (now.containsKey(id)) {
        known.add(id);
      } else {
        remove(sql, id);
      }
    }
    now.forEach((id, copy) -> {
      if (!known.contains(id)) {
        sql.update(
            "INSERT INTO copy(memory, at, text) VALUES (?, ?, ?)",
            id.value(),
            copy.at(),
            copy.text());
      }
    });
  }

  private static List<MemoryId> known(Reader reader) {
    return reader.query("SELECT memory FROM copy", row -> new MemoryId(row.text("memory")));
  }

  private static void remove(Sql sql, MemoryId id) {
    sql.update("DELETE FROM copy WHERE memory = ?", id.value());
  }

  @Override
  public void keep(VectorSpace space, List<Embedded> some) {
    vectors.keep(space, some);
  }

  @Override
  public void clear() {
    vectors.clear();
  }

  @Override
  public Coverage coverage() {
    return vectors.coverage();
  }

  /// Names of memories, the nearest first; some may count no more.
  List<Near<MemoryId>> near(Vector question, Period period, int most) {
    if (!store.exists()) {
      return List.of();
    }
    return store
        .database()
        .read(reader ->
            VectorRows.near(reader, question, period, "", most).stream()
                .flatMap(near ->
                    reader
                        .one(
                            "SELECT memory FROM copy WHERE id = ?",
                            row -> new MemoryId(row.text("memory")),
                            near.found())
                        .map(near::as)
                        .stream())
                .toList());
  }

  /// Takes out what counts no more, and every trace of it in the file; where that cannot be done,
  /// the whole file.
  void tidy() {
    if (!store.exists()) {
      return;
    }
    changing.lock();
    try {
      Set<MemoryId> now = live.get().keySet();
      boolean gone =
          store
              .database()
              .write(sql -> {
                List<MemoryId> left = known(sql).stream().filter(id -> !now.contains(id)).toList();
                left.forEach(id -> remove(sql, id));
                return !left.isEmpty();
              });
      if (gone) {
        store.reopen();
      }
    } catch (Problem e) {
      LOG.warn("event=memory_vectors_renewed", e);
      store.renew("");
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
