package alpi.daemon.host;

import alpi.daemon.agent.Contexts;
import alpi.daemon.agent.Decisions;
import alpi.daemon.agent.RunFiles;
import alpi.daemon.agent.Runs;
import alpi.daemon.agent.Simulations;
import alpi.daemon.agent.Snapshots;
import alpi.daemon.agent.Turns;
import alpi.daemon.audit.Notary;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.Sources;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.view.Views;
import alpi.daemon.link.LinkRoom;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.BackgroundJobs;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.schedule.Schedules;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.NetRules;
import alpi.daemon.tool.OwnerScopes;
import alpi.daemon.tool.browser.BrowserRoom;
import alpi.daemon.tool.file.Editors;
import alpi.daemon.tool.file.Undo;
import alpi.daemon.tool.index.Indexes;

/// What one open profile is made of, as far as verbs need it.
public record ProfileRooms(
    ProfileHome home,
    Settings settings,
    Journal journal,
    Notary notary,
    Jobs jobs,
    BlobStore blobs,
    Sessions sessions,
    MemoryStore memories,
    Turns turns,
    Runs runs,
    RunFiles runFiles,
    Snapshots snapshots,
    Grants grants,
    NetRules net,
    Gate gate,
    Origins origins,
    ApprovalDesk desk,
    SensitivePaths sensitive,
    OwnerScopes scopes,
    Decisions decisions,
    Simulations simulations,
    Undo undo,
    BackgroundJobs background,
    BrowserRoom browser,
    Indexes indexes,
    Editors editors,
    SandboxChoice sandboxes,
    Schedules schedules,
    Outputs outputs,
    Contexts contexts,
    Sources sources,
    LinkRoom link,
    Views views) {
  public ProfileName name() {
    return home.name();
  }
}
