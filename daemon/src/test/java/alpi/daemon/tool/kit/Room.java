package alpi.daemon.tool.kit;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.config.Posture;
import alpi.daemon.config.Secrets;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressLedger;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.Tls;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.egress.gate.GateLimits;
import alpi.daemon.job.Fence;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.BubblewrapSandbox;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.HostSandbox;
import alpi.daemon.sandbox.Natives;
import alpi.daemon.sandbox.Places;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.sandbox.WallParts;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.NetRules;
import alpi.daemon.tool.Outcome;
import alpi.daemon.tool.ToolScope;
import alpi.daemon.tool.ToolWatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A whole profile with every tool, as the daemon would put it together.
final class Room implements AutoCloseable {
  /// Whether a machine can build walls is no question of these tests.
  private static final String UNWALLED = "sandbox:\n  mode: off\n";

  /// A public address that nobody answers at.
  static final InetAddress FAR = far();

  final Path workspace;
  final ProfileHome home;
  final Journal journal;
  final BlobStore blobs;
  final Sessions sessions;
  final MemoryStore memories;
  final Grants grants;
  final ApprovalDesk desk;
  final Origins origins;
  final Settings settings;
  final Http http;
  final NetRules net;
  final Gate gate;
  final ToolRoom room;
  final Ids ids = new Ids(Time.system(), new Random(11));
  final Cancel cancel = new Cancel();
  SessionId session = ids.session();
  JobId run = ids.job();
  Labels labels = Labels.OWNER;
  Set<String> named = Set.of();
  boolean attended;
  Authority authority = Authority.OWNER;
  Posture posture = Posture.STANDARD;
  private final AtomicInteger calls = new AtomicInteger();

  Room(Path dir, String config, Map<String, String> proxies) {
    this(dir, config, proxies, FAR);
  }

  /// @param names what any name leads to
  Room(Path dir, String config, Map<String, String> proxies, InetAddress names) {
    this(dir, config, proxies, _ -> List.of(names));
  }

  /// @param names what each name leads to
  Room(Path dir, String config, Map<String, String> proxies, Resolver names) {
    Time time = Time.system();
    var root = new Home(dir.resolve("home"));
    home = root.profile(ProfileName.DEFAULT);
    try {
      workspace = Files.createDirectories(dir.resolve("ws")).toRealPath();
      Files.createDirectories(home.dir());
      Files.writeString(home.config(), config + (config.contains("sandbox:") ? "" : UNWALLED));
      Files.writeString(home.env(), "SECRET_TOKEN=canary-canary-canary\n");
      Files.setPosixFilePermissions(home.env(), PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    journal = Journal.open(home, time);
    blobs = new BlobStore(home, journal, time);
    sessions = new Sessions(home, journal, time, ids);
    memories = new MemoryStore(home, journal, ids, new Tokens(new Random(17)), time);
    grants = new Grants(journal, ids, time);
    desk = new ApprovalDesk(journal, time);
    origins = new Origins(journal, time);
    settings = Settings.open(home, time, journal, Secrets.none());
    var dialer = new Dialer(names, time);
    http = new Http(dialer, Tls.system(), ProxySettings.of(proxies), time, _ -> {});
    var sensitive = new SensitivePaths(root, ProfileName.DEFAULT);
    var variables = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "API_KEY", "canary");
    var children = new Children(Natives.load());
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
            time,
            ids);
    var sandboxes =
        new SandboxChoice(
            new HostSandbox(variables, sensitive, children, time, ids),
            new BubblewrapSandbox(variables, wall));
    net = new NetRules(settings, grants, dialer);
    gate =
        new Gate(
            home.gate(),
            dialer,
            new EgressLedger(journal::append, Actor.SYSTEM),
            new Tokens(new Random(13)),
            time,
            GateLimits.DEFAULT,
            net::standing);
    room =
        ToolRoom.open(
            new ToolParts(
                home, dir, settings, journal, blobs, sessions, memories, grants, origins, desk,
                sensitive, sandboxes, http, net, gate, ids, time));
  }

  private static InetAddress far() {
    try {
      return InetAddress.getByAddress(new byte[] {93, 1, 2, 3});
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcome does(String tool, String arguments) {
    return does(session, tool, arguments);
  }

  /// In another conversation than the present one.
  Outcome does(SessionId in, String tool, String arguments) {
    try {
      return room.runner()
          .run(List.of(new Call("c" + calls.incrementAndGet(), tool, arguments)), scope(in))
          .getFirst();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String says(String tool, String arguments) {
    return does(tool, arguments).message().text();
  }

  List<Event> events(EventKind... kinds) {
    return journal.read(EventQuery.ofRun(run.value()).kinds(Set.of(kinds)));
  }

  private ToolScope scope(SessionId in) {
    return new ToolScope(
        home,
        workspace,
        in,
        run,
        Fence.NONE,
        labels,
        named,
        posture,
        attended,
        authority,
        settings.current().config().tools(),
        settings.current().redactor(),
        new Quiet(),
        cancel);
  }

  /// Grants something to the profile, as its owner does.
  void allow(Capability capability, String scope, boolean below) {
    var _ =
        grants.issue(
            Optional.empty(),
            capability,
            new Scope(scope, below),
            Duration.ofHours(1),
            OptionalLong.empty(),
            "for the test",
            Actor.local(1000));
  }

  private static final class Quiet implements ToolWatcher {
    @Override
    public void called(Call call, String summary, String decision) {}

    @Override
    public void progress(String callId, String line) {}

    @Override
    public void answered(Outcome outcome) {}
  }

  @Override
  public void close() {
    room.close();
    http.close();
    sessions.close();
    memories.close();
    Recorded.close(journal);
  }
}
