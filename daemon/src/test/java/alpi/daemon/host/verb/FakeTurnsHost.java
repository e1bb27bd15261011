package alpi.daemon.host.verb;

import alpi.daemon.host.Actors;
import alpi.daemon.host.CallLog;
import alpi.daemon.host.Dispatch;
import alpi.daemon.host.ErrorMap;
import alpi.daemon.host.HostLimits;
import alpi.daemon.host.HostServer;
import alpi.daemon.host.PeerCheck;
import alpi.daemon.host.RefusalRecord;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The whole plane on a real socket over real rooms; only turns are fake.
public final class FakeTurnsHost implements AutoCloseable {
  final VerbFixture at;
  private final HostServer server;

  public FakeTurnsHost(Path root, PeerCheck peers) throws InterruptedException {
    at = new VerbFixture(root);
    var dispatch = new Dispatch(at.all(), new ErrorMap(at.ids), CallLog.NONE, HostLimits.DEFAULT);
    var actors = new Actors(peers, new RefusalRecord(at, at.time));
    server = new HostServer(at.home, dispatch, actors, HostLimits.DEFAULT);
    server.start();
  }

  public Path socket() {
    return at.home.socket();
  }

  /// Verbs that were refused, as the journal tells it.
  public List<String> refused() {
    return at
        .profile
        .journal()
        .read(EventQuery.after(0, 100).kinds(Set.of(EventKind.AUTH_FAILED)))
        .stream()
        .map(event -> event.body().path("verb").asString())
        .toList();
  }

  @Override
  public void close() {
    server.close();
    at.close();
  }
}
