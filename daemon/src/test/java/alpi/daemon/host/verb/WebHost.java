package alpi.daemon.host.verb;

import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Time;
import alpi.daemon.config.WebConfig;
import alpi.daemon.host.Dispatch;
import alpi.daemon.host.HostLimits;
import alpi.daemon.host.RefusalRecord;
import alpi.daemon.host.device.Devices;
import alpi.daemon.host.ws.WebDoor;
import alpi.daemon.host.ws.WebLimits;
import alpi.daemon.host.ws.WebParts;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// The whole plane behind an open web door, over real rooms; only turns are fake.
public final class WebHost implements AutoCloseable {
  public final AtomicBoolean ours = new AtomicBoolean();
  private final VerbFixture at;
  private final WebDoor door;
  private final WebDoor.Open open;

  public WebHost(Path root, WebLimits limits) throws InterruptedException {
    this(root, limits, HostLimits.DEFAULT);
  }

  public WebHost(Path root, WebLimits limits, HostLimits plane) throws InterruptedException {
    at = new VerbFixture(root);
    Dispatch dispatch = at.plane().dispatch();
    door =
        new WebDoor(
            new WebParts(
                () -> dispatch,
                at.devices,
                new RefusalRecord(at, at.time),
                at.profile.journal()::append,
                (_, _) -> ours.get(),
                plane,
                limits,
                Time.system()));
    open = door.open(new WebConfig("127.0.0.1:0", List.of("alpi.example"), ""), Actor.SYSTEM);
  }

  public Devices devices() {
    return at.devices;
  }

  public FakeTime time() {
    return at.time;
  }

  /// Puts so many large events on record, all at once.
  public void fill(int events) {
    String much = "x".repeat(Draft.MAX_BODY_BYTES - 200);
    Draft draft = Draft.of(EventKind.DAEMON_DEGRADED, Actor.SYSTEM).with("reason", much);
    at.profile
        .journal()
        .transact(tx -> {
          for (int i = 0; i < events; i++) {
            tx.append(draft);
          }
          return events;
        });
  }

  public int port() {
    return open.address().getPort();
  }

  public int connections() {
    return door.at().orElseThrow().sockets();
  }

  public void shut() {
    door.shut(Actor.SYSTEM);
  }

  /// What is on record of these kinds, oldest first.
  public List<Event> events(EventKind... kinds) {
    return at.profile.journal().read(EventQuery.after(0, 1000).kinds(Set.of(kinds)));
  }

  @Override
  public void close() {
    door.close();
    at.close();
  }
}
