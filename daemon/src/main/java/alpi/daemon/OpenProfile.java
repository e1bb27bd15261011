package alpi.daemon;

import alpi.daemon.agent.ApprovalRelay;
import alpi.daemon.agent.ProfileTurns;
import alpi.daemon.agent.Runs;
import alpi.daemon.agent.TurnJob;
import alpi.daemon.agent.TurnKit;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.WorkingSet;
import alpi.daemon.egress.EgressLedger;
import alpi.daemon.egress.Http;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.model.LocalServers;
import alpi.daemon.model.Models;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.HostSandbox;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.kit.ToolParts;
import alpi.daemon.tool.kit.ToolRoom;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/// One profile at work: its rooms built bottom-up, closed top-down.
final class OpenProfile implements AutoCloseable {
  private static final int SEEDED_EVENTS = 10_000;

  private final Machine machine;
  private final Journal journal;
  private final Sessions sessions;
  private final Http http;
  private final ToolRoom tools;
  private final ApprovalRelay relay;
  private final ProfileRooms rooms;

  private OpenProfile(Machine machine, ProfileHome home, Journal journal) {
    this.machine = machine;
    this.journal = journal;
    Settings settings = Settings.open(home, machine.time(), journal, machine.environment());
    Jobs jobs = new Jobs(journal, machine.ids(), machine.time());
    BlobStore blobs = new BlobStore(home, journal, machine.time());
    this.sessions = new Sessions(home, journal, machine.time(), machine.ids());
    Grants grants = new Grants(journal, machine.ids(), machine.time());
    ApprovalDesk desk = new ApprovalDesk(journal, machine.time());
    SensitivePaths sensitive = new SensitivePaths(machine.home(), home.name());
    this.http = http(machine, journal);
    Models models = new Models(http, machine.clockwork(), new LocalServers(http, machine.time()));
    this.tools =
        ToolRoom.open(
            new ToolParts(
                home,
                machine.userHome(),
                settings,
                journal,
                blobs,
                sessions,
                grants,
                desk,
                sensitive,
                sandbox(machine, sensitive),
                http,
                machine.ids(),
                machine.time()));
    ProfileTurns turns =
        new ProfileTurns(
            new TurnKit(
                home,
                settings,
                journal,
                jobs,
                sessions,
                new WorkingSet(home, blobs::open, machine.time(), ZoneId.systemDefault()),
                models,
                machine.ledger(),
                tools.runner(),
                machine.ids(),
                machine.time()));
    this.relay = new ApprovalRelay(journal, desk, turns);
    this.rooms =
        new ProfileRooms(
            home,
            settings,
            journal,
            jobs,
            blobs,
            sessions,
            turns,
            new Runs(jobs, journal),
            grants,
            desk,
            sensitive,
            tools.undo());
    begin(turns);
  }

  private static Http http(Machine machine, Journal journal) {
    return new Http(
        machine.dialer(),
        machine.tls(),
        machine.proxies(),
        machine.time(),
        new EgressLedger(journal::later, Actor.SYSTEM));
  }

  private static HostSandbox sandbox(Machine machine, SensitivePaths sensitive) {
    return new HostSandbox(
        machine.variables(), sensitive, machine.natives(), machine.time(), machine.ids());
  }

  /// Takes up the work that an earlier daemon left.
  private void begin(ProfileTurns turns) {
    seedLedger();
    new Reclaim(rooms.blobs(), rooms.sessions()).run();
    machine.scheduler().attach(rooms.name(), rooms.jobs(), List.of(new TurnJob(turns)));
    turns.recover();
    relay.start();
  }

  /// Opens a profile: takes up its journal, its settings and the jobs an earlier daemon left.
  ///
  /// @throws alpi.alp.rpc.Problem `config_broken`, `corrupt`, `storage`
  static OpenProfile open(Machine machine, ProfileHome home) {
    Journal journal = Journal.open(home, machine.time());
    try {
      return new OpenProfile(machine, home, journal);
    } catch (RuntimeException e) {
      journal.close();
      throw e;
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
    long after = Math.max(0, journal.head() - SEEDED_EVENTS);
    EventQuery query =
        EventQuery.after(after, SEEDED_EVENTS).kinds(Set.of(EventKind.MODEL_ANSWERED));
    for (Event event : journal.read(query)) {
      String usd = event.body().path("usd").asString("");
      if (!usd.isEmpty() && LocalDate.ofInstant(event.at(), ZoneOffset.UTC).equals(today)) {
        machine.ledger().seed(rooms.name(), today, new BigDecimal(usd));
      }
    }
  }

  @Override
  public void close() {
    try {
      machine.scheduler().detach(rooms.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    relay.close();
    tools.close();
    http.close();
    sessions.close();
    journal.close();
  }
}
