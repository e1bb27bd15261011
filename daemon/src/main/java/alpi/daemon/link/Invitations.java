package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerAddress;
import alpi.alp.peer.Pending;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// The invitations that this profile has given out and that were not taken up yet. They live in
/// memory, for a short time, and each is good for one guest.
public final class Invitations {
  public static final Duration USUAL = Duration.ofMinutes(10);
  public static final Duration MAX = Duration.ofHours(1);

  /// Most that are open at a time.
  public static final int MAX_OPEN = 16;

  private static final PeerCalls.Ask KNOCK =
      new PeerCalls.Ask("link.ping", Json.object(), false, Duration.ofSeconds(5), Optional.empty());

  private final Journal journal;
  private final Peers peers;
  private final RandomGenerator random;
  private final Time time;

  /// Guards the field below.
  private final ReentrantLock lock = new ReentrantLock();

  private final List<Open> open = new ArrayList<>();

  /// @param since knocks before it do not count
  private record Open(Invitation invitation, Instant since, long endsNanos) {}

  /// An invitation as it was given out.
  public record Given(Invitation invitation, Duration lasts) {}

  /// A stranger who knocked since, with the code that the guest must see.
  public record Guest(PeerKey key, String code, Instant at, Optional<String> from) {}

  Invitations(Journal journal, Peers peers, RandomGenerator random, Time time) {
    this.journal = journal;
    this.peers = peers;
    this.random = random;
    this.time = time;
  }

  /// Gives one out.
  ///
  /// @param address where the profile listens, as the guest reaches it
  public Given invite(PeerAddress address, Duration lasts, Actor actor) {
    if (lasts.isNegative() || lasts.isZero() || lasts.compareTo(MAX) > 0) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "An invitation lasts up to " + MAX.toMinutes() + " minutes.");
    }
    var invitation = new Invitation(peers.own(actor), address, Invitation.Secret.fresh(random));
    lock.lock();
    try {
      sweep();
      if (open.size() >= MAX_OPEN) {
        throw Problem.of(
            ErrorCode.TOO_LARGE,
            "There are " + MAX_OPEN + " open invitations.",
            "Wait until one has ended.");
      }
      open.add(new Open(invitation, time.now(), time.nanos() + lasts.toNanos()));
    } finally {
      lock.unlock();
    }
    journal.append(
        Draft.of(EventKind.LINK_INVITED, actor)
            .with("at", address.toString())
            .with("seconds", lasts.toSeconds()));
    return new Given(invitation, lasts);
  }

  /// Who knocked since any open invitation was given out, newest first, with a code for each.
  public List<Guest> guests() {
    List<Guest> guests = new ArrayList<>();
    lock.lock();
    try {
      sweep();
      for (Open each : open) {
        for (Pending row : peers.pending().entries()) {
          if (!row.lastSeen().isBefore(each.since())) {
            String code = each.invitation().code(row.key());
            guests.add(new Guest(row.key(), code, row.lastSeen(), row.address()));
          }
        }
      }
    } finally {
      lock.unlock();
    }
    return guests;
  }

  /// Pins the guest whose code was compared, and ends the invitation.
  ///
  /// @param code as the guest's owner reads it out
  /// @throws Problem `not_found` when nobody with that code knocked
  public Peer admit(String code, NewPeer wanted, Actor actor) {
    lock.lock();
    try {
      sweep();
      for (Open each : open) {
        for (Pending row : peers.pending().entries()) {
          if (!row.lastSeen().isBefore(each.since())
              && same(each.invitation().code(row.key()), code)) {
            Peer peer = peers.add(row.key(), wanted, actor);
            open.remove(each);
            return peer;
          }
        }
      }
    } finally {
      lock.unlock();
    }
    throw Problem.of(
        ErrorCode.NOT_FOUND,
        "Nobody with that code has knocked while an invitation was open.",
        "The guest runs `alpi link join`; if it shows another code than here, somebody is in"
            + " between: invite again.");
  }

  /// Knocks where an invitation says, which the host can see and does not answer.
  ///
  /// @return the code that both owners must see
  /// @throws Problem `peer_unreachable`, `conflict` for the profile's own invitation
  public String knock(Invitation invitation, PeerCalls calls, Actor actor)
      throws InterruptedException {
    PeerKey own = peers.own(actor);
    if (own.equals(invitation.key())) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "That is this profile's own invitation.",
          "It is for the owner of another profile.");
    }
    Peer host = Peer.pinned("host", invitation.key(), Optional.of(invitation.address()));
    try {
      var _ = calls.call(host, KNOCK, _ -> {});
    } catch (Problem e) {
      if (!PeerCalls.endedWithoutAWord(e)) {
        throw e;
      }
    }
    return invitation.code(own);
  }

  /// Pins the host of an invitation.
  ///
  /// @param code as the host's owner reads it out
  /// @throws Problem `conflict` when it is another one than here
  public Peer confirm(Invitation invitation, String code, String name, Actor actor) {
    if (!same(invitation.code(peers.own(actor)), code)) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "That is not the code that was shown here.",
          "If the host really shows it, somebody is in between: ask for another invitation.");
    }
    return peers.add(
        invitation.key(),
        new NewPeer(
            name,
            Optional.empty(),
            Optional.of(invitation.address().toString()),
            Optional.empty(),
            OptionalInt.empty()),
        actor);
  }

  /// Codes are compared as people write them.
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(plain(one), plain(other));
  }

  private static byte[] plain(String code) {
    return code.replaceAll("[^0-9A-Za-z]", "")
        .toUpperCase(Locale.ROOT)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void sweep() {
    long now = time.nanos();
    open.removeIf(each -> now - each.endsNanos() >= 0);
  }
}
