package alpi.daemon.host.ws;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Time;
import alpi.daemon.host.Dispatch;
import alpi.daemon.host.HostLimits;
import alpi.daemon.host.RefusalLog;
import alpi.daemon.host.device.Devices;
import alpi.daemon.journal.Draft;
import java.net.InetSocketAddress;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the web door is made of.
///
/// @param dispatch the plane behind it; asked for when the door opens
/// @param record puts what happens at the door on record
/// @param ours whether a process that descends from the daemon may hold the client's end of a
///   connection within this machine: the client's address, and ours
public record WebParts(
    Supplier<Dispatch> dispatch,
    Devices devices,
    RefusalLog refusals,
    Consumer<Draft> record,
    BiPredicate<InetSocketAddress, InetSocketAddress> ours,
    HostLimits hostLimits,
    WebLimits limits,
    Time time) {
  /// Says that somebody was turned away.
  void refused(String what, String reason) {
    refusals.refused(what, Actor.STRANGER, reason);
  }
}
