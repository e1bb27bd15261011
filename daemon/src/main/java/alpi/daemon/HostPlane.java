package alpi.daemon;

import alpi.daemon.base.Actor;
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
import alpi.daemon.host.verb.HostVerbs;
import alpi.daemon.host.verb.MachineChecks;
import alpi.daemon.host.verb.VersionVerbs;
import alpi.daemon.model.LocalServers;
import alpi.daemon.model.Models;
import alpi.daemon.sandbox.Descendants;

/// Builds the door that clients come through: every verb there is, and who may pass.
final class HostPlane {
  private HostPlane() {}

  /// The server, not yet bound.
  ///
  /// @param stop ends the daemon
  static HostServer build(Machine machine, OpenProfiles profiles, Runnable stop) {
    Dispatch dispatch =
        new Dispatch(
            verbs(machine, profiles, stop).all(),
            new ErrorMap(machine.ids()),
            new CallRecord(profiles, machine.ids()),
            HostLimits.DEFAULT);
    Actors actors =
        new Actors(
            new SystemPeers(machine.natives(), new Descendants()),
            new RefusalRecord(profiles, machine.time()));
    return new HostServer(machine.home(), dispatch, actors, HostLimits.DEFAULT);
  }

  private static HostVerbs verbs(Machine machine, OpenProfiles profiles, Runnable stop) {
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
