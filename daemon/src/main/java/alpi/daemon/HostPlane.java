package alpi.daemon;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileName;
import alpi.daemon.config.WebConfig;
import alpi.daemon.egress.EgressLedger;
import alpi.daemon.egress.Http;
import alpi.daemon.host.Actors;
import alpi.daemon.host.CallRecord;
import alpi.daemon.host.Dispatch;
import alpi.daemon.host.ErrorMap;
import alpi.daemon.host.HostLimits;
import alpi.daemon.host.HostServer;
import alpi.daemon.host.RefusalRecord;
import alpi.daemon.host.SystemPeers;
import alpi.daemon.host.device.Devices;
import alpi.daemon.host.verb.HostVerbs;
import alpi.daemon.host.verb.MachineChecks;
import alpi.daemon.host.verb.VersionVerbs;
import alpi.daemon.host.ws.WebDoor;
import alpi.daemon.host.ws.WebLimits;
import alpi.daemon.host.ws.WebParts;
import alpi.daemon.model.LocalServers;
import alpi.daemon.model.Models;
import alpi.daemon.sandbox.Descendants;
import alpi.daemon.sandbox.SocketHolders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the doors that clients come through: every verb there is, and who may pass.
final class HostPlane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostPlane.class);

  private final OpenProfiles profiles;
  private final WebDoor door;
  private final Dispatch dispatch;
  private final HostServer server;

  /// Nothing is bound before [#start].
  ///
  /// @param stop ends the daemon
  HostPlane(Machine machine, OpenProfiles profiles, Runnable stop) {
    this.profiles = profiles;
    var refusals = new RefusalRecord(profiles, machine.time());
    var devices =
        new Devices(
            () -> profiles.find(ProfileName.DEFAULT).journal(),
            machine.tokens(),
            machine.ids(),
            machine.time());
    this.door =
        new WebDoor(
            new WebParts(
                this::dispatch,
                devices,
                refusals,
                profiles::record,
                (client, own) -> new SocketHolders().ours(client, own),
                HostLimits.DEFAULT,
                WebLimits.DEFAULT,
                machine.time()));
    this.dispatch =
        new Dispatch(
            verbs(machine, profiles, devices, door, stop).all(),
            new ErrorMap(machine.ids()),
            new CallRecord(profiles, machine.ids()),
            HostLimits.DEFAULT);
    Actors actors = new Actors(new SystemPeers(machine.natives(), new Descendants()), refusals);
    this.server = new HostServer(machine.home(), dispatch, actors, HostLimits.DEFAULT);
  }

  private Dispatch dispatch() {
    return dispatch;
  }

  /// Answers the local socket, and opens the door for devices where the settings say so; whoever
  /// waits for the daemon does not wait for that.
  void start() throws InterruptedException {
    server.start();
    Thread.ofVirtual().name("web-open").start(this::openDoor);
  }

  private void openDoor() {
    try {
      WebConfig config = profiles.find(ProfileName.DEFAULT).settings().current().config().web();
      if (!config.listen().isEmpty()) {
        door.open(config, Actor.SYSTEM);
      }
    } catch (Problem problem) {
      log.warn("event=web_shut reason={}", problem.sentence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    door.close();
    server.close();
  }

  private static HostVerbs verbs(
      Machine machine, OpenProfiles profiles, Devices devices, WebDoor door, Runnable stop) {
    Http http =
        new Http(
            machine.dialer(),
            machine.tls(),
            machine.proxies(),
            machine.time(),
            new EgressLedger(profiles::record, Actor.SYSTEM));
    LocalServers local = new LocalServers(http, machine.time());
    return new HostVerbs(
        version(machine),
        profiles,
        machine.home(),
        machine.userHome(),
        new Models(http, machine.clockwork(), local),
        machine.ledger(),
        new MachineChecks(machine.home(), local, machine.searchPath(), machine.time()),
        machine.ids(),
        machine.tokens(),
        machine.time(),
        devices,
        door,
        stop);
  }

  private static VersionVerbs.Version version(Machine machine) {
    return new VersionVerbs.Version(
        "alpi",
        Version.TEXT,
        VersionVerbs.Protocol.ONE,
        ProcessHandle.current().pid(),
        machine.time().now(),
        machine.home().root().toString());
  }
}
