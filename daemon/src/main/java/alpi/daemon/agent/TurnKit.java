package alpi.daemon.agent;

import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.WorkingSet;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Journal;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.Models;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Origins;
import alpi.daemon.profile.Settings;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.ToolRunner;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What the turns of one profile work with.
public record TurnKit(
    ProfileHome home,
    Settings settings,
    Snapshots snapshots,
    Journal journal,
    Jobs jobs,
    BlobStore blobs,
    Sessions sessions,
    WorkingSet workingSet,
    Models models,
    CostLedger ledger,
    ToolRunner runner,
    Grants grants,
    Origins origins,
    MemoryStore memories,
    Ids ids,
    Time time) {
  /// The day that a budget counts: it ends at midnight UTC, whatever zone the owner travels in.
  LocalDate day() {
    return LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
  }
}
