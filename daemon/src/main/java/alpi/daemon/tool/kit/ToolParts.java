package alpi.daemon.tool.kit;

import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.egress.Http;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.session.Sessions;
import java.nio.file.Path;

/// What the tools of one profile are made of.
///
/// @param userHome the owner's home folder
public record ToolParts(
    ProfileHome home,
    Path userHome,
    Settings settings,
    Journal journal,
    BlobStore blobs,
    Sessions sessions,
    Grants grants,
    Origins origins,
    ApprovalDesk desk,
    SensitivePaths sensitive,
    SandboxChoice sandboxes,
    Http http,
    Ids ids,
    Time time) {}
