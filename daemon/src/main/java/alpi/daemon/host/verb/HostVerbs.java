package alpi.daemon.host.verb;

import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.context.manual.Manual;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.host.device.Devices;
import alpi.daemon.host.verb.VersionVerbs.Version;
import alpi.daemon.host.ws.WebDoor;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// All verbs of the plane.
///
/// @param userHome the owner's home folder
/// @param stop asks the composition root to shut down; returns at once
public record HostVerbs(
    Version version,
    Rooms rooms,
    Home home,
    Path userHome,
    Models models,
    CostLedger ledger,
    MachineChecks machine,
    Ids ids,
    Tokens tokens,
    Time time,
    Devices devices,
    WebDoor door,
    Runnable stop) {
  public List<HostVerb<?, ?>> all() {
    ModelVerbs modelVerbs = new ModelVerbs(rooms, models, ledger, time);
    return Stream.of(
            new VersionVerbs(version).verbs(),
            new RpcVerbs(this::all).verbs(),
            new DaemonVerbs(version, rooms, time, stop).verbs(),
            new ProfileVerbs(rooms).verbs(),
            new ConfigVerbs(rooms).verbs(),
            new SecretVerbs(rooms).verbs(),
            new ChatVerbs(rooms, home, ids, time).verbs(),
            new EditorVerbs(rooms).verbs(),
            new ApprovalVerbs(rooms).verbs(),
            new GrantVerbs(rooms).verbs(),
            new PolicyVerbs(rooms).verbs(),
            new EgressVerbs(rooms, time).verbs(),
            new SessionVerbs(rooms).verbs(),
            new MemoryVerbs(rooms).verbs(),
            new MemoryChangeVerbs(rooms).verbs(),
            new ContextVerbs(rooms).verbs(),
            new RecallVerbs(rooms).verbs(),
            new ManualVerbs(new Manual()).verbs(),
            new EventVerbs(rooms).verbs(),
            new ViewVerbs(rooms).verbs(),
            new JournalVerbs(rooms).verbs(),
            new AuditVerbs(rooms, home, userHome, ids, time).verbs(),
            new BackupVerbs(rooms, home, version.version(), ids, tokens, time).verbs(),
            new JobVerbs(rooms, time).verbs(),
            new WorkVerbs(rooms, time).verbs(),
            new ScheduleVerbs(rooms, time).verbs(),
            new OutputVerbs(rooms).verbs(),
            new RunVerbs(rooms).verbs(),
            new RunPaperVerbs(rooms).verbs(),
            new BlobVerbs(rooms, home, ids, time).verbs(),
            new TransferVerbs(rooms).verbs(),
            new PeerVerbs(rooms).verbs(),
            new LinkVerbs(rooms).verbs(),
            new SandboxVerbs(rooms, userHome).verbs(),
            new BrowserVerbs(rooms).verbs(),
            new WebVerbs(rooms, door).verbs(),
            new DeviceVerbs(rooms, devices, door, userHome).verbs(),
            modelVerbs.verbs(),
            new UsageVerbs(rooms, time).verbs(),
            new DigestVerbs(rooms, time).verbs(),
            new DoctorVerbs(rooms, modelVerbs, machine, time).verbs())
        .<HostVerb<?, ?>>flatMap(List::stream)
        .toList();
  }
}
