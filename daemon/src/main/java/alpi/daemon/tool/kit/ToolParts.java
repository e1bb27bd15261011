package alpi.daemon.tool.kit;

import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.NetRules;
import java.nio.file.Path;

/// What the tools of one profile are made of.
///
/// @param userHome the owner's home folder
/// @param net what may be reached at all
/// @param gate the way to the network for what tools start
public record ToolParts(
    ProfileHome home,
    Path userHome,
    Settings settings,
    Journal journal,
    BlobStore blobs,
    Sessions sessions,
    MemoryStore memories,
    Grants grants,
    Origins origins,
    ApprovalDesk desk,
    SensitivePaths sensitive,
    SandboxChoice sandboxes,
    Http http,
    NetRules net,
    Gate gate,
    Ids ids,
    Time time) {}
