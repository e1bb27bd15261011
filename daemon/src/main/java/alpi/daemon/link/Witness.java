package alpi.daemon.link;

import alpi.alp.link.LinkOutput;
import alpi.alp.net.LinkWatch;
import alpi.alp.peer.Peer;
import alpi.alp.wire.Fault;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts on record what was decided about those who came over the link, and knows who is there now.
/// Whoever keeps being refused fills no journal: beyond [#MAX_A_MINUTE] refusals are counted, and
/// the count stands in the next one that is recorded.
final class Witness implements LinkWatch {
  /// Most refusals recorded in one minute.
  static final int MAX_A_MINUTE = 60;

  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Journal journal;
  private final Knocks knocks;
  private final Runnable opened;
  private final Time time;

  /// Guards all below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<InetSocketAddress, LiveLink> live = new HashMap<>();
  private long minute;
  private int recorded;
  private long unrecorded;

  /// @param opened runs when somebody has proven a key, before what it asks is judged
  Witness(Journal journal, Knocks knocks, Runnable opened, Time time) {
    this.journal = journal;
    this.knocks = knocks;
    this.opened = opened;
    this.time = time;
    this.minute = time.nanos();
  }

  @Override
  public void told(InetSocketAddress from, LinkOutput output) {
    switch (output) {
      case LinkOutput.Opened _ -> {
        opened.run();
        came(from, time.now());
      }
      case LinkOutput.Deliver(var peer, var request) -> {
        asked(from, peer);
        journal.later(
            Draft.of(EventKind.LINK_SERVED, Peers.actor(peer))
                .with("method", request.method())
                .with("from", host(from))
                .with("decision", "allow")
                .with("reason", "pinned, within its rate, and allowed this method"));
      }
      case LinkOutput.Denied(var peer, var request, var error) ->
          refused(
              Draft.of(EventKind.LINK_REFUSED, Peers.actor(peer))
                  .with("method", request.method())
                  .with("from", host(from))
                  .with("decision", "deny")
                  .with("reason", error.message()));
      case LinkOutput.Dropped dropped -> dropped(from, dropped);
      case LinkOutput.Closed _ -> left(from);
      case LinkOutput.Send _, LinkOutput.Abandoned _, LinkOutput.Heard _ -> {
        // Nothing was decided.
      }
    }
  }

  /// Who is connected now, in no order.
  List<LiveLink> live() {
    lock.lock();
    try {
      return new ArrayList<>(live.values());
    } finally {
      lock.unlock();
    }
  }

  private void dropped(InetSocketAddress from, LinkOutput.Dropped dropped) {
    Draft draft =
        Draft.of(EventKind.LINK_DROPPED, Actor.SYSTEM)
            .with("from", host(from))
            .with("decision", "deny")
            .with("reason", dropped.fault().name().toLowerCase(Locale.ROOT));
    refused(dropped.sender().map(key -> draft.with("key", key.text())).orElse(draft));
    if (dropped.fault() == Fault.UNKNOWN_PEER && dropped.sender().isPresent()) {
      try {
        knocks.keep();
      } catch (RuntimeException e) {
        LOG.warn("event=pending_peers_not_written", e);
      }
    }
  }

  private void refused(Draft draft) {
    long missed = mayRecord();
    if (missed >= 0) {
      journal.later(missed == 0 ? draft : draft.with("unrecorded", missed));
    }
  }

  /// How many were not recorded since the last that was; -1 when this one is not either.
  private long mayRecord() {
    lock.lock();
    try {
      if (time.nanos() - minute >= MINUTE) {
        minute = time.nanos();
        recorded = 0;
      }
      if (recorded >= MAX_A_MINUTE) {
        unrecorded++;
        return -1;
      }
      recorded++;
      long missed = unrecorded;
      unrecorded = 0;
      return missed;
    } finally {
      lock.unlock();
    }
  }

  private void came(InetSocketAddress from, Instant at) {
    lock.lock();
    try {
      live.put(
          from,
          new LiveLink(
              true, Optional.empty(), text(from), Optional.empty(), Optional.of(at), 0, 0, 0));
    } finally {
      lock.unlock();
    }
  }

  private void asked(InetSocketAddress from, Peer peer) {
    lock.lock();
    try {
      live.computeIfPresent(
          from,
          (_, old) ->
              new LiveLink(
                  true,
                  Optional.of(peer.id()),
                  old.address(),
                  Optional.empty(),
                  old.since(),
                  old.calls() + 1,
                  0,
                  0));
    } finally {
      lock.unlock();
    }
  }

  private void left(InetSocketAddress from) {
    lock.lock();
    try {
      live.remove(from);
    } finally {
      lock.unlock();
    }
  }

  static String text(InetSocketAddress address) {
    String host = host(address);
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  private static String host(InetSocketAddress address) {
    return address.getAddress().getHostAddress();
  }
}
