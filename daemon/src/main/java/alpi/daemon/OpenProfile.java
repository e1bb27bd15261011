package alpi.daemon;

import alpi.alp.rpc.Problem;
import alpi.daemon.agent.ApprovalRelay;
import alpi.daemon.agent.Bell;
import alpi.daemon.agent.Decisions;
import alpi.daemon.agent.ProfileTurns;
import alpi.daemon.agent.RunFiles;
import alpi.daemon.agent.Runs;
import alpi.daemon.agent.ScheduledRuns;
import alpi.daemon.agent.Simulations;
import alpi.daemon.agent.Snapshots;
import alpi.daemon.agent.TurnJob;
import alpi.daemon.agent.TurnKit;
import alpi.daemon.audit.Notary;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.blob.Shares;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.egress.EgressLedger;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.egress.gate.GateLimits;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.job.Halt;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.view.Views;
import alpi.daemon.journal.view.fold.Folds;
import alpi.daemon.link.LinkParts;
import alpi.daemon.link.LinkRoom;
import alpi.daemon.link.PeerTools;
import alpi.daemon.link.Siblings;
import alpi.daemon.link.TransferJob;
import alpi.daemon.model.LocalServers;
import alpi.daemon.model.Models;
import alpi.daemon.model.Pause;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.GrantKeeper;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.OriginSettler;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.InForce;
import alpi.daemon.profile.Settings;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.schedule.Schedules;
import alpi.daemon.schedule.Ticker;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.NetRules;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.kit.ToolParts;
import alpi.daemon.tool.kit.ToolRoom;
import alpi.daemon.tool.talk.NotifyTool;
import alpi.daemon.tool.talk.ScheduleTool;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One profile at work: its rooms built bottom-up, closed top-down.
final class OpenProfile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenProfile.class);

  private final Machine machine;
  private final Journal journal;
  private final Notary notary;
  private final ProfileTurns turns;
  private final ApprovalRelay relay;
  private final OriginSettler settler;
  private final Ticker ticker;
  private final Bell bell;
  private final Snapshots snapshots;
  private final LinkRoom link;
  private final ProfileRooms rooms;
  private final Unwinding unwinding;

  /// @param unwinding gets what has to be ended, also when this constructor throws half-way
  private OpenProfile(Machine machine, ProfileHome home, Siblings siblings, Unwinding unwinding) {
    this.machine = machine;
    this.unwinding = unwinding;
    this.journal = Journal.open(home, machine.time());
    unwinding.add(journal::close);
    this.notary = new Notary(home, journal, machine.tokens(), machine.time());
    unwinding.add(this::seal);
    Settings settings = settings(home);
    settings.follow(now -> machine.logging().follow(home.name(), now));
    Jobs jobs = new Jobs(journal, machine.ids(), machine.time());
    BlobStore blobs = blobs(home, settings);
    this.snapshots = new Snapshots(blobs);
    Sessions sessions = sessions(home);
    Grants grants = grants();
    Origins origins = new Origins(journal, machine.time());
    this.settler = new OriginSettler(origins, machine.time());
    unwinding.add(settler::close);
    ApprovalDesk desk = new ApprovalDesk(journal, machine.time());
    SensitivePaths sensitive = new SensitivePaths(machine.home(), home.name());
    Http http = http();
    NetRules net = new NetRules(settings, grants, machine.dialer());
    Gate gate = gate(home, net);
    Models models = new Models(http, machine.clockwork(), new LocalServers(http, machine.time()));
    Schedules schedules = new Schedules(journal, machine.ids(), machine.time());
    Outputs outputs = new Outputs(journal, blobs, machine.ids(), machine.time());
    var parts =
        new ToolParts(
            home,
            machine.userHome(),
            settings,
            journal,
            blobs,
            sessions,
            memories(home),
            grants,
            origins,
            desk,
            sensitive,
            new Confinement(machine, home, sensitive, settings, journal).sandboxes(),
            http,
            net,
            gate,
            machine.ids(),
            machine.time());
    this.link = link(parts, jobs, siblings);
    ToolRoom tools =
        tools(
            Stream.concat(
                    Stream.of(new ScheduleTool(schedules), new NotifyTool(outputs)),
                    PeerTools.of(link, sensitive, blobs, origins).stream())
                .toList(),
            parts);
    var showing = Showing.of(parts);
    this.turns = new ProfileTurns(kit(showing, jobs, models, tools));
    this.ticker =
        new Ticker(schedules, journal, jobs, new ScheduledRuns(turns, outputs), machine.time());
    this.relay = new ApprovalRelay(journal, desk, turns);
    unwinding.add(relay::close);
    this.bell = bell(outputs, settings);
    this.rooms = rooms(showing, jobs, tools, schedules, outputs);
  }

  private TurnKit kit(Showing showing, Jobs jobs, Models models, ToolRoom tools) {
    ToolParts parts = showing.parts();
    return new TurnKit(
        parts.home(),
        parts.settings(),
        snapshots,
        journal,
        jobs,
        parts.blobs(),
        parts.sessions(),
        showing.workingSet(),
        models,
        machine.ledger(),
        tools.runner(),
        parts.grants(),
        parts.origins(),
        parts.memories(),
        machine.ids(),
        machine.time());
  }

  private ProfileRooms rooms(
      Showing showing, Jobs jobs, ToolRoom tools, Schedules schedules, Outputs outputs) {
    ToolParts parts = showing.parts();
    return new ProfileRooms(
        parts.home(),
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
        snapshots,
        parts.grants(),
        parts.net(),
        parts.gate(),
        parts.origins(),
        parts.desk(),
        parts.sensitive(),
        tools.scopes(),
        new Decisions(journal, parts.sessions()),
        new Simulations(parts.home(), parts.settings(), tools.runner(), machine.ids()),
        tools.undo(),
        tools.background(),
        tools.browser(),
        tools.indexes(),
        tools.editors(),
        parts.sandboxes(),
        schedules,
        outputs,
        showing.contexts(tools.runner(), new Runs(jobs, journal)),
        showing.sources(),
        link,
        new Views(journal, Folds::all));
  }

  private LinkRoom link(ToolParts parts, Jobs jobs, Siblings siblings) {
    return new LinkRoom(
        new LinkParts(
            parts.home(),
            parts.settings(),
            journal,
            notary,
            jobs,
            parts.sessions(),
            parts.grants(),
            parts.net(),
            machine.dialer(),
            machine.ledger(),
            machine.random(),
            Pause.real(),
            siblings,
            machine.time()),
        new PeerBlobs(
            parts.home(),
            parts.blobs(),
            new Shares(parts.blobs(), journal, machine.time()),
            PeerBlobs.Room.of(() -> parts.settings().current().config().link()),
            machine.time()));
  }

  private Grants grants() {
    var grants = new Grants(journal, machine.ids(), machine.time());
    var keeper = new GrantKeeper(journal, grants);
    unwinding.add(keeper::close);
    keeper.start();
    return grants;
  }

  private Settings settings(ProfileHome home) {
    return Settings.open(
        home, machine.time(), journal, machine.environment(), machine.desktop().keyring(home));
  }

  private Bell bell(Outputs outputs, Settings settings) {
    return unwinding.keep(
        machine.desktop().bell(journal, outputs, settings, machine.time()), Bell::close);
  }

  private BlobStore blobs(ProfileHome home, Settings settings) {
    return new BlobStore(
        home, journal, machine.time(), () -> settings.current().config().blobs().quota().bytes());
  }

  private Sessions sessions(ProfileHome home) {
    return unwinding.keep(
        new Sessions(home, journal, machine.time(), machine.ids()), Sessions::close);
  }

  private MemoryStore memories(ProfileHome home) {
    return unwinding.keep(
        new MemoryStore(home, journal, machine.ids(), machine.tokens(), machine.time()),
        MemoryStore::close);
  }

  private ToolRoom tools(List<Tool<?>> more, ToolParts parts) {
    return unwinding.keep(ToolRoom.open(parts, more), ToolRoom::close);
  }

  private Http http() {
    return unwinding.keep(
        new Http(
            machine.dialer(),
            machine.tls(),
            machine.proxies(),
            machine.time(),
            new EgressLedger(journal::later, Actor.SYSTEM)),
        Http::close);
  }

  private Gate gate(ProfileHome home, NetRules net) {
    return unwinding.keep(
        new Gate(
            home.gate(),
            machine.dialer(),
            new EgressLedger(journal::append, journal::later, Actor.SYSTEM),
            machine.tokens(),
            machine.time(),
            GateLimits.DEFAULT,
            net::standing),
        Gate::close);
  }

  /// Takes up the work that an earlier daemon left.
  private void begin() {
    seedLedger();
    new Reclaim(rooms.blobs(), rooms.sessions()).run();
    unwinding.add(this::detach);
    machine
        .scheduler()
        .attach(
            rooms.name(),
            rooms.jobs(),
            List.of(
                new TurnJob(turns),
                new TransferJob(TransferJob.SEND, link),
                new TransferJob(TransferJob.FETCH, link),
                new Housekeeping(machine.home(), rooms, machine.time())));
    turns.recover();
    relay.start();
    settler.start();
    unwinding.add(ticker::close);
    ticker.start();
    bell.start();
    unwinding.add(link::close);
    link.start(turns, List.of());
    rooms.settings().follow(this::follow);
  }

  private void follow(InForce now) {
    machine.logging().follow(rooms.name(), now);
    link.follow(now.config().link());
  }

  /// Opens a profile: takes up its journal, its settings and the jobs an earlier daemon left. One
  /// that cannot be opened leaves nothing of itself behind, so that it can be tried again.
  ///
  /// @throws alpi.alp.rpc.Problem `config_broken`, `corrupt`, `storage`
  ///
  /// @param halt what holds for the whole machine
  static OpenProfile open(
      Machine machine, ProfileHome home, Siblings siblings, Optional<Halt> halt) {
    Unwinding unwinding = new Unwinding();
    try {
      OpenProfile profile = new OpenProfile(machine, home, siblings, unwinding);
      halt.ifPresent(profile.rooms.jobs()::halt);
      profile.begin();
      return profile;
    } catch (RuntimeException e) {
      abandon(unwinding, e);
      throw e;
    }
  }

  private static void abandon(Unwinding unwinding, RuntimeException cause) {
    try {
      unwinding.close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  ProfileRooms rooms() {
    return rooms;
  }

  /// Whether anything is queued or running.
  boolean working() {
    return !rooms.jobs().list(JobFilter.LIVE, 1).isEmpty();
  }

  /// Adds up what was spent today before this daemon started.
  private void seedLedger() {
    LocalDate today = LocalDate.ofInstant(machine.time().now(), ZoneOffset.UTC);
    BigDecimal spent = Spending.since(journal, today.atStartOfDay(ZoneOffset.UTC).toInstant());
    machine.ledger().seed(rooms.name(), today, spent);
  }

  /// The last word on the journal before it is closed. A disk that fails, or a checkpoint file that
  /// is not as it was, keeps nothing from closing.
  private void seal() {
    try {
      if (journal.head() > 0) {
        notary.now();
      }
    } catch (Problem | UncheckedIOException e) {
      LOG.error("event=no_checkpoint profile={} reason={}", journal.profile(), e.getMessage());
    }
  }

  private void detach() {
    try {
      machine.scheduler().detach(rooms.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    unwinding.close();
  }
}
