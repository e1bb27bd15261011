package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.Contexts;
import alpi.daemon.agent.Decisions;
import alpi.daemon.agent.RunFiles;
import alpi.daemon.agent.Runs;
import alpi.daemon.agent.Simulations;
import alpi.daemon.agent.Snapshots;
import alpi.daemon.audit.Notary;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.blob.Shares;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Secrets;
import alpi.daemon.context.ConversationRecall;
import alpi.daemon.context.Sources;
import alpi.daemon.context.WorkingSet;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressLedger;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.Tls;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.egress.gate.GateLimits;
import alpi.daemon.host.CallRecord;
import alpi.daemon.host.HostLimits;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Plane;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.RefusalRecord;
import alpi.daemon.host.Rooms;
import alpi.daemon.host.device.Devices;
import alpi.daemon.host.verb.VersionVerbs.Protocol;
import alpi.daemon.host.verb.VersionVerbs.Version;
import alpi.daemon.host.ws.WebDoor;
import alpi.daemon.host.ws.WebLimits;
import alpi.daemon.host.ws.WebParts;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.journal.view.Views;
import alpi.daemon.journal.view.fold.Folds;
import alpi.daemon.link.LinkParts;
import alpi.daemon.link.LinkRoom;
import alpi.daemon.model.Clockwork;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.LocalServers;
import alpi.daemon.model.Models;
import alpi.daemon.model.Pause;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.Profiles;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.BubblewrapSandbox;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.HostSandbox;
import alpi.daemon.sandbox.Natives;
import alpi.daemon.sandbox.Places;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.sandbox.WallParts;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.schedule.Schedules;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.NetRules;
import alpi.daemon.tool.index.Readings;
import alpi.daemon.tool.kit.ToolParts;
import alpi.daemon.tool.kit.ToolRoom;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// Every verb over the real rooms of a default profile; only turns are fake.
final class VerbFixture implements Rooms, AutoCloseable {
  final Home home;
  final FakeTime time = new FakeTime();
  final Ids ids = new Ids(time, new Random(11));
  final FakeTurns turns = new FakeTurns();
  private final Dialer dialer = new Dialer(Resolver.system(), time);
  final AtomicInteger stops = new AtomicInteger();
  final CostLedger ledger = new CostLedger();
  final ProfileRooms profile;
  final Profiles profiles;
  final Devices devices;
  final WebDoor door;
  final HostVerbs verbs;

  VerbFixture(Path root) {
    home = new Home(root);
    profiles = new Profiles(home, time);
    profiles.bootstrap();
    PrivateFiles.directory(home.host());
    PrivateFiles.directory(home.staged());
    ProfileHome own = profiles.open(ProfileName.DEFAULT);
    Journal journal = Journal.open(own, time);
    var http =
        new Http(
            new Dialer(Resolver.system(), Time.system()),
            Tls.system(),
            ProxySettings.NONE,
            Time.system(),
            _ -> {});
    profile = rooms(own, journal, http);
    var local = new LocalServers(http, time);
    var models = new Models(http, new Clockwork(time, new Random(3), Pause.real()), local);
    devices = new Devices(profile::journal, new Tokens(new Random(23)), ids, time);
    door =
        new WebDoor(
            new WebParts(
                () -> plane().dispatch(),
                devices,
                new RefusalRecord(this, time),
                profile.journal()::append,
                (_, _) -> false,
                HostLimits.DEFAULT,
                WebLimits.DEFAULT,
                time));
    verbs =
        new HostVerbs(
            new Version("alpi", "0.1.0", Protocol.ONE, 1, time.now(), root.toString()),
            this,
            home,
            root,
            models,
            ledger,
            new MachineChecks(home, local, List.of(), time),
            ids,
            new Tokens(new Random(19)),
            time,
            devices,
            door,
            stops::incrementAndGet);
  }

  private ToolParts parts(ProfileHome own, Journal journal, Http http) {
    var sensitive = new SensitivePaths(home, ProfileName.DEFAULT);
    Settings settings = Settings.open(own, time, journal, Secrets.none());
    var grants = new Grants(journal, ids, time);
    var net = new NetRules(settings, grants, dialer);
    return new ToolParts(
        own,
        Path.of("/home/ana"),
        settings,
        journal,
        new BlobStore(own, journal, time),
        new Sessions(own, journal, time, ids),
        new MemoryStore(own, journal, ids, new Tokens(new Random(23)), time),
        grants,
        new Origins(journal, time),
        new ApprovalDesk(journal, time),
        sensitive,
        sandboxes(home.root(), own, sensitive, journal),
        http,
        net,
        gate(own, journal, net),
        ids,
        time);
  }

  private ProfileRooms rooms(ProfileHome own, Journal journal, Http http) {
    ToolParts parts = parts(own, journal, http);
    var jobs = new Jobs(journal, ids, time);
    ToolRoom tools = ToolRoom.open(parts);
    var notary = new Notary(own, journal, new Tokens(new Random(17)), time);
    return new ProfileRooms(
        own,
        parts.settings(),
        journal,
        notary,
        jobs,
        parts.blobs(),
        parts.sessions(),
        parts.memories(),
        turns,
        new Runs(jobs, journal),
        new RunFiles(parts.blobs()),
        new Snapshots(parts.blobs()),
        parts.grants(),
        parts.net(),
        parts.gate(),
        parts.origins(),
        parts.desk(),
        parts.sensitive(),
        tools.scopes(),
        new Decisions(journal, parts.sessions()),
        new Simulations(own, parts.settings(), tools.runner(), ids),
        tools.undo(),
        tools.background(),
        tools.browser(),
        tools.indexes(),
        tools.editors(),
        parts.sandboxes(),
        new Schedules(journal, ids, time),
        new Outputs(journal, parts.blobs(), ids, time),
        contexts(parts, tools, jobs),
        new Sources(
            own,
            parts.sessions(),
            parts.blobs(),
            parts.memories(),
            parts.sensitive(),
            parts.origins(),
            new Readings(time)::document),
        link(parts, notary, jobs),
        new Views(journal, Folds::all));
  }

  private Contexts contexts(ToolParts parts, ToolRoom tools, Jobs jobs) {
    return new Contexts(
        parts.home(),
        parts.settings(),
        parts.sessions(),
        new WorkingSet(
            parts.home(),
            parts.blobs()::open,
            parts.origins(),
            new ConversationRecall(parts.sessions()),
            time,
            ZoneOffset.UTC),
        tools.runner(),
        new Runs(jobs, parts.journal()));
  }

  private Gate gate(ProfileHome own, Journal journal, NetRules net) {
    return new Gate(
        own.gate(),
        dialer,
        new EgressLedger(journal::append, Actor.SYSTEM),
        new Tokens(new Random(13)),
        time,
        GateLimits.DEFAULT,
        net::standing);
  }

  private LinkRoom link(ToolParts parts, Notary notary, Jobs jobs) {
    return new LinkRoom(
        new LinkParts(
            parts.home(),
            parts.settings(),
            parts.journal(),
            notary,
            jobs,
            parts.sessions(),
            parts.grants(),
            parts.net(),
            dialer,
            ledger,
            new Random(17),
            (_, _) -> {},
            _ -> Optional.empty(),
            time),
        new PeerBlobs(
            parts.home(),
            parts.blobs(),
            new Shares(parts.blobs(), parts.journal(), time),
            PeerBlobs.Room.of(ProfileConfig.defaults()::link),
            time));
  }

  private SandboxChoice sandboxes(
      Path root, ProfileHome own, SensitivePaths sensitive, Journal journal) {
    var variables = Map.of("PATH", "/usr/bin:/bin");
    var children = new Children(Natives.load());
    var parts =
        new WallParts(
            home,
            own.sandboxes(),
            root,
            sensitive,
            children,
            new Places(),
            () -> ProfileConfig.defaults().sandbox(),
            journal::later,
            Time.system(),
            ids);
    return new SandboxChoice(
        new HostSandbox(variables, sensitive, children, Time.system(), ids),
        new BubblewrapSandbox(variables, parts));
  }

  List<HostVerb<?, ?>> all() {
    return verbs.all();
  }

  /// The result or the error of one call, with what it streamed before.
  JsonNode ask(String method, String params) {
    return plane().ask(method, Json.parse(params));
  }

  JsonNode result(String method, String params) {
    JsonNode answer = ask(method, params);
    if (!answer.has("result")) {
      throw new AssertionError(method + " " + params + ": " + answer);
    }
    return answer.path("result");
  }

  String code(String method, String params) {
    return ask(method, params).path("error").path("data").path("code").asString("");
  }

  Plane plane() {
    return new Plane(all(), new RefusalRecord(this, time), new CallRecord(this, ids), ids);
  }

  @Override
  public ProfileRooms find(ProfileName name) {
    if (!name.isDefault()) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no profile " + name + ".");
    }
    return profile;
  }

  @Override
  public List<Entry> list() {
    return List.of(new Entry(profile.home(), Optional.empty()));
  }

  @Override
  public ProfileHome create(ProfileName name, Actor actor) {
    return profiles.create(name);
  }

  @Override
  public Path remove(ProfileName name, Actor actor) {
    return profiles.remove(name);
  }

  @Override
  public void close() {
    door.close();
    turns.endless.countDown();
    profile.link().close();
    profile.background().close();
    profile.sessions().close();
    profile.memories().close();
    Recorded.closeWithOwn(profile.journal());
  }
}
