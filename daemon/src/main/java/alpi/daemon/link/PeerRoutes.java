package alpi.daemon.link;

import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerAddress;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.egress.CanonicalHost;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.EgressLedger;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Errand;
import alpi.daemon.egress.Reach;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where a peer is reached. Its entry is the permission to dial exactly that host and port, private
/// addresses included; `egress.block` wins over it, and metadata services and their like are never
/// dialled.
public final class PeerRoutes {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final LinkParts parts;
  private final EgressLedger ledger;

  PeerRoutes(LinkParts parts) {
    this.parts = parts;
    this.ledger = new EgressLedger(parts.journal()::append, parts.journal()::later, Actor.SYSTEM);
  }

  /// The judged addresses of a peer, one at least, to be tried in this order.
  ///
  /// @param errand on whose behalf, if not the owner's own
  /// @throws Problem `egress_denied`, `peer_unreachable`
  public List<InetSocketAddress> of(Peer peer, Optional<Errand> errand) {
    return peer.address().isPresent()
        ? judged(peer.address().get(), errand)
        : List.of(sibling(peer));
  }

  private InetSocketAddress sibling(Peer peer) {
    return parts
        .siblings()
        .find(peer.key())
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.PEER_UNREACHABLE,
                "The peer " + peer.id() + " has no address, and no profile here listens as it.",
                "Give it one: `alpi peers allow "
                    + peer.id()
                    + " --address HOST:PORT`; or let the profile here listen: `alpi config set"
                    + " link.listen 127.0.0.1:7424 -p PROFILE`."));
  }

  private List<InetSocketAddress> judged(PeerAddress address, Optional<Errand> errand) {
    int port = address.port();
    CanonicalHost host =
        CanonicalHost.parse(address.host())
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.EGRESS_DENIED,
                    "The address of the peer can be read in more than one way.",
                    "Write it as a plain name or number."));
    Optional<String> barred = parts.net().now().barred(host, port);
    if (barred.isPresent()) {
      throw denied(host, port, barred.get(), errand);
    }
    try {
      List<InetAddress> found = parts.dialer().look(host, port, Reach.pinned(host, port), LOOK);
      return found.stream().map(each -> new InetSocketAddress(each, port)).toList();
    } catch (Problem outOfReach) {
      ledger.accept(refusal(host, port, outOfReach.sentence(), errand));
      throw outOfReach;
    } catch (EgressException e) {
      throw Problem.of(
              ErrorCode.PEER_UNREACHABLE,
              e.sentence(),
              "Look at the peer's address: `alpi peers show`.")
          .because(e);
    }
  }

  private Problem denied(CanonicalHost host, int port, String why, Optional<Errand> errand) {
    ledger.accept(refusal(host, port, why, errand));
    return Problem.of(
        ErrorCode.EGRESS_DENIED,
        "A connection to " + host + ":" + port + " is refused: " + why + ".");
  }

  private static EgressRecord refusal(
      CanonicalHost host, int port, String why, Optional<Errand> errand) {
    return EgressRecord.denied(EgressRecord.Kind.PEER, "alp", host.toString(), port, why, errand);
  }

  /// Records that a connection is about to be made.
  void opening(Peer peer, InetSocketAddress to, Optional<Errand> errand) {
    ledger.accept(record(EgressRecord.Phase.OPENED, peer, to, 0, 0, Duration.ZERO, "", errand));
  }

  /// Records that a connection is over.
  void closed(
      Peer peer,
      InetSocketAddress to,
      long sent,
      long received,
      Duration took,
      String reason,
      Optional<Errand> errand) {
    ledger.accept(
        record(EgressRecord.Phase.CLOSED, peer, to, sent, received, took, reason, errand));
  }

  private static EgressRecord record(
      EgressRecord.Phase phase,
      Peer peer,
      InetSocketAddress to,
      long sent,
      long received,
      Duration took,
      String reason,
      Optional<Errand> errand) {
    String ip = to.getAddress().getHostAddress();
    return new EgressRecord(
        EgressRecord.Kind.PEER,
        phase,
        "alp",
        peer.address().map(PeerAddress::host).orElse(ip),
        to.getPort(),
        Optional.of(ip),
        sent,
        received,
        took,
        phase == EgressRecord.Phase.OPENED ? "the peer " + peer.id() + " is pinned there" : reason,
        List.of(),
        errand);
  }
}
