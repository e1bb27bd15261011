package alpi.daemon.host.verb;

import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerAddress;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.JobFilter;
import alpi.daemon.link.Invitation;
import alpi.daemon.link.Invitations;
import alpi.daemon.link.LinkRoom;
import alpi.daemon.link.LiveLink;
import alpi.daemon.link.NewPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The link itself: where profiles listen, and which connections are open.
public final class LinkVerbs {
  /// Most transfers shown of one profile.
  private static final int MAX_TRANSFERS = 100;

  private final Rooms rooms;

  public LinkVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.link.list",
                "Tells where profiles listen, which links are open, and what moves over them.",
                "{}")
            .serve(ProfileOnly.class, Links.class, this::list),
        HostVerb.named(
                "host.link.invite",
                "Makes an invitation: a word for the owner of another daemon, good for one guest.",
                "{\"address\":\"127.0.0.1:7423\",\"lastsMillis\":600000}")
            .mutating()
            .fails(ErrorCode.CONFLICT, ErrorCode.TOO_LARGE)
            .serve(Invite.class, Invited.class, this::invite),
        HostVerb.named(
                "host.link.guests",
                "Lists who knocked while an invitation was open, with the code to compare.",
                "{}")
            .serve(ProfileOnly.class, Guests.class, this::guests),
        HostVerb.named(
                "host.link.admit",
                "Pins the guest whose code was compared; the invitation is used up.",
                "{\"code\":\"ABCD-EFGH-JKLM\",\"peer\":\"ana\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)
            .serve(Admit.class, Pinned.class, this::admit),
        HostVerb.named(
                "host.link.join",
                "Knocks where an invitation says, and tells the code to compare; pins nobody.",
                "{\"word\":\"alpi-link-1-\"}")
            .mutating()
            .fails(ErrorCode.PEER_UNREACHABLE, ErrorCode.EGRESS_DENIED, ErrorCode.CONFLICT)
            .serve(Join.class, Joined.class, this::join),
        HostVerb.named(
                "host.link.confirm",
                "Pins the host of an invitation, once its code was compared.",
                "{\"word\":\"alpi-link-1-\",\"code\":\"ABCD-EFGH-JKLM\",\"peer\":\"ben\"}")
            .mutating()
            .fails(ErrorCode.CONFLICT)
            .serve(Confirm.class, Pinned.class, this::confirm));
  }

  private Invited invite(Invite params, Call call) {
    LinkRoom link = rooms.of(params.profile()).link();
    InetSocketAddress at =
        link.listensAt()
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.CONFLICT,
                    "The profile listens nowhere, so no guest could knock.",
                    "`alpi config set link.listen ADDRESS:7423` makes it listen."));
    PeerAddress address = PeerAddress.parse(params.address().orElse(text(at)));
    Duration lasts =
        params.lastsMillis().isPresent()
            ? Duration.ofMillis(params.lastsMillis().getAsLong())
            : Invitations.USUAL;
    Invitations.Given given = link.invitations().invite(address, lasts, call.actor());
    return new Invited(given.invitation().text(), address.toString(), lasts.toMillis());
  }

  private Guests guests(ProfileOnly params, Call call) {
    return new Guests(
        rooms.of(params.profile()).link().invitations().guests().stream()
            .map(guest -> new Guest(guest.code(), guest.key().text(), guest.at(), guest.from()))
            .toList());
  }

  private Pinned admit(Admit params, Call call) {
    LinkRoom link = rooms.of(params.profile()).link();
    var wanted =
        new NewPeer(
            params.peer(),
            Optional.empty(),
            params.address(),
            Optional.empty(),
            OptionalInt.empty());
    Peer peer = link.invitations().admit(params.code(), wanted, call.actor());
    link.talks().begin(peer);
    return new Pinned(peer.id(), peer.key().text());
  }

  private Joined join(Join params, Call call) throws InterruptedException {
    LinkRoom link = rooms.of(params.profile()).link();
    Invitation invitation = Invitation.parse(params.word());
    String code = link.invitations().knock(invitation, link.calls(), call.actor());
    return new Joined(code, invitation.key().text(), invitation.address().toString());
  }

  private Pinned confirm(Confirm params, Call call) {
    LinkRoom link = rooms.of(params.profile()).link();
    Peer peer =
        link.invitations()
            .confirm(Invitation.parse(params.word()), params.code(), params.peer(), call.actor());
    link.talks().begin(peer);
    return new Pinned(peer.id(), peer.key().text());
  }

  private Links list(ProfileOnly params, Call call) {
    List<Listening> listening = new ArrayList<>();
    List<LinkRow> links = new ArrayList<>();
    List<TransferVerbs.TransferRow> transfers = new ArrayList<>();
    for (ProfileRooms profile : rooms.each(params.profile())) {
      String name = profile.name().value();
      Optional<String> at = profile.link().listensAt().map(LinkVerbs::text);
      Optional<String> problem = profile.link().problem().map(Problem::sentence);
      if (at.isPresent() || problem.isPresent()) {
        listening.add(new Listening(name, at, problem));
      }
      transfers.addAll(TransferVerbs.rows(profile, JobFilter.LIVE, MAX_TRANSFERS));
      profile.link().live().forEach(link -> links.add(LinkRow.of(name, link)));
    }
    return new Links(listening, links, transfers);
  }

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  /// @param address host:port as the guest reaches it; where the profile listens when absent
  /// @param lastsMillis ten minutes when absent, an hour at most
  record Invite(Optional<String> profile, Optional<String> address, OptionalLong lastsMillis) {}

  /// @param word what the guest's owner needs; secret until it is used
  record Invited(String word, String address, long lastsMillis) {}

  record Guests(List<Guest> guests) {}

  /// @param code what the guest must see as well
  record Guest(String code, String key, Instant at, Optional<String> from) {}

  /// @param code as it was compared
  /// @param peer the name that the guest is known by here
  /// @param address where the guest listens, if it does
  record Admit(Optional<String> profile, String code, String peer, Optional<String> address) {}

  record Join(Optional<String> profile, String word) {
    /// Keeps the secret in it out of every log.
    @Override
    public String toString() {
      return "Join[profile=" + profile + "]";
    }
  }

  /// @param code what the host must see as well
  record Joined(String code, String key, String address) {}

  /// @param code as it was compared
  /// @param peer the name that the host is known by here
  record Confirm(Optional<String> profile, String word, String code, String peer) {
    /// Keeps the secret in it out of every log.
    @Override
    public String toString() {
      return "Confirm[peer=" + peer + "]";
    }
  }

  record Pinned(String peer, String key) {}

  /// @param listening profiles that listen, or should
  /// @param transfers that run or wait, of ours only
  record Links(
      List<Listening> listening, List<LinkRow> links, List<TransferVerbs.TransferRow> transfers) {}

  /// @param problem why it does not listen
  record Listening(String profile, Optional<String> address, Optional<String> problem) {}

  /// @param direction in or out
  /// @param peer absent for a stranger, and until it asked something
  /// @param lane what it is kept for; of ours only
  /// @param calls requests that it carried; of theirs only
  record LinkRow(
      String profile,
      String direction,
      Optional<String> peer,
      String address,
      Optional<String> lane,
      Optional<Instant> since,
      long calls,
      long sent,
      long received) {
    static LinkRow of(String profile, LiveLink link) {
      return new LinkRow(
          profile,
          link.inbound() ? "in" : "out",
          link.peer(),
          link.address(),
          link.lane(),
          link.since(),
          link.calls(),
          link.sent(),
          link.received());
    }
  }
}
