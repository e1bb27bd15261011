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

  private ProfileRooms rooms(ProfileHome own, Journal journal, Http http) {
    var jobs = new Jobs(journal, ids, time);
    var blobs = new BlobStore(own, journal, time);
    var sensitive = new SensitivePaths(home, ProfileName.DEFAULT);
    Settings settings = Settings.open(own, time, journal, Secrets.none());
    var sessions = new Sessions(own, journal, time, ids);
    var memories = new MemoryStore(own, journal, ids, new Tokens(new Random(23)), time);
    var grants = new Grants(journal, ids, time);
    var origins = new Origins(journal, time);
    var desk = new ApprovalDesk(journal, time);
    SandboxChoice sandboxes = sandboxes(home.root(), own, sensitive, journal);
    var dialer = new Dialer(Resolver.system(), time);
    var net = new NetRules(settings, grants, dialer);
    Gate gate = gate(own, journal, dialer, net);
    ToolRoom tools =
        ToolRoom.open(
            new ToolParts(
                own,
                Path.of("/home/ana"),
                settings,
                journal,
                blobs,
                sessions,
                memories,
                grants,
                origins,
                desk,
                sensitive,
                sandboxes,
                http,
                net,
                gate,
                ids,
                time));
    var notary = new Notary(own, journal, new Tokens(new Random(17)), time);
    LinkRoom link =
        link(own, settings, journal, notary, jobs, blobs, sessions, grants, net, dialer);
    return new ProfileRooms(
        own,
        settings,
        journal,
        notary,
        jobs,
        blobs,
        sessions,
        memories,
        turns,
        new Runs(jobs, journal),
        new RunFiles(blobs),
        new Snapshots(blobs),
        grants,
        net,
        gate,
        origins,
        desk,
        sensitive,
        tools.scopes(),
        new Decisions(journal, sessions),
        new Simulations(own, settings, tools.runner(), ids),
        tools.undo(),
        tools.background(),
        tools.browser(),
        tools.indexes(),
        sandboxes,
        new Schedules(journal, ids, time),
        new Outputs(journal, blobs, ids, time),
        contexts(own, settings, journal, blobs, sessions, origins, tools, jobs),
        new Sources(
            own, sessions, blobs, memories, sensitive, origins, new Readings(time)::document),
        link,
        new Views(journal, Folds::all));
  }

  private Contexts contexts(
      ProfileHome own,
      Settings settings,
      Journal journal,
      BlobStore blobs,
      Sessions sessions,
      Origins origins,
      ToolRoom tools,
      Jobs jobs) {
    return new Contexts(
        own,
        settings,
        sessions,
        new WorkingSet(
            own, blobs::open, origins, new ConversationRecall(sessions), time, ZoneOffset.UTC),
        tools.runner(),
        new Runs(jobs, journal));
  }

  private Gate gate(ProfileHome own, Journal journal, Dialer dialer, NetRules net) {
    return new Gate(
        own.gate(),
        dialer,
        new EgressLedger(journal::append, Actor.SYSTEM),
        new Tokens(new Random(13)),
        time,
        GateLimits.DEFAULT,
        net::standing);
  }

  private LinkRoom link(
      ProfileHome own,
      Settings settings,
      Journal journal,
      Notary notary,
      Jobs jobs,
      BlobStore blobs,
      Sessions sessions,
      Grants grants,
      NetRules net,
      Dialer dialer) {
    return new LinkRoom(
        new LinkParts(
            own,
            settings,
            journal,
            notary,
            jobs,
            sessions,
            grants,
            net,
            dialer,
            ledger,
            new Random(17),
            (_, _) -> {},
            _ -> Optional.empty(),
            time),
        new PeerBlobs(
            own,
            blobs,
            new Shares(blobs, journal, time),
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
    profile.journal().close();
  }
}
