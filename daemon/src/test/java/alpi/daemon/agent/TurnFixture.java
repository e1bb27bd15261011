package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.config.Secrets;
import alpi.daemon.context.ConversationRecall;
import alpi.daemon.context.WorkingSet;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.Tls;
import alpi.daemon.job.Jobs;
import alpi.daemon.job.Scheduler;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.model.Clockwork;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.LocalServers;
import alpi.daemon.model.Models;
import alpi.daemon.model.Pause;
import alpi.daemon.model.ScriptedModelServer;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.profile.Profiles;
import alpi.daemon.profile.Settings;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Holding;
import alpi.daemon.tool.Judge;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolRunner;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import alpi.daemon.tool.Tools;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.node.ObjectNode;

/// Real rooms around the turn loop: real files, real SQLite, a scripted provider over real HTTP.
/// Only the tool and the judge are stand-ins.
final class TurnFixture implements AutoCloseable {
  static final Actor OWNER = Actor.local(1000);

  final Home home;
  final ProfileHome profile;
  final Journal journal;
  final Jobs jobs;
  final Sessions sessions;
  final MemoryStore memories;
  final TurnKit kit;
  final ProfileTurns turns;
  final CopyOnWriteArrayList<String> echoed = new CopyOnWriteArrayList<>();

  /// What was put to the judge, in order.
  final CopyOnWriteArrayList<PolicyRequest> judged = new CopyOnWriteArrayList<>();

  final ScriptedModelServer server;
  private final Scheduler scheduler;

  TurnFixture(Path dir, ScriptedModelServer.Script script) {
    this(dir, script, true);
  }

  /// @param works whether turns are run; otherwise they wait, as they do when all places are taken
  TurnFixture(Path dir, ScriptedModelServer.Script script, boolean works) {
    this.server = ScriptedModelServer.start(script);
    Time time = Time.system();
    this.home = new Home(dir);
    new Profiles(home, time).bootstrap();
    this.profile = home.profile(ProfileName.DEFAULT);
    this.journal = Journal.open(profile, time);
    Ids ids = new Ids(time, new Random(7));
    this.jobs = new Jobs(journal, ids, time);
    this.sessions = new Sessions(profile, journal, time, ids);
    BlobStore blobs = new BlobStore(profile, journal, time);
    Http http =
        new Http(
            new Dialer(Resolver.system(), time), Tls.system(), ProxySettings.NONE, time, _ -> {});
    Origins origins = new Origins(journal, time);
    this.memories = new MemoryStore(profile, journal, ids, new Tokens(new Random(9)), time);
    ToolRunner runner =
        new ToolRunner(
            new Tools(List.of(new Echo(echoed))),
            new AllowAll(judged),
            journal,
            blobs,
            origins,
            time);
    Settings settings = Settings.open(profile, time, journal, Secrets.none());
    Clockwork clockwork = new Clockwork(time, new Random(7), Pause.real());
    this.kit =
        new TurnKit(
            profile,
            settings,
            new Snapshots(blobs),
            journal,
            jobs,
            blobs,
            sessions,
            new WorkingSet(
                profile,
                blobs::open,
                origins,
                new ConversationRecall(sessions),
                time,
                ZoneOffset.UTC),
            new Models(http, clockwork, new LocalServers(http, time)),
            new CostLedger(),
            runner,
            new Grants(journal, ids, time),
            origins,
            memories,
            ids,
            time);
    this.turns = new ProfileTurns(kit);
    this.scheduler = new Scheduler(time, ids);
    scheduler.attach(ProfileName.DEFAULT, jobs, List.of(new TurnJob(turns)));
    if (works) {
      scheduler.start();
    }
    turns.recover();
  }

  TurnRequest request(String text) {
    return request(text, new SessionChoice.Fresh(), OptionalInt.empty(), Optional.empty());
  }

  TurnRequest request(
      String text, SessionChoice session, OptionalInt maxSteps, Optional<String> key) {
    return new TurnRequest(
        text,
        session,
        home.root(),
        List.of(),
        Optional.empty(),
        true,
        maxSteps,
        Optional.<BigDecimal>empty(),
        Optional.of(Duration.ofSeconds(20)),
        false,
        Optional.empty(),
        key,
        false,
        Authority.OWNER,
        environment());
  }

  /// One that is asked of a named model, within limits.
  TurnRequest limited(
      String text, String model, Optional<BigDecimal> maxUsd, Optional<ObjectNode> schema) {
    return new TurnRequest(
        text,
        new SessionChoice.Fresh(),
        home.root(),
        List.of(),
        Optional.of(model),
        true,
        OptionalInt.empty(),
        maxUsd,
        Optional.of(Duration.ofSeconds(20)),
        false,
        schema,
        Optional.empty(),
        false,
        Authority.OWNER,
        environment());
  }

  /// One that somebody attends, within an authority.
  TurnRequest bounded(String text, Authority authority) {
    return new TurnRequest(
        text,
        new SessionChoice.Fresh(),
        home.root(),
        List.of(),
        Optional.empty(),
        true,
        OptionalInt.empty(),
        Optional.<BigDecimal>empty(),
        Optional.of(Duration.ofSeconds(20)),
        false,
        Optional.empty(),
        Optional.empty(),
        true,
        authority,
        environment());
  }

  Map<String, String> environment() {
    return Map.of(
        "OPENAI_BASE_URL", server.url("/v1"),
        "OPENAI_API_KEY", "test-key",
        "ALPI_MODEL", "openai/scripted");
  }

  /// A turn watched to its end.
  record Watched(TurnResult result, List<TurnEvent> events) {}

  Watched watch(JobId turn) throws InterruptedException {
    List<TurnEvent> events = new ArrayList<>();
    TurnResult result = turns.watch(turn, Optional.empty(), (_, event) -> events.add(event));
    return new Watched(result, events);
  }

  Watched run(String text) throws InterruptedException {
    return watch(turns.submit(request(text), OWNER));
  }

  @Override
  public void close() {
    scheduler.close();
    sessions.close();
    memories.close();
    Recorded.close(journal);
    server.close();
  }

  /// Says back what it is told.
  private record Echo(List<String> echoed) implements Tool<Echo.Arguments> {
    record Arguments(@Doc("what to say back") String words) {}

    @Override
    public ToolSpec spec() {
      return ToolSpec.of("echo", "Says back what it is told.", ToolTrait.CORE);
    }

    @Override
    public Class<Arguments> arguments() {
      return Arguments.class;
    }

    @Override
    public Plan plan(Arguments arguments, ToolContext context) {
      return new Plan(
          List.of(new Access(Capability.ASK, "owner", Tier.SAFE, "a stand-in")), "echo", Map.of());
    }

    @Override
    public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
      echoed.add(arguments.words());
      return ToolResult.ok("echo: " + arguments.words(), Labels.of(Source.WORKSPACE, false));
    }
  }

  /// Agrees to everything but what is called forbidden.
  private record AllowAll(List<PolicyRequest> judged) implements Judge {
    @Override
    public Decision decide(PolicyRequest request) {
      judged.add(request);
      return new Decision.Allow("a stand-in allows it", List.of(), List.of());
    }

    @Override
    public Consent ask(PolicyRequest request, Decision.Ask ask, Shown shown, Holding holding) {
      return new Consent.Withheld(ErrorCode.DENIED, "nobody is here");
    }

    @Override
    public boolean spend(List<GrantId> grants, PolicyRequest request, Holding holding) {
      return true;
    }
  }
}
