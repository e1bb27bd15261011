package alpi.daemon.tool.index;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Period;
import alpi.daemon.base.Time;
import alpi.daemon.base.Vector;
import alpi.daemon.journal.Database;
import alpi.daemon.journal.Migration;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Sql;
import alpi.daemon.session.IndexQueue;
import alpi.daemon.session.IndexSearch;
import alpi.daemon.session.IndexStore;
import alpi.daemon.session.Near;
import alpi.daemon.session.SearchQuery;
import alpi.daemon.session.StoredVectors;
import alpi.daemon.session.VectorIndex;
import alpi.daemon.session.VectorRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index of some corpora in one SQLite file: opened by the first question, looked through again
/// by each one that comes, on a thread that lives only while there is work and rests between. A
/// question waits for that a moment and is then answered from what is there, with a word on what is
/// missing. A damaged file is thrown away and filled anew.
final class CorpusIndex implements AutoCloseable {
  /// How long a question waits for the index to be up to date.
  static final long PATIENCE_MILLIS = 300;

  /// Most corpora of one file; beyond it, those go that were asked about longest ago.
  static final int MAX_ROOTS = 8;

  /// What is read before the work rests.
  private static final int BATCH = 32;

  /// A walk is not repeated before so many times its own duration are over.
  private static final int EASE = 4;

  private static final long REST_MILLIS = 5;
  private static final long REBUILD_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final Logger LOG = LoggerFactory.getLogger(CorpusIndex.class);

  private final Path file;
  private final IndexStore store;
  private final VectorIndex vectors;
  private final IndexQueue<String> queue;
  private final Time time;
  private final long patience;
  private final Map<String, Corpus> corpora = new ConcurrentHashMap<>();
  private final Map<String, Looked> looked = new ConcurrentHashMap<>();

  /// @param from what it is made from, for people
  CorpusIndex(Path file, String from, Time time, long patience) {
    this.file = file;
    this.store =
        new IndexStore(
            file,
            from,
            Migration.resource(CorpusIndex.class, "V001_documents.sql"),
            Migration.resource(CorpusIndex.class, "V002_vectors.sql"),
            Migration.resource(CorpusIndex.class, "V003_heads.sql"));
    this.vectors = new StoredVectors(store::exists, store::database);
    this.queue = new IndexQueue<>("index " + file.getFileName(), this::update, () -> {});
    this.time = time;
    this.patience = patience;
  }

  /// @param hits best first
  record Found(List<IndexHit> hits, List<String> notices, boolean behind) {}

  /// A walk that is over.
  ///
  /// @param notice what it left out
  private record Looked(long endNanos, long tookNanos, Optional<String> notice) {}

  Found find(Corpus corpus, String text, Period period, int limit) {
    Optional<SearchQuery> query = SearchQuery.of(text);
    refresh(corpus);
    queue.await(patience);
    try {
      return asked(corpus, query, period, limit);
    } catch (Problem e) {
      if (e.code() != ErrorCode.CORRUPT) {
        throw e;
      }
      renew(e);
      queue.add(corpus.name());
      queue.await(patience);
      return asked(corpus, query, period, limit);
    }
  }

  /// Looks through a corpus again, unless that was only just done.
  private void refresh(Corpus corpus) {
    corpora.put(corpus.name(), corpus);
    Looked last = looked.get(corpus.name());
    boolean just = last != null && time.nanos() - last.endNanos() < EASE * last.tookNanos();
    if (!just) {
      queue.add(corpus.name());
    }
  }

  private Found asked(Corpus corpus, Optional<SearchQuery> query, Period period, int limit) {
    return store
        .database()
        .read(reader -> {
          Optional<Long> root = DocumentRows.find(reader, corpus.name());
          if (root.isEmpty()) {
            return new Found(List.of(), notices(corpus, 0), true);
          }
          String scope = " AND place : \"r" + root.get() + "\"";
          List<IndexHit> hits =
              query
                  .map(words ->
                      new IndexSearch<>(
                              new DocumentRows.Pieces(reader, period, limit), "{text title}", scope)
                          .find(words))
                  .orElse(List.of());
          long waiting = DocumentRows.waiting(reader, root.get());
          boolean behind = waiting > 0 || !looked.containsKey(corpus.name());
          List<String> notices = notices(corpus, waiting);
          DocumentRows.cut(reader, root.get()).map(CorpusIndex::heads).ifPresent(notices::add);
          return new Found(hits, notices, behind);
        });
  }

  /// Pieces of a corpus whose vectors are nearest, the nearest first: of what is there as it is.
  List<Near<IndexHit>> near(Corpus corpus, Vector question, Period period, int limit) {
    if (!store.exists()) {
      return List.of();
    }
    return store
        .database()
        .read(reader ->
            DocumentRows.find(reader, corpus.name())
                .map(root -> VectorRows.near(reader, question, period, "r" + root, limit))
                .map(rows -> DocumentRows.near(reader, rows))
                .orElse(List.of()));
  }

  VectorIndex vectors() {
    return vectors;
  }

  private List<String> notices(Corpus corpus, long waiting) {
    List<String> notices = new ArrayList<>(store.notice().stream().toList());
    Looked last = looked.get(corpus.name());
    if (last == null) {
      notices.add(
          "The index is being built for the first time"
              + (waiting == 0 ? "." : ": " + waiting + " are yet to read."));
    } else if (waiting > 0) {
      notices.add("The index is " + waiting + " behind.");
    }
    if (last != null) {
      last.notice().ifPresent(notices::add);
    }
    return notices;
  }

  /// Without names: whoever wrote the texts chose those.
  private static String heads(DocumentRows.Cuts cuts) {
    return "Of %d of the texts %s is searched.".formatted(cuts.count(), cuts.note());
  }

  /// Brings it up to date, if anybody ever asked it.
  void tidy(Corpus corpus) {
    if (store.exists()) {
      refresh(corpus);
    }
  }

  /// What it holds; of a file that nobody opened, what is there on the disk.
  IndexState state() {
    if (!store.exists()) {
      return IndexState.NONE;
    }
    try {
      IndexState state = store.database().read(DocumentRows::state);
      return sized(state);
    } catch (Problem e) {
      if (e.code() != ErrorCode.CORRUPT) {
        throw e;
      }
      renew(e);
      return IndexState.NONE;
    }
  }

  Optional<String> notice() {
    return store.notice();
  }

  /// Throws the index away and fills it anew with what was in it.
  ///
  /// @param named the corpus of a name
  IndexState rebuild(Function<String, Corpus> named) {
    if (!store.exists()) {
      return IndexState.NONE;
    }
    List<String> names = names();
    store.renew("");
    looked.clear();
    for (String name : names) {
      corpora.put(name, named.apply(name));
      queue.add(name);
    }
    queue.await(REBUILD_MILLIS);
    return state();
  }

  /// The corpora that are in it; none when it cannot be read.
  private List<String> names() {
    if (!store.exists()) {
      return List.of();
    }
    try {
      return read(DocumentRows::roots);
    } catch (Problem e) {
      LOG.warn("event=index_unreadable file={}", file, e);
      return List.copyOf(corpora.keySet());
    }
  }

  @Override
  public void close() {
    queue.close();
    store.close();
  }

  private IndexState sized(IndexState state) {
    return new IndexState(
        state.documents(), state.pieces(), state.waiting(), state.unread(), size(file));
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException _) {
      // Deleted, perhaps while it is open, which loses nothing.
      return 0;
    }
  }

  private void renew(Problem why) {
    LOG.warn("event=index_renewed file={} reason=corrupt", file, why);
    store.renew("The index was damaged and is filled anew.");
    looked.clear();
  }

  private void update(String name) {
    Corpus corpus = corpora.get(name);
    if (corpus == null || queue.closed()) {
      return;
    }
    long begin = time.nanos();
    try {
      long root = write(sql -> DocumentRows.root(sql, name, time.now()));
      Optional<String> notice = walk(corpus, root);
      long end = time.nanos();
      looked.put(name, new Looked(end, end - begin, notice));
      read(corpus, root);
      forget();
    } catch (Problem e) {
      LOG.warn("event=not_indexed corpus={}", name, e);
      if (e.code() == ErrorCode.CORRUPT) {
        renew(e);
      }
    }
  }

  private Optional<String> walk(Corpus corpus, long root) {
    long walk = write(sql -> DocumentRows.walk(sql, root));
    Optional<String> notice =
        corpus.walk((path, entries) -> {
          compare(root, walk, path, entries);
          return !queue.closed();
        });
    if (!queue.closed()) {
      List<Long> gone = read(reader -> DocumentRows.passed(reader, root, walk, BATCH));
      while (!gone.isEmpty() && !queue.closed()) {
        List<Long> some = gone;
        write(sql -> {
          some.forEach(id -> DocumentRows.drop(sql, id));
          return true;
        });
        gone = read(reader -> DocumentRows.passed(reader, root, walk, BATCH));
      }
      write(sql -> {
        DocumentRows.dropFolders(sql, root, walk);
        return true;
      });
    }
    return notice;
  }

  private void compare(long root, long walk, String path, Map<String, Corpus.Stamp> entries) {
    Map<String, DocumentRows.Known> known = read(reader -> DocumentRows.in(reader, root, path));
    write(sql -> {
      long folder = DocumentRows.folder(sql, root, path, walk);
      entries.forEach((name, stamp) -> {
        DocumentRows.Known before = known.remove(name);
        if (before == null || !before.stamp().equals(stamp)) {
          DocumentRows.wait(sql, folder, name, stamp);
        }
      });
      known.values().forEach(gone -> DocumentRows.drop(sql, gone.id()));
      return true;
    });
  }

  private void read(Corpus corpus, long root) {
    boolean more = true;
    while (more && !queue.closed()) {
      List<DocumentRows.Waiting> some = read(reader -> DocumentRows.waiting(reader, root, BATCH));
      for (DocumentRows.Waiting each : some) {
        if (!queue.closed()) {
          keep(each, corpus.read(each.folder(), each.name()));
        }
      }
      more = !some.isEmpty() && queue.rest(REST_MILLIS);
    }
  }

  private void keep(DocumentRows.Waiting it, Content content) {
    switch (content) {
      case Content.Words words -> {
        List<Piece> pieces = words.hash().equals(it.hash()) ? List.of() : Piece.of(words.text());
        write(sql -> {
          if (words.hash().equals(it.hash())) {
            DocumentRows.same(sql, it.id());
          } else {
            DocumentRows.put(sql, it.id(), words, pieces);
          }
          return true;
        });
      }
      case Content.None none ->
          write(sql -> {
            DocumentRows.unread(sql, it.id(), none.why());
            return true;
          });
      case Content.Gone _ ->
          write(sql -> {
            DocumentRows.drop(sql, it.id());
            return true;
          });
    }
  }

  /// Gives up what was asked about longest ago.
  private void forget() {
    for (long root : read(reader -> DocumentRows.stale(reader, MAX_ROOTS))) {
      List<Long> some = read(reader -> DocumentRows.passed(reader, root, -1, BATCH));
      while (!some.isEmpty() && !queue.closed()) {
        List<Long> now = some;
        write(sql -> {
          now.forEach(id -> DocumentRows.drop(sql, id));
          return true;
        });
        some = read(reader -> DocumentRows.passed(reader, root, -1, BATCH));
      }
      write(sql -> {
        DocumentRows.dropFolders(sql, root, -1);
        DocumentRows.dropRoot(sql, root);
        return true;
      });
    }
  }

  private <T> T read(Function<? super Reader, T> question) {
    return store.database().read(question);
  }

  private <T> T write(Function<? super Sql, T> change) {
    Database database = store.database();
    return database.write(change);
  }
}
