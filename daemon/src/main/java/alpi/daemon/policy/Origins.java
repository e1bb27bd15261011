package alpi.daemon.policy;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Sql;
import alpi.daemon.journal.Tx;
import alpi.daemon.policy.OriginTable.Mark;
import alpi.daemon.policy.OriginTable.Span;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// What is known of where the content of files came from, so that labels pass through files: what a
/// turn wrote after it had seen a stranger's words is a stranger's when a later turn reads it.
///
/// A file is known in three ways, and any of them is enough. By the moment of its last change: when
/// that lies within the run of a command that knew a stranger's words, the file may hold them,
/// wherever it lies. By its path, or that of a folder above it: what a file tool wrote, and what
/// had changed in the workspace when a command was through. By its content, wherever it was moved
/// or copied to.
///
/// A command costs two small transactions, whatever the workspace holds. Which files it changed is
/// looked up later and for many commands at once, by [OriginSettler] or when the answer matters to
/// a conversation that has not seen those words ([#settle]); until then the moment of change
/// suffices.
///
/// Labels of a path only grow, until a turn that knew nothing strange replaces the whole file.
public final class Origins {
  /// Most paths that are remembered; beyond it, folders stand for the files in them.
  public static final int MAX_PATHS = 100_000;

  /// Most contents that are remembered; beyond it, the oldest are known by their paths alone.
  public static final int MAX_CONTENTS = 100_000;

  /// Most runs of commands that are remembered apart; beyond it, the oldest are joined.
  public static final int MAX_SPANS = 20_000;

  /// Smallest file that is known by its content, in bytes.
  public static final long MIN_HASHED_BYTES = 16;

  /// Largest file that is known by its content, in bytes.
  public static final long MAX_HASHED_BYTES = 64L << 20;

  /// Marks beneath one folder that are looked at one by one; where there are more, all of them
  /// count.
  public static final int MAX_LOOKED_AT = 2_000;

  /// Rows that are given up together when a table is full.
  private static final int BATCH = 1_000;

  /// The clock that stamps files runs behind the one we read, by a tick of the system.
  private static final Duration TICK = Duration.ofMillis(20);

  private final Journal journal;
  private final Time time;
  private final int mostPaths;

  /// Lets one look at a time over the files: two would only do the same work twice.
  private final ReentrantLock looking = new ReentrantLock();

  private volatile Runnable whenWaiting = () -> {};

  /// Takes up what an earlier daemon left: a command it ran is over by now.
  public Origins(Journal journal, Time time) {
    this(journal, time, MAX_PATHS);
  }

  Origins(Journal journal, Time time, int mostPaths) {
    this.journal = journal;
    this.time = time;
    this.mostPaths = mostPaths;
    if (!journal.view(OriginTable::open).isEmpty()) {
      journal.transact(tx -> {
        OriginTable.endAll(tx, time.now());
        return true;
      });
    }
  }

  /// Notes, in the transaction that records the change, that a file is about to be given content.
  ///
  /// @param path real and absolute
  /// @param labels of everything that went into all of the content
  public void wrote(Tx tx, Path path, Sha256 hash, long bytes, Labels labels) {
    if (!labels.untrusted()) {
      OriginTable.forget(tx, path.toString());
      return;
    }
    OriginTable.mark(tx, path.toString(), labels, time.now());
    content(tx, hash, bytes, labels);
    bound(tx);
  }

  /// What is shorter says nothing of where it came from.
  private void content(Sql sql, Sha256 hash, long bytes, Labels labels) {
    if (bytes >= MIN_HASHED_BYTES) {
      OriginTable.content(sql, hash, bytes, labels, time.now());
    }
  }

  /// Notes that `path`, and whatever lies beneath it, may hold a stranger's words.
  public void mark(List<Path> paths, Labels labels) {
    if (paths.isEmpty() || !labels.untrusted()) {
      return;
    }
    journal.transact(tx -> {
      paths.forEach(path -> OriginTable.mark(tx, path.toString(), labels, time.now()));
      bound(tx);
      return true;
    });
  }

  /// Notes what a piece of content carries, wherever it may turn up.
  public void mark(Sha256 hash, long bytes, Labels labels) {
    if (!labels.untrusted()) {
      return;
    }
    journal.transact(tx -> {
      content(tx, hash, bytes, labels);
      bound(tx);
      return true;
    });
  }

  /// What the file at `path` carries beyond being a file.
  ///
  /// @param path real and absolute
  public Labels of(Path path) {
    return of(List.of(path));
  }

  /// What a text carries that is made of all these files.
  public Labels of(List<Path> paths) {
    return journal.view(reader -> {
      Labels all = Labels.NONE;
      for (Path path : paths) {
        all = all.and(of(reader, path));
      }
      return all;
    });
  }

  private static Labels of(Reader reader, Path path) {
    Labels known = OriginTable.upwards(reader, path);
    Optional<FileState> state = FileState.of(path);
    if (state.isEmpty()) {
      return known;
    }
    Labels then = known.and(OriginTable.at(reader, state.get().changed()));
    return then.and(byContent(reader, path, state.get()));
  }

  private static Labels byContent(Reader reader, Path path, FileState state) {
    if (!state.regular()
        || state.bytes() > MAX_HASHED_BYTES
        || state.bytes() < MIN_HASHED_BYTES
        || !OriginTable.sized(reader, state.bytes())) {
      return Labels.NONE;
    }
    return FileState.hash(path).map(hash -> OriginTable.content(reader, hash)).orElse(Labels.NONE);
  }

  /// What this content carries.
  public Labels of(Sha256 content) {
    return journal.view(reader -> OriginTable.content(reader, content));
  }

  /// What anything in `folder` carries that is there now.
  ///
  /// @param known what whoever asks carries already: nobody has to look for that
  public Labels in(Path folder, Labels known) {
    return in(folder, known, Origins::exists);
  }

  /// What the files in `folder` carry that `named` accepts, given the paths of marked files and
  /// folders.
  public Labels in(Path folder, Labels known, Predicate<String> named) {
    boolean news =
        journal.view(OriginTable::waiting).stream()
            .anyMatch(span -> overlaps(span, folder) && !known.and(span.labels()).equals(known));
    if (news) {
      settle();
    }
    return journal.view(reader -> {
      Labels labels = OriginTable.upwards(reader, folder);
      List<Mark> marks = OriginTable.beneath(reader, folder.toString(), MAX_LOOKED_AT);
      boolean all = marks.size() > MAX_LOOKED_AT;
      for (Mark mark : marks) {
        Labels more = labels.and(mark.labels());
        if (!more.equals(labels) && (all || named.test(mark.path()))) {
          labels = more;
        }
      }
      for (Span span : OriginTable.open(reader)) {
        labels = overlaps(span, folder) ? labels.and(span.labels()) : labels;
      }
      return labels;
    });
  }

  private static boolean overlaps(Span span, Path folder) {
    return Scope.covers(span.root(), folder.toString())
        || Scope.covers(folder.toString(), span.root());
  }

  /// Whether `text` mentions the last name of `path` as a word of its own.
  public static boolean named(String path, String text) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      boolean begins = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
      boolean ends = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }

  private static boolean exists(String path) {
    try {
      return Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException e) {
      return true;
    }
  }

  /// A command that is about to run, or runs, with a stranger's words known to it.
  public final class Watch {
    private final long id;

    private Watch(long id) {
      this.id = id;
    }

    /// Notes that it is over. What it changed is known by the time of the change, and by path once
    /// somebody has looked.
    public void end() {
      journal.transact(tx -> {
        OriginTable.end(tx, id, time.now());
        return true;
      });
      whenWaiting.run();
    }
  }

  /// Has `wake` told whenever commands are over whose changes nobody has looked at.
  void whenWaiting(Runnable wake) {
    whenWaiting = wake;
  }

  /// Whether there is something to look at.
  boolean waiting() {
    return !journal.view(OriginTable::waiting).isEmpty();
  }

  /// Looks what the commands changed that are over, once for all of them, and marks it. One walk
  /// over each workspace, within the bounds of [OriginScan].
  public void settle() {
    looking.lock();
    try {
      var roots = new TreeMap<String, List<Span>>();
      for (Span span : journal.view(OriginTable::waiting)) {
        roots.computeIfAbsent(span.root(), _ -> new ArrayList<>()).add(span);
      }
      roots.forEach((root, spans) -> keep(OriginScan.of(Path.of(root), spans, time), spans));
    } finally {
      looking.unlock();
    }
  }

  private void keep(OriginScan scan, List<Span> spans) {
    OriginTable.State state = scan.complete() ? OriginTable.State.DONE : OriginTable.State.PARTIAL;
    journal.transact(tx -> {
      Instant now = time.now();
      scan.marks().forEach((path, labels) -> OriginTable.mark(tx, path.toString(), labels, now));
      for (OriginScan.Content content : scan.contents()) {
        content(tx, content.hash(), content.bytes(), content.labels());
      }
      spans.forEach(span -> OriginTable.looked(tx, span.id(), state));
      bound(tx);
      return true;
    });
  }

  /// Notes, before it runs, that a command knows what `labels` say.
  ///
  /// @param root the workspace, real and absolute
  /// @param targets what it is known to write elsewhere
  public Watch watch(Path root, List<Path> targets, Labels labels) {
    Instant since = time.now().minus(TICK);
    var span =
        new Span(0, root.toString(), since, Optional.empty(), OriginTable.State.WAITING, labels);
    long id =
        journal.transact(tx -> {
          long fresh = OriginTable.begin(tx, span);
          for (Path target : targets) {
            if (!target.startsWith(root) && !root.startsWith(target)) {
              OriginTable.mark(tx, target.toString(), labels, time.now());
            }
          }
          bound(tx);
          return fresh;
        });
    return new Watch(id);
  }

  /// Keeps the tables small, and errs towards more labels wherever it must.
  private void bound(Sql sql) {
    while (OriginTable.marks(sql) > mostPaths) {
      for (Mark mark : OriginTable.oldest(sql, BATCH)) {
        int end = mark.path().lastIndexOf('/');
        OriginTable.forget(sql, mark.path());
        OriginTable.mark(
            sql, end > 0 ? mark.path().substring(0, end) : "/", mark.labels(), time.now());
      }
    }
    if (OriginTable.contents(sql) > MAX_CONTENTS) {
      OriginTable.dropOldContents(sql, BATCH);
    }
    if (OriginTable.spans(sql) > MAX_SPANS) {
      join(sql, OriginTable.over(sql, BATCH));
    }
  }

  private static void join(Sql sql, List<Span> old) {
    if (old.size() < 2) {
      return;
    }
    Span all = old.getFirst();
    for (Span span : old) {
      OriginTable.drop(sql, span.id());
      all =
          new Span(
              0,
              all.root().equals(span.root()) ? all.root() : "/",
              all.since().isBefore(span.since()) ? all.since() : span.since(),
              Optional.of(later(all, span)),
              all.state() == OriginTable.State.DONE ? span.state() : all.state(),
              all.labels().and(span.labels()));
    }
    OriginTable.begin(sql, all);
  }

  private static Instant later(Span a, Span b) {
    Instant one = a.until().orElseThrow();
    Instant other = b.until().orElseThrow();
    return one.isAfter(other) ? one : other;
  }
}
