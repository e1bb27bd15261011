package alpi.alp.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Who is at the door of a listener, and who gives way where there are too many. Somebody who has
/// not proven to be a pinned peer gives way to a newcomer of the same address, one that never said
/// a word before the others: so whoever opens connections without end keeps out nobody but itself.
/// Confined to one caller at a time.
///
/// @param <C> a connection
final class Doorway<C> {
  private enum Stage {
    /// For a place to shake hands.
    WAITING,
    SHAKING,
    /// Done with that; not pinned.
    STRANGER,
    PINNED
  }

  private static final class Guest {
    private final String address;
    private Stage stage = Stage.WAITING;
    private boolean heard;

    Guest(String address) {
      this.address = address;
    }

    boolean is(Stage wanted) {
      return stage == wanted;
    }
  }

  /// What an arrival changes.
  ///
  /// @param begun connections that may shake hands now
  /// @param gone connections that are to be closed, perhaps the one that arrived
  record Change<C>(List<C> begun, List<C> gone) {}

  private final int handshakes;
  private final int ofAddress;
  private final int connections;
  private final int perAddress;

  /// In the order of their arrival.
  private final Map<C, Guest> guests = new LinkedHashMap<>();

  Doorway(NetLimits limits) {
    this.handshakes = limits.handshakes();
    this.ofAddress = Math.max(1, limits.handshakes() / 2);
    this.connections = limits.connections();
    this.perAddress = limits.perAddress();
  }

  int size() {
    return guests.size();
  }

  Change<C> arrived(C connection, String address) {
    List<C> gone = new ArrayList<>();
    Predicate<Guest> neighbour = guest -> guest.address.equals(address);
    boolean room =
        (count(neighbour) < perAddress || giveWay(neighbour, gone))
            && (guests.size() < connections || giveWay(busiest(Doorway::unproven), gone));
    if (!room) {
      gone.add(connection);
      return new Change<>(List.of(), gone);
    }
    Predicate<Guest> shaking = guest -> guest.is(Stage.SHAKING);
    long here = count(shaking.and(neighbour));
    if (here >= ofAddress) {
      var _ = giveWay(shaking.and(neighbour), gone);
    } else if (count(shaking) >= handshakes && most(shaking) > here + 1) {
      var _ = giveWay(busiest(shaking), gone);
    }
    guests.put(connection, new Guest(address));
    return new Change<>(next(), gone);
  }

  /// Something came of it.
  void heard(C connection) {
    Optional.ofNullable(guests.get(connection)).ifPresent(guest -> guest.heard = true);
  }

  /// Its handshake is over, well or not.
  ///
  /// @return connections that may shake hands now
  List<C> settled(C connection, boolean pinned) {
    Optional.ofNullable(guests.get(connection))
        .ifPresent(guest -> guest.stage = pinned ? Stage.PINNED : Stage.STRANGER);
    return next();
  }

  /// It is closed.
  ///
  /// @return connections that may shake hands now
  List<C> left(C connection) {
    guests.remove(connection);
    return next();
  }

  private List<C> next() {
    List<C> begun = new ArrayList<>();
    long free = handshakes - count(guest -> guest.is(Stage.SHAKING));
    for (Map.Entry<C, Guest> entry : guests.entrySet()) {
      Guest guest = entry.getValue();
      boolean waits = free > begun.size() && guest.is(Stage.WAITING);
      if (waits
          && count(one -> one.is(Stage.SHAKING) && one.address.equals(guest.address)) < ofAddress) {
        guest.stage = Stage.SHAKING;
        begun.add(entry.getKey());
      }
    }
    return begun;
  }

  /// Lets the oldest of some go, a silent one first.
  private boolean giveWay(Predicate<Guest> of, List<C> gone) {
    Predicate<Guest> may = of.and(Doorway::unproven);
    Optional<C> one = oldest(may.and(guest -> !guest.heard)).or(() -> oldest(may));
    one.ifPresent(connection -> {
      guests.remove(connection);
      gone.add(connection);
    });
    return one.isPresent();
  }

  private Optional<C> oldest(Predicate<Guest> of) {
    return guests.entrySet().stream()
        .filter(entry -> of.test(entry.getValue()))
        .findFirst()
        .map(Map.Entry::getKey);
  }

  private static boolean unproven(Guest guest) {
    return !guest.is(Stage.PINNED);
  }

  private long count(Predicate<Guest> of) {
    return guests.values().stream().filter(of).count();
  }

  private long most(Predicate<Guest> of) {
    return byAddress(of).values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private Map<String, Integer> byAddress(Predicate<Guest> of) {
    Map<String, Integer> counted = new HashMap<>();
    guests.values().stream().filter(of).forEach(g -> counted.merge(g.address, 1, Integer::sum));
    return counted;
  }

  /// Those of the address that has most of them.
  private Predicate<Guest> busiest(Predicate<Guest> of) {
    Optional<String> address =
        byAddress(of).entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    return of.and(guest -> address.filter(guest.address::equals).isPresent());
  }
}
