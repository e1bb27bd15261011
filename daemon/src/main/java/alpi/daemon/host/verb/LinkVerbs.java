package alpi.daemon.host.verb;

import alpi.alp.rpc.Problem;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.link.LiveLink;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The link itself: where profiles listen, and which connections are open.
public final class LinkVerbs {
  private final Rooms rooms;

  public LinkVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.link.list", "Tells where profiles listen, and which links are open.", "{}")
            .serve(ProfileOnly.class, Links.class, this::list));
  }

  private Links list(ProfileOnly params, Call call) {
    List<Listening> listening = new ArrayList<>();
    List<LinkRow> links = new ArrayList<>();
    for (ProfileRooms profile : rooms.each(params.profile())) {
      String name = profile.name().value();
      Optional<String> at = profile.link().listensAt().map(LinkVerbs::text);
      Optional<String> problem = profile.link().problem().map(Problem::sentence);
      if (at.isPresent() || problem.isPresent()) {
        listening.add(new Listening(name, at, problem));
      }
      profile.link().live().forEach(link -> links.add(LinkRow.of(name, link)));
    }
    return new Links(listening, links);
  }

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  /// @param listening profiles that listen, or should
  record Links(List<Listening> listening, List<LinkRow> links) {}

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
