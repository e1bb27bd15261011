package alpi.daemon.session;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Period;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Vector;
import alpi.daemon.journal.Database;
import alpi.daemon.journal.Migration;
import alpi.daemon.journal.Reader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index over a profile's session files: summaries and a full-text index, in an SQLite file
/// that may be deleted at any time.
///
/// It is opened by the first question; a profile that is never asked pays nothing. The first
/// opening compares it with the sizes of the files and reads what is new; from then on each append
/// is read within moments, on a thread that lives only while there is work. A damaged index is
/// thrown away and built anew.
final class SessionIndex implements AutoCloseable {
  /// How long a question waits for the index to be up to date before it is answered with what is
  /// there.
  private static final long SETTLE_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(SessionIndex.class);

  private final SessionPaths paths;
  private final IndexStore store;
  private final IndexQueue<SessionId> queue;
  private final VectorIndex vectors;

  /// Serialises changes: the queue's thread, purges, rebuilds.
  private final ReentrantLock changing = new ReentrantLock();

  private volatile @Nullable String progress;

  SessionIndex(ProfileHome home) {
    this.paths = new SessionPaths(home.sessions());
    this.store =
        new IndexStore(
            home.sessionIndex(),
            "the conversations",
            Migration.resource(SessionIndex.class, "V001_sessions.sql"),
            Migration.resource(SessionIndex.class, "V002_search_within.sql"),
            Migration.resource(SessionIndex.class, "V003_search_by_day.sql"),
            Migration.resource(SessionIndex.class, "V004_vectors.sql"),
            Migration.resource(SessionIndex.class, "V005_without_tool_lists.sql"));
    this.queue = new IndexQueue<>("session-index", this::update, this::catchUp);
    this.vectors = new StoredVectors(store::exists, this::settled);
  }

  /// Says that a session has grown. Costs nothing while nobody has asked the index anything.
  void touch(SessionId id) {
    if (store.opened()) {
      queue.add(id);
    }
  }

  List<SessionSummary> list(int limit, Optional<SessionId> before, Period period) {
    try {
      return ask(reader -> IndexTables.list(reader, limit, before, period));
    } catch (Problem e) {
      if (before.isPresent() || !period.always()) {
        throw e;
      }
      LOG.warn("event=session_index_unusable answer=files", e);
      return paths.newest(limit);
    }
  }

  /// Messages of a period, best first.
  List<SearchHit> search(String text, Period period, int limit) {
    Optional<SearchQuery> query = SearchQuery.of(text);
    if (query.isEmpty()) {
      return List.of();
    }
    return ask(reader -> {
      String scope = "";
      if (!period.always()) {
        List<String> days =
            IndexTables.span(reader)
                .map(all ->
                    DayWords.of(period, all.since().orElseThrow(), all.until().orElseThrow()))
                .orElse(List.of());
        if (days.isEmpty()) {
          return List.<SearchHit>of();
        }
        scope = " AND place : (" + String.join(" OR ", days) + ")";
      }
      var rows = new IndexTables.Messages(reader, period, limit);
      return new IndexSearch<>(rows, "text", scope).find(query.get());
    });
  }

  /// Messages of a period whose vectors are nearest, the nearest first.
  List<Near<SearchHit>> near(Vector question, Period period, int limit) {
    return ask(
        reader -> IndexTables.near(reader, VectorRows.near(reader, question, period, "", limit)));
  }

  VectorIndex vectors() {
    return vectors;
  }

  /// Messages of one conversation that hold any of the rarer words, best first.
  List<SearchHit> within(SessionId id, String text, int limit) {
    Optional<SearchQuery> query = SearchQuery.of(text);
    if (query.isEmpty()) {
      return List.of();
    }
    String scope = " AND place : \"" + id + "\"";
    return ask(reader ->
        new IndexSearch<>(new IndexTables.Messages(reader, Period.ALWAYS, limit), "text", scope)
            .any(query.get()));
  }

  /// That the index is being built, and how far it is.
  Optional<String> building() {
    return Optional.ofNullable(progress);
  }

  /// What a reader of an answer should know: the index is being built, or was damaged.
  Optional<String> notice() {
    String building = progress;
    return building == null ? store.notice() : Optional.of(building);
  }

  /// Throws the index away and builds it from the files, on the caller's thread.
  IndexCount rebuild() {
    changing.lock();
    try {
      store.renew("");
    } finally {
      changing.unlock();
    }
    compare();
    return store.database().read(IndexTables::count);
  }

  /// What it holds; of a file that is not there, nothing.
  IndexCount count() {
    return store.exists() ? ask(IndexTables::count) : new IndexCount(0, 0);
  }

  /// Takes a deleted session out, and its words out of every file of the index.
  void purge(SessionId id) {
    changing.lock();
    try {
      if (!store.exists()) {
        return;
      }
      try {
        IndexFeed.remove(store.database(), id);
        store.reopen();
      } catch (Problem e) {
        LOG.warn("event=session_index_renewed reason=purge_failed", e);
        store.renew("The index could not forget a deleted conversation and is built anew.");
        queue.scan();
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void close() {
    queue.close();
    changing.lock();
    try {
      store.close();
    } finally {
      changing.unlock();
    }
  }

  /// Asks what is there; a damaged or just replaced file gets one more try.
  private <T> T ask(Function<? super Reader, T> question) {
    settle();
    try {
      return store.database().read(question);
    } catch (Problem e) {
      if (e.code() == ErrorCode.CORRUPT) {
        renew(e);
      }
      settle();
      return store.database().read(question);
    }
  }

  private Database settled() {
    settle();
    return store.database();
  }

  private void settle() {
    if (!store.opened()) {
      changing.lock();
      try {
        store.database();
      } finally {
        changing.unlock();
      }
      queue.scan();
    }
    queue.await(SETTLE_MILLIS);
  }

  private void renew(Problem why) {
    changing.lock();
    try {
      LOG.warn("event=session_index_renewed reason=corrupt", why);
      store.renew("The index was damaged and is built anew from the conversations.");
    } finally {
      changing.unlock();
    }
    queue.scan();
  }

  private void update(SessionId id) {
    changing.lock();
    try {
      IndexFeed.update(store.database(), paths.file(id), id);
    } catch (IOException e) {
      LOG.warn("event=session_not_indexed session={}", id, e);
    } catch (Problem e) {
      if (e.code() == ErrorCode.CORRUPT) {
        renew(e);
      } else {
        LOG.warn("event=session_not_indexed session={}", id, e);
      }
    } finally {
      changing.unlock();
    }
  }

  private void catchUp() {
    try {
      compare();
    } catch (Problem e) {
      LOG.warn("event=session_index_not_caught_up", e);
      if (e.code() == ErrorCode.CORRUPT) {
        renew(e);
      }
    }
  }

  /// Reads whatever the files have beyond the index, one session at a time, so that a purge need
  /// not wait for all of them.
  private void compare() {
    Map<String, Long> indexed = store.database().read(IndexTables::sizes);
    List<SessionId> files = paths.all();
    try {
      for (int i = 0; i < files.size() && !queue.closed(); i++) {
        Long known = indexed.remove(files.get(i).value());
        if (known == null || known != paths.size(files.get(i))) {
          progress = "The index is being built: " + i + " of " + files.size() + " conversations.";
          update(files.get(i));
        }
      }
      for (String gone : queue.closed() ? Set.<String>of() : indexed.keySet()) {
        update(new SessionId(gone));
      }
    } finally {
      progress = null;
    }
  }
}
