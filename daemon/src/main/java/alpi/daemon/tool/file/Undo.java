package alpi.daemon.tool.file;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.tool.Owners;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Takes back what the tools of a run did to files.
///
/// The events of the run are gone through from the last to the first. Where a file holds what an
/// event left there, it gets back what the event found; where it holds something else, somebody
/// changed it since, and it is listed and left alone. Doing it again, also after a kill in the
/// middle, comes to the same end.
public final class Undo {
  private static final String TOOL = "undo";

  private final Journal journal;
  private final BlobStore blobs;

  public Undo(Journal journal, BlobStore blobs) {
    this.journal = journal;
    this.blobs = blobs;
  }

  /// What was done, or would be.
  ///
  /// @param restored files that got back what they held before
  /// @param removed files and folders that the run had made
  public record Result(List<String> restored, List<String> removed, List<LeftAlone> leftAlone) {
    public Result {
      restored = List.copyOf(restored);
      removed = List.copyOf(removed);
      leftAlone = List.copyOf(leftAlone);
    }
  }

  public record LeftAlone(String path, String why) {}

  /// Restores what `run` changed.
  ///
  /// @param dryRun only says what would be done
  public Result undo(JobId run, boolean dryRun, Actor actor) {
    Map<String, PathHistory> files = new LinkedHashMap<>();
    for (Event event : changes(run).reversed()) {
      String path = event.body().path("path").asString("");
      files.computeIfAbsent(path, each -> PathHistory.now(each, run)).goBack(event.body());
    }
    var restored = new ArrayList<String>();
    var removed = new ArrayList<String>();
    var leftAlone = new ArrayList<LeftAlone>();
    for (PathHistory file : files.values()) {
      file.blocked().ifPresent(why -> leftAlone.add(new LeftAlone(file.path(), why)));
      try {
        if (!dryRun) {
          file.sweep();
        }
        if (file.differs()) {
          if (!dryRun) {
            restore(file, run, actor);
          }
          (file.target().isPresent() ? restored : removed).add(file.path());
        }
      } catch (Problem e) {
        leftAlone.add(new LeftAlone(file.path(), e.sentence()));
      }
    }
    removed.addAll(MadeFolders.of(files.values()).remove(dryRun, Set.copyOf(removed)));
    var result = new Result(restored, removed, leftAlone);
    if (!dryRun) {
      journal.append(done(run, actor, result));
    }
    return result;
  }

  private List<Event> changes(JobId run) {
    var all = new ArrayList<Event>();
    EventQuery query = EventQuery.ofRun(run.value()).kinds(Set.of(EventKind.FILE_CHANGED));
    List<Event> page = journal.read(query);
    while (!page.isEmpty()) {
      page.stream().filter(event -> !byUndo(event.body())).forEach(all::add);
      query =
          new EventQuery(
              page.getLast().seq(), query.kinds(), query.corr(), query.session(), query.limit());
      page = journal.read(query);
    }
    return all;
  }

  private static boolean byUndo(JsonNode body) {
    return body.path("tool").asString("").equals(TOOL);
  }

  private void restore(PathHistory file, JobId run, Actor actor) {
    byte[] content = file.target().isPresent() ? fetch(file.target().get(), run) : new byte[0];
    String after = file.target().map(Sha256::hex).orElse(FileChanges.ABSENT);
    journal.append(
        Draft.of(EventKind.FILE_CHANGED, actor)
            .corr(run.value())
            .with("path", file.path())
            .with("before", file.found().map(Sha256::hex).orElse(FileChanges.ABSENT))
            .with("after", after)
            .with("tool", TOOL));
    file.restore(content);
  }

  private byte[] fetch(Sha256 hash, JobId run) {
    if (!blobs.owns(Owners.preimage(run), hash)) {
      throw Problem.of(ErrorCode.GONE, "what it held before is no longer kept");
    }
    return blobs.read(hash, FileChanges.MAX_BYTES);
  }

  private static Draft done(JobId run, Actor actor, Result result) {
    return Draft.of(EventKind.RUN_UNDONE, actor)
        .corr(run.value())
        .with("restored", result.restored().size())
        .with("removed", result.removed().size())
        .with("leftAlone", result.leftAlone().size());
  }
}
