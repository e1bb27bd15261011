package alpi.daemon.host;

import alpi.alp.json.Json;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.host.HostVerb.Lane;
import alpi.daemon.host.verb.Nothing;
import alpi.daemon.host.verb.VersionVerbs;
import alpi.daemon.host.verb.VersionVerbs.Protocol;
import alpi.daemon.host.verb.VersionVerbs.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/// A server on a real socket with a handful of verbs that a test steers.
public final class HostFixture implements AutoCloseable {
  final Home home;
  final FakePeers peers = new FakePeers();
  final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
  final Queue<String> notified = new ConcurrentLinkedQueue<>();
  final Semaphore gate = new Semaphore(0);
  final CountDownLatch streamEnded = new CountDownLatch(1);
  final Dispatch dispatch;
  final HostServer server;

  HostFixture(Path root, HostLimits limits) throws InterruptedException {
    home = new Home(root);
    var ids = new Ids(new FakeTime(), new Random(7));
    List<HostVerb<?, ?>> verbs = new ArrayList<>(verbs());
    verbs.addAll(
        new VersionVerbs(
                new Version(
                    "alpi", "0.1.0", Protocol.ONE, 1, new FakeTime().now(), home.root().toString()))
            .verbs());
    var actors = new Actors(peers, (verb, _, reason) -> refusals.add(verb + ": " + reason));
    dispatch = new Dispatch(verbs, new ErrorMap(ids), CallLog.NONE, limits);
    server = new HostServer(home, dispatch, actors, limits);
    server.start();
  }

  TestClient client() throws IOException {
    return new TestClient(home.socket());
  }

  record Echo(String text) {}

  record Count(int count, int bytes) {}

  private List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.test.echo", "Repeats.", "{\"text\":\"a\"}")
            .serve(Echo.class, Echo.class, (params, _) -> params),
        HostVerb.named("host.test.note", "Remembers.", "{\"text\":\"a\"}")
            .on(Lane.QUICK)
            .serve(
                Echo.class,
                Nothing.class,
                (params, _) -> {
                  notified.add(params.text());
                  return Nothing.NOTHING;
                }),
        HostVerb.named("host.test.wait", "Waits for the gate.", "{\"text\":\"a\"}")
            .serve(
                Echo.class,
                Echo.class,
                (params, _) -> {
                  gate.acquire();
                  return params;
                }),
        HostVerb.named("host.test.change", "Changes something.", "{\"text\":\"a\"}")
            .mutating()
            .serve(Echo.class, Echo.class, (_, call) -> new Echo(call.actor().value())),
        HostVerb.named("host.test.break", "Breaks.", "{}")
            .serve(
                Nothing.class,
                Nothing.class,
                (_, _) -> {
                  throw new IllegalStateException("secret inside");
                }),
        HostVerb.named("host.test.stream", "Counts.", "{\"count\":1,\"bytes\":1}")
            .streaming()
            .serve(Count.class, Count.class, this::count),
        HostVerb.named("host.test.watch", "Sends once and waits.", "{}")
            .streaming()
            .serve(Nothing.class, Nothing.class, this::watch));
  }

  private Count count(Count params, Call call) {
    String filler = "x".repeat(params.bytes());
    for (int i = 0; i < params.count() && !Thread.currentThread().isInterrupted(); i++) {
      call.stream().send(i, Json.object().put("kind", "text").put("text", filler));
    }
    streamEnded.countDown();
    return params;
  }

  private Nothing watch(Nothing params, Call call) throws InterruptedException {
    call.stream().send(1, Json.object().put("kind", "event"));
    try {
      gate.acquire();
      return params;
    } finally {
      streamEnded.countDown();
    }
  }

  @Override
  public void close() {
    gate.release(1_000);
    server.close();
  }

  /// Peers as a test says they are.
  public static final class FakePeers implements PeerCheck {
    volatile long uid = 1000;
    volatile boolean known = true;
    volatile boolean descends;

    @Override
    public Optional<Peer> peer(int fd) {
      return known && fd > 2 ? Optional.of(new Peer(4711, uid, 1)) : Optional.empty();
    }

    @Override
    public long ownUid() {
      return 1000;
    }

    @Override
    public boolean descends(Peer peer) {
      return descends;
    }
  }
}
