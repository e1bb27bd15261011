package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.peer.Peer;
import alpi.daemon.agent.TurnEvent;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.TurnRequest;
import alpi.daemon.agent.Turns;
import alpi.daemon.audit.Notary;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Eventually;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.blob.Shares;
import alpi.daemon.config.Secrets;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.Resolver;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.policy.Grants;
import alpi.daemon.profile.Profiles;
import alpi.daemon.profile.Settings;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.NetRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;

/// One profile with a link of its own, over real files, a real journal and real sockets. Only its
/// agent is a stand-in.
public final class Node implements AutoCloseable {
  public static final Actor OWNER = Actor.local(1000);

  public final ProfileHome home;
  public final Journal journal;
  final Notary notary;
  final Settings settings;
  final Grants grants;
  final Jobs jobs;
  final Sessions sessions;
  final CostLedger ledger = new CostLedger();
  public final Agent agent = new Agent();
  final BlobStore store;
  public final LinkRoom link;

  public Node(Path dir, String name, long seed) {
    this(dir, name, seed, "link:\n  listen: 127.0.0.1:0\n");
  }

  Node(Path dir, String name, long seed, String config) {
    this(dir, name, seed, config, Time.system(), Resolver.system());
  }

  Node(Path dir, String name, long seed, String config, Time time, Resolver resolver) {
    var root = new Home(dir.resolve(name));
    new Profiles(root, time).bootstrap();
    home = root.profile(ProfileName.DEFAULT);
    write(home.config(), config);
    journal = Journal.open(home, time);
    settings = Settings.open(home, time, journal, Secrets.none());
    var ids = new Ids(time, new Random(seed));
    grants = new Grants(journal, ids, time);
    sessions = new Sessions(home, journal, time, ids);
    jobs = new Jobs(journal, ids, time);
    var dialer = new Dialer(resolver, time);
    store = new BlobStore(home, journal, time);
    notary = new Notary(home, journal, new Tokens(new Random(seed)), time);
    link =
        new LinkRoom(
            new LinkParts(
                home,
                settings,
                journal,
                notary,
                jobs,
                sessions,
                grants,
                new NetRules(settings, grants, dialer),
                dialer,
                ledger,
                new Random(seed),
                (_, _) -> {},
                _ -> Optional.empty(),
                time),
            new PeerBlobs(
                home,
                store,
                new Shares(store, journal, time),
                PeerBlobs.Room.of(() -> settings.current().config().link()),
                time));
    link.start(agent, List.of());
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where it listens, once it does.
  public InetSocketAddress address() {
    return Eventually.some(() -> {
      if (link.problem().isPresent()) {
        throw new AssertionError(link.problem().get());
      }
      return link.listensAt();
    });
  }

  public PeerKey key() {
    return link.peers().own(OWNER);
  }

  /// Pins another node under a name, where it listens.
  public Peer pin(String name, Node other, String... allow) {
    return link.peers()
        .add(
            other.key(),
            new NewPeer(
                name,
                Optional.empty(),
                Optional.of("127.0.0.1:" + other.address().getPort()),
                allow.length == 0 ? Optional.empty() : Optional.of(List.of(allow)),
                OptionalInt.empty()),
            OWNER);
  }

  /// Stores a text that nobody but its owner may have.
  public void keep(String text) {
    store.put(
        text.getBytes(StandardCharsets.UTF_8),
        "text/plain",
        new BlobOwner(BlobOwner.Kind.RUN, "kept"));
  }

  /// Leaves a peer only these rights.
  void narrow(String peer, String... allow) {
    var _ =
        link.peers()
            .change(
                peer,
                Optional.of(List.of(allow)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OWNER);
  }

  public List<Event> events(EventKind kind) {
    return journal.read(EventQuery.after(0, 1000).kinds(Set.of(kind)));
  }

  /// Waits for an event of that kind whose reason or state is the given one.
  public Event await(EventKind kind, String reason) {
    return Eventually.some(() ->
        events(kind).stream()
            .filter(event ->
                event.body().path("reason").asString("").equals(reason)
                    || event.body().path("state").asString("").equals(reason))
            .findFirst());
  }

  @Override
  public void close() {
    agent.go.countDown();
    link.close();
    sessions.close();
    Recorded.close(journal);
  }

  /// Turns that say what a test wrote down, and note what they were asked.
  public static final class Agent implements Turns {
    static final SessionId SESSION = new SessionId("s0123456789abcdefg");

    public final CopyOnWriteArrayList<TurnRequest> requests = new CopyOnWriteArrayList<>();
    final CopyOnWriteArrayList<JobId> cancelled = new CopyOnWriteArrayList<>();
    final LinkedBlockingQueue<JobId> begun = new LinkedBlockingQueue<>();
    final CountDownLatch go = new CountDownLatch(1);
    final CountDownLatch stop = new CountDownLatch(1);
    public volatile List<String> says = List.of("All ", "good.");
    volatile boolean waits;
    volatile Optional<BigDecimal> usd = Optional.empty();

    @Override
    public JobId submit(TurnRequest request, Actor actor) {
      requests.add(request);
      var turn = new JobId("j0123456789abcde" + String.format("%02d", requests.size()));
      begun.add(turn);
      return turn;
    }

    @Override
    public TurnResult watch(
        JobId turn, Optional<Position> position, BiConsumer<Long, TurnEvent> sink)
        throws InterruptedException {
      long seq = 0;
      var whole = new StringBuilder();
      for (String piece : says) {
        sink.accept(++seq, new TurnEvent.Text(1, whole.length(), piece));
        whole.append(piece);
      }
      if (waits) {
        stop.await();
      }
      boolean stopped = cancelled.contains(turn);
      return new TurnResult(
          turn,
          SESSION,
          stopped ? "cancelled" : "done",
          stopped ? "" : whole.toString(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "m",
          1,
          new Usage(12, 3, 0, false),
          usd,
          Duration.ofMillis(5),
          List.of());
    }

    @Override
    public void requeue(
        JobId turn, Map<String, String> environment, boolean attended, Actor actor) {
      throw new IllegalStateException("nobody takes up what a peer asked for");
    }

    @Override
    public boolean cancel(JobId turn, Actor actor) {
      cancelled.add(turn);
      stop.countDown();
      return true;
    }

    @Override
    public boolean steer(JobId turn, String text, Actor actor) {
      return false;
    }
  }
}
