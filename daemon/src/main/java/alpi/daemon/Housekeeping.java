package alpi.daemon;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Home;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.GcReport;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobHandler;
import alpi.daemon.job.JobOutcome;
import alpi.daemon.job.JobSpec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Clears away what nobody needs any more: permissions that ran out, blobs that nobody owns, what
/// files were before runs of conversations that are gone, outputs and staged files left over. A job
/// like any other, so it is on record, and done once a day however often the daemon starts.
record Housekeeping(Home home, ProfileRooms rooms, Time time) implements JobHandler {
  static final String KIND = "housekeeping";

  /// So long everything is kept that somebody may still be about to use.
  static final Duration KEPT = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /// The job of one day.
  static JobSpec of(LocalDate day) {
    return new JobSpec(
        KIND,
        Json.object().put("day", day.toString()),
        Actor.SYSTEM,
        Optional.empty(),
        Optional.of(KIND + ":" + day));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public JobOutcome run(Job job, Cancel cancel) {
    Instant before = time.now().minus(KEPT);
    ObjectNode done = Json.object();
    done.put("grants", rooms.grants().sweep());
    done.put("slots", rooms.schedules().sweep());
    done.put("preimages", preimages(before));
    done.put("transfers", rooms.link().blobs().sweep());
    done.put("memories", rooms.memories().sweep());
    GcReport blobs = rooms.blobs().gc(false);
    done.put("blobs", blobs.swept().size()).put("bytes", blobs.bytes());
    rooms.indexes().tidy();
    done.put("outputs", rooms.background().sweep(before));
    if (rooms.name().isDefault()) {
      done.put("staged", staged(before));
    }
    return new JobOutcome.Done(done);
  }

  /// Without its conversation nobody can ask for a run to be undone; only one that left none from
  /// the start is kept for a day.
  private int preimages(Instant before) {
    int released = 0;
    for (BlobOwner owner : rooms.blobs().owners(BlobOwner.Kind.PREIMAGE)) {
      Optional<Job> run = rooms.jobs().find(new JobId(owner.id()));
      if (run.isEmpty() || over(run.get(), before)) {
        released += rooms.blobs().disownAll(owner);
      }
    }
    return released;
  }

  private boolean over(Job run, Instant before) {
    return !run.state().live()
        && run.updated().isBefore(before)
        && run.session().filter(rooms.sessions()::exists).isEmpty();
  }

  /// What clients put down for a message that they never sent.
  private int staged(Instant before) {
    if (!Files.isDirectory(home.staged(), LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    int removed = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(home.staged())) {
      for (Path file : files) {
        Instant modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        if (modified.isBefore(before) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          removed += Files.deleteIfExists(file) ? 1 : 0;
        }
      }
    } catch (IOException e) {
      LOG.warn("event=staged_not_swept folder={}", home.staged(), e);
    }
    return removed;
  }
}
