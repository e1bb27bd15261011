package alpi.daemon.policy;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.Time;
import alpi.daemon.policy.OriginTable.Span;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What commands have changed in a workspace: one walk over all of it, links not followed, bounded
/// in files, bytes and time.
///
/// @param marks files that changed, and what they carry; where they are too many, the entries of
///   the workspace they lie in
/// @param contents what they hold
/// @param complete whether everything was looked at
record OriginScan(Map<Path, Labels> marks, List<Content> contents, boolean complete) {
  /// Most files and folders that are looked at.
  static final int MAX_VISITED = 500_000;

  /// Most changed files that are named one by one.
  static final int MAX_CHANGED = 2_000;

  /// Most bytes that are read to know contents.
  static final long MAX_BYTES = 256L << 20;

  /// Longest time for one walk.
  static final Duration MAX_TIME = Duration.ofSeconds(20);

  /// What a file holds, wherever it goes.
  record Content(Sha256 hash, long bytes, Labels labels) {}

  /// @param spans when the commands ran
  static OriginScan of(Path root, List<Span> spans, Time time) {
    var walk = new Walk(root, spans, time);
    walk.run();
    return walk.result();
  }

  private static final class Walk {
    private final Path root;
    private final List<Span> spans;
    private final Time time;
    private final long end;
    private final Deque<Path> folders = new ArrayDeque<>();

    /// Changed files by the entry of the workspace that they lie in; those that lie in the
    /// workspace itself are under the workspace.
    private final Map<Path, Map<Path, Labels>> changed = new HashMap<>();

    /// Entries in which too much changed.
    private final Map<Path, Labels> whole = new HashMap<>();

    private final List<Content> contents = new ArrayList<>();
    private boolean complete = true;
    private int visited;
    private int named;
    private long hashed;

    Walk(Path root, List<Span> spans, Time time) {
      this.root = root;
      this.spans = spans;
      this.time = time;
      this.end = time.nanos() + MAX_TIME.toNanos();
    }

    void run() {
      folders.push(root);
      while (!folders.isEmpty() && !over()) {
        folder(folders.pop());
      }
      complete &= folders.isEmpty();
    }

    private boolean over() {
      return visited > MAX_VISITED || time.nanos() - end > 0;
    }

    private void folder(Path folder) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          visited++;
          if (over()) {
            complete = false;
            return;
          }
          FileState.of(entry).ifPresent(state -> entry(entry, state));
        }
      } catch (IOException | DirectoryIteratorException e) {
        complete = false;
      }
    }

    private void entry(Path entry, FileState state) {
      if (state.folder()) {
        folders.push(entry);
        return;
      }
      Labels labels = Labels.NONE;
      for (Span span : spans) {
        labels = state.regular() && span.touched(state) ? labels.and(span.labels()) : labels;
      }
      if (labels.untrusted()) {
        change(entry, state, labels);
      }
    }

    private void change(Path file, FileState state, Labels labels) {
      Path first = root.relativize(file).getName(0);
      Path top = file.equals(root.resolve(first)) ? root : root.resolve(first);
      if (whole.computeIfPresent(top, (_, known) -> known.and(labels)) != null) {
        return;
      }
      changed.computeIfAbsent(top, _ -> new HashMap<>()).put(file, labels);
      named++;
      if (named > MAX_CHANGED) {
        joinLargest();
      } else {
        content(file, state, labels);
      }
    }

    private void joinLargest() {
      Path largest =
          changed.entrySet().stream()
              .max(Comparator.comparingInt(group -> group.getValue().size()))
              .orElseThrow()
              .getKey();
      Map<Path, Labels> files = changed.getOrDefault(largest, Map.of());
      whole.put(largest, files.values().stream().reduce(Labels.NONE, Labels::and));
      named -= files.size();
      changed.remove(largest);
    }

    private void content(Path file, FileState state, Labels labels) {
      if (state.bytes() < Origins.MIN_HASHED_BYTES
          || state.bytes() > Origins.MAX_HASHED_BYTES
          || hashed + state.bytes() > MAX_BYTES) {
        return;
      }
      hashed += state.bytes();
      FileState.hash(file)
          .ifPresent(hash -> contents.add(new Content(hash, state.bytes(), labels)));
    }

    OriginScan result() {
      var marks = new TreeMap<Path, Labels>(whole);
      changed.values().forEach(marks::putAll);
      return new OriginScan(marks, contents, complete);
    }
  }
}
