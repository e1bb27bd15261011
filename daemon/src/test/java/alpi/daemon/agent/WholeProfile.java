package alpi.daemon.agent;

import alpi.alp.blob.Sha256;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.audit.Notary;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.blob.Shares;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Secrets;
import alpi.daemon.context.ConversationRecall;
import alpi.daemon.context.WorkingSet;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressLedger;
import alpi.daemon.egress.Errand;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.Tls;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.egress.gate.GateLimits;
import alpi.daemon.job.Job;
import alpi.daemon.job.Jobs;
import alpi.daemon.job.Scheduler;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.link.Behalf;
import alpi.daemon.link.LinkParts;
import alpi.daemon.link.LinkRoom;
import alpi.daemon.link.PeerTools;
import alpi.daemon.link.TransferJob;
import alpi.daemon.model.Clockwork;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.LocalServers;
import alpi.daemon.model.Models;
import alpi.daemon.model.Pause;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.GrantRequest;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.Profiles;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.BubblewrapSandbox;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.HostSandbox;
import alpi.daemon.sandbox.Places;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.sandbox.WallParts;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.NetRules;
import alpi.daemon.tool.kit.ToolParts;
import alpi.daemon.tool.kit.ToolRoom;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/// A whole profile at work, with every tool, the real policy and the real loop: only the model and
/// the web are stand-ins, both on loopback.
final class WholeProfile implements AutoCloseable {
  static final Actor OWNER = Actor.local(1000);

  final Path workspace;
  final ProfileHome home;
  final Journal journal;
  final Sessions sessions;
  final MemoryStore memories;
  final Grants grants;
  final ApprovalDesk desk;
  final BlobStore blobs;
  final Origins origins;
  final ToolRoom tools;
  final ProfileTurns turns;
  final LinkRoom link;
  private final Jobs jobs;
  private final Obedient model;
  private final Http web;
  private final Scheduler scheduler;

  /// @param proxy the web, as the tools reach it
  WholeProfile(Path dir, String config, Obedient model, String proxy) throws IOException {
    this.model = model;
    Time time = Time.system();
    var root = new Home(dir.resolve("home"));
    new Profiles(root, time).bootstrap();
    home = root.profile(ProfileName.DEFAULT);
    // Policy alone has to hold: no wall stands behind it.
    Files.writeString(home.config(), config + "sandbox:\n  mode: 'off'\n");
    workspace = Files.createDirectories(dir.resolve("ws")).toRealPath();
    var ids = new Ids(time, new Random(7));
    journal = Journal.open(home, time);
    jobs = new Jobs(journal, ids, time);
    sessions = new Sessions(home, journal, time, ids);
    blobs = new BlobStore(home, journal, time);
    memories = new MemoryStore(home, journal, ids, new Tokens(new Random(17)), time);
    grants = new Grants(journal, ids, time);
    origins = new Origins(journal, time);
    desk = new ApprovalDesk(journal, time);
    Settings settings = Settings.open(home, time, journal, Secrets.none());
    web =
        new Http(
            new Dialer(_ -> List.of(InetAddress.getByAddress(new byte[] {93, 1, 2, 3})), time),
            Tls.system(),
            ProxySettings.of(Map.of("http_proxy", proxy)),
            time,
            _ -> {});
    var sensitive = new SensitivePaths(root, ProfileName.DEFAULT);
    SandboxChoice sandboxes = sandboxes(root, dir, sensitive, settings, ids);
    var dialer = new Dialer(_ -> List.of(InetAddress.getByAddress(new byte[] {93, 1, 2, 3})), time);
    var net = new NetRules(settings, grants, dialer);
    Gate gate = gate(dialer, net, time);
    var ledger = new CostLedger();
    LinkParts own = link(settings, jobs, net, dialer, ledger, time);
    link =
        new LinkRoom(
            own,
            new PeerBlobs(
                home,
                blobs,
                new Shares(blobs, journal, time),
                PeerBlobs.Room.of(ProfileConfig.defaults()::link),
                time));
    tools =
        ToolRoom.open(
            new ToolParts(
                home, dir, settings, journal, blobs, sessions, memories, grants, origins, desk,
                sensitive, sandboxes, web, net, gate, ids, time),
            PeerTools.of(link, sensitive, blobs, origins));
    Models models = models(time);
    turns = turns(settings, models, ledger, ids, time);
    scheduler = new Scheduler(time, ids);
    scheduler.attach(
        ProfileName.DEFAULT,
        jobs,
        List.of(
            new TurnJob(turns),
            new TransferJob(TransferJob.SEND, link),
            new TransferJob(TransferJob.FETCH, link)));
    scheduler.start();
    link.start(turns, List.of());
  }

  private ProfileTurns turns(
      Settings settings, Models models, CostLedger ledger, Ids ids, Time time) {
    return new ProfileTurns(
        new TurnKit(
            home,
            settings,
            new Snapshots(blobs),
            journal,
            jobs,
            blobs,
            sessions,
            new WorkingSet(
                home, blobs::open, origins, new ConversationRecall(sessions), time, ZoneOffset.UTC),
            models,
            ledger,
            tools.runner(),
            grants,
            origins,
            memories,
            ids,
            time));
  }

  private LinkParts link(
      Settings settings, Jobs jobs, NetRules net, Dialer dialer, CostLedger ledger, Time time) {
    return new LinkParts(
        home,
        settings,
        journal,
        new Notary(home, journal, new Tokens(new Random(16)), time),
        jobs,
        sessions,
        grants,
        net,
        dialer,
        ledger,
        new Random(15),
        (_, _) -> {},
        _ -> Optional.empty(),
        time);
  }

  private static Models models(Time time) {
    var direct =
        new Http(
            new Dialer(Resolver.system(), time), Tls.system(), ProxySettings.NONE, time, _ -> {});
    var clockwork = new Clockwork(time, new Random(7), Pause.real());
    return new Models(direct, clockwork, new LocalServers(direct, time));
  }

  private Gate gate(Dialer dialer, NetRules net, Time time) {
    return new Gate(
        home.gate(),
        dialer,
        new EgressLedger(journal::append, Actor.SYSTEM),
        new Tokens(new Random(13)),
        time,
        GateLimits.DEFAULT,
        net::standing);
  }

  private SandboxChoice sandboxes(
      Home root, Path dir, SensitivePaths sensitive, Settings settings, Ids ids) {
    var variables = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");
    var children = new Children(Optional.empty());
    var wall =
        new WallParts(
            root,
            home.sandboxes(),
            dir,
            sensitive,
            children,
            new Places(),
            () -> settings.current().config().sandbox(),
            journal::later,
            Time.system(),
            ids);
    return new SandboxChoice(
        new HostSandbox(variables, sensitive, children, Time.system(), ids),
        new BubblewrapSandbox(variables, wall));
  }

  /// Runs one turn to its end.
  TurnResult turn(String text, SessionChoice session, boolean attended, Authority authority)
      throws InterruptedException {
    return turn(text, session, attended, authority, List.of());
  }

  TurnResult turn(
      String text,
      SessionChoice session,
      boolean attended,
      Authority authority,
      List<Attachment> attachments)
      throws InterruptedException {
    JobId turn =
        turns.submit(
            new TurnRequest(
                text,
                session,
                workspace,
                attachments,
                Optional.empty(),
                true,
                OptionalInt.empty(),
                Optional.<BigDecimal>empty(),
                Optional.of(Duration.ofSeconds(50)),
                false,
                Optional.empty(),
                Optional.empty(),
                attended,
                authority,
                model.environment()),
            OWNER);
    return turns.watch(turn, Optional.empty(), (_, _) -> {});
  }

  TurnResult alone(String text) throws InterruptedException {
    return turn(text, new SessionChoice.Fresh(), false, Authority.OWNER);
  }

  Grant grant(Capability capability, String typed) {
    return grants.issue(
        GrantRequest.of(
            capability, tools.scopes().of(capability, typed, false, workspace), "for the test"),
        OWNER);
  }

  /// Takes back all that was granted.
  void revokeAll() {
    grants.live().forEach(grant -> grants.revoke(grant.id(), OWNER));
  }

  /// A transfer as a call leaves it that nobody waits for any more.
  JobId leftover(TurnResult of, Path file, Sha256 expected, String peer) {
    var errand = new Errand(of.session(), of.turn(), Optional.of("c1"), "blob_send");
    return jobs.submit(
            TransferJob.send(
                file, expected, link.peers().named(peer), new Behalf(OWNER, Optional.of(errand))))
        .id();
  }

  /// A transfer of the owner's that is bound to a content.
  JobId expecting(Path file, Sha256 expected, String peer) {
    return jobs.submit(TransferJob.send(file, expected, link.peers().named(peer), Behalf.of(OWNER)))
        .id();
  }

  Job job(JobId id) {
    return jobs.find(id).orElseThrow();
  }

  List<Event> events(JobId run, EventKind kind) {
    return journal.read(EventQuery.ofRun(run.value()).kinds(Set.of(kind)));
  }

  static SessionChoice in(SessionId session) {
    return new SessionChoice.Existing(session);
  }

  @Override
  public void close() {
    link.close();
    scheduler.close();
    tools.close();
    web.close();
    sessions.close();
    memories.close();
    Recorded.close(journal);
  }
}
