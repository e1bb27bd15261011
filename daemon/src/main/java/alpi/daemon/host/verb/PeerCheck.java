package alpi.daemon.host.verb;

import alpi.alp.crypto.PeerKey;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileName;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.link.LinkRoom;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What there is to say about the peers of a profile, for the doctor.
final class PeerCheck {
  private PeerCheck() {}

  static Check of(ProfileRooms profile) {
    String check = "peers " + profile.name();
    LinkRoom link = profile.link();
    Optional<Problem> deaf = link.problem();
    if (deaf.isPresent()) {
      return Check.failed(check, deaf.get());
    }
    try {
      List<String> complaints = link.peers().complaints();
      if (!complaints.isEmpty()) {
        return Check.warn(
            check, complaints.getFirst(), "Correct " + profile.home().peers() + " by hand.");
      }
      int pinned = link.peers().list().size();
      int pending = link.peers().pending().entries().size();
      return Check.ok(check, sentence(pinned, pending, link.listensAt()));
    } catch (Problem problem) {
      return Check.failed(check, problem);
    }
  }

  private static String sentence(int pinned, int pending, Optional<InetSocketAddress> listens) {
    return (pinned == 0 ? "none pinned" : pinned + " pinned")
        + (pending == 0 ? "" : ", " + pending + " knocked")
        + listens.map(at -> ", listens at " + LinkVerbs.text(at)).orElse(", listens nowhere");
  }

  /// Two profiles with one key, as a copied folder has it, are one peer for everybody else.
  static Optional<Check> sharedKey(Rooms rooms) {
    Map<PeerKey, ProfileName> holders = new HashMap<>();
    for (ProfileRooms profile : rooms.each(Optional.empty())) {
      Optional<PeerKey> own = key(profile);
      ProfileName before = own.isPresent() ? holders.putIfAbsent(own.get(), profile.name()) : null;
      if (before != null) {
        return Optional.of(
            Check.fail(
                "peer keys",
                "the profiles " + before + " and " + profile.name() + " have one key",
                "Remove "
                    + profile.home().linkSecrets()
                    + " and restart; its peers must pin the new key."));
      }
    }
    return Optional.empty();
  }

  private static Optional<PeerKey> key(ProfileRooms profile) {
    try {
      return profile.link().peers().own();
    } catch (Problem unreadable) {
      return Optional.empty();
    }
  }
}
