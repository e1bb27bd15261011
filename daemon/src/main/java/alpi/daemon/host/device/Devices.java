package alpi.daemon.host.device;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import alpi.daemon.base.DeviceId;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The devices of this machine. They lie in the journal of the default profile: whoever cannot open
/// that lets nobody in.
public final class Devices {
  /// How long a word that pairs a device holds, and the longest that it may.
  public static final Duration PAIRING = Duration.ofMinutes(10);

  /// Most devices that are paired at a time.
  public static final int MAX_PAIRED = 64;

  /// Longest token that is looked at.
  static final int MAX_TOKEN = 128;

  private final Supplier<Journal> journal;
  private final Tokens tokens;
  private final Ids ids;
  private final Time time;
  private final Pairings pairings;
  private final List<Consumer<DeviceId>> listeners = new CopyOnWriteArrayList<>();

  /// @param journal of the default profile, opened when it is first needed
  public Devices(Supplier<Journal> journal, Tokens tokens, Ids ids, Time time) {
    this.journal = journal;
    this.tokens = tokens;
    this.ids = ids;
    this.time = time;
    this.pairings = new Pairings(tokens, time);
  }

  /// A device that was just paired, and its token: the only time that anybody sees it.
  public record Paired(Device device, Secret token) {}

  /// Tells `listener` of each device that is revoked, or may more or less than before.
  public void onChange(Consumer<DeviceId> listener) {
    listeners.add(listener);
  }

  /// Tells `listener` nothing more.
  public void offChange(Consumer<DeviceId> listener) {
    listeners.remove(listener);
  }

  /// Makes a word that pairs one device.
  ///
  /// @throws Problem `too_large` when there is no room for another
  public Secret invite(NewDevice wanted, Duration lasts, Actor actor) {
    if (lasts.isNegative() || lasts.isZero() || lasts.compareTo(PAIRING) > 0) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A link that pairs a device holds up to " + PAIRING.toMinutes() + " minutes.");
    }
    // Checks name, role and profiles before anybody can win with them.
    Device shape = fresh(wanted, Actor.SYSTEM);
    room(list().size());
    Secret word = pairings.make(wanted, lasts);
    journal
        .get()
        .append(
            told(Draft.of(EventKind.DEVICE_INVITED, actor), shape)
                .with("seconds", lasts.toSeconds()));
    return word;
  }

  private static void room(int paired) {
    if (paired >= MAX_PAIRED) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "There are " + MAX_PAIRED + " paired devices.",
          "Revoke one that is not used any more: `alpi devices list`.");
    }
  }

  /// Pairs the device that brings a word, the first one only.
  ///
  /// @param name what the device says it is, where its owner gave it no name
  public Paired claim(String word, Optional<String> name) {
    NewDevice wanted = pairings.take(word);
    NewDevice named =
        wanted.name().isEmpty()
            ? new NewDevice(name.orElse("device"), wanted.role(), wanted.profiles())
            : wanted;
    Device device = fresh(named, Actor.STRANGER);
    Secret token = new Secret(device.id() + "." + tokens.next().reveal());
    journal
        .get()
        .transact(tx -> {
          room(DeviceTable.paired(tx).size());
          DeviceTable.insert(tx, device, Pairings.hash(token.reveal()));
          return tx.append(told(EventKind.DEVICE_PAIRED, device, Actor.STRANGER));
        });
    return new Paired(device, token);
  }

  private Device fresh(NewDevice wanted, Actor by) {
    return new Device(
        ids.device(),
        wanted.name().isEmpty() ? "device" : wanted.name(),
        wanted.role(),
        wanted.profiles(),
        time.now(),
        by,
        Optional.empty(),
        Optional.empty());
  }

  /// The device that a token belongs to; it is seen now.
  ///
  /// @throws Problem `forbidden` when there is none, without a word on why
  public Device enter(String token) {
    Device found = known(token).orElseThrow(Devices::unknown);
    return journal
        .get()
        .transact(tx -> {
          Device now =
              DeviceTable.find(tx, found.id())
                  .map(DeviceTable.Kept::device)
                  .filter(device -> device.revoked().isEmpty())
                  .orElseThrow(Devices::unknown);
          Device seen = now.seenAt(time.now());
          DeviceTable.update(tx, seen);
          tx.append(told(EventKind.DEVICE_ENTERED, seen, seen.actor()));
          return seen;
        });
  }

  private Optional<Device> known(String token) {
    int dot = token.indexOf('.');
    if (dot != Ids.LENGTH || token.length() > MAX_TOKEN) {
      return Optional.empty();
    }
    DeviceId id;
    try {
      id = new DeviceId(token.substring(0, dot));
    } catch (Problem _) {
      return Optional.empty();
    }
    return journal
        .get()
        .<Optional<DeviceTable.Kept>>view(reader -> DeviceTable.find(reader, id))
        .filter(kept -> Tokens.same(new Secret(kept.tokenHash()), Pairings.hash(token)))
        .map(DeviceTable.Kept::device)
        .filter(device -> device.revoked().isEmpty());
  }

  private static Problem unknown() {
    return Problem.of(
        ErrorCode.FORBIDDEN,
        "This token opens nothing: the device was revoked, or never paired here.",
        "Pair it again: `alpi open`, or `alpi devices pair`.");
  }

  /// The device has left.
  public void left(DeviceId id) {
    journal
        .get()
        .transact(tx -> {
          DeviceTable.find(tx, id)
              .ifPresent(kept -> DeviceTable.update(tx, kept.device().seenAt(time.now())));
          return true;
        });
  }

  /// Those that are paired now, the oldest first.
  public List<Device> list() {
    return journal.get().view(DeviceTable::paired);
  }

  /// All of them, revoked ones included, the newest first.
  public List<Device> all(int limit) {
    return journal.get().view(reader -> DeviceTable.latest(reader, limit));
  }

  /// Gives a device another name.
  public Device rename(DeviceId id, String name, Actor actor) {
    return change(id, actor, old -> old.called(name));
  }

  /// Lets a device do more or less than before; its open connections end.
  public Device promote(DeviceId id, Role role, List<ProfileName> profiles, Actor actor) {
    Device changed = change(id, actor, old -> old.as(role, profiles));
    listeners.forEach(listener -> listener.accept(id));
    return changed;
  }

  private Device change(DeviceId id, Actor actor, UnaryOperator<Device> to) {
    return journal
        .get()
        .transact(tx -> {
          Device old =
              DeviceTable.find(tx, id)
                  .map(DeviceTable.Kept::device)
                  .filter(device -> device.revoked().isEmpty())
                  .orElseThrow(() -> missing(id));
          Device changed = to.apply(old);
          DeviceTable.update(tx, changed);
          tx.append(told(EventKind.DEVICE_CHANGED, changed, actor));
          return changed;
        });
  }

  private static Problem missing(DeviceId id) {
    return Problem.of(
        ErrorCode.NOT_FOUND, "No device " + id + " is paired.", "See: alpi devices list");
  }

  /// Ends a device for good, and its open connections at once.
  ///
  /// @return false when that had happened before
  public boolean revoke(DeviceId id, Actor actor) {
    boolean ended =
        journal
            .get()
            .transact(tx -> {
              Device old =
                  DeviceTable.find(tx, id)
                      .map(DeviceTable.Kept::device)
                      .orElseThrow(() -> missing(id));
              if (old.revoked().isPresent()) {
                return false;
              }
              DeviceTable.update(tx, old.revokedAt(time.now()));
              tx.append(told(EventKind.DEVICE_REVOKED, old, actor));
              return true;
            });
    listeners.forEach(listener -> listener.accept(id));
    return ended;
  }

  private static Draft told(EventKind kind, Device device, Actor actor) {
    return told(Draft.of(kind, actor).with("device", device.id().value()), device);
  }

  private static Draft told(Draft draft, Device device) {
    return draft
        .with("name", device.name())
        .with("role", device.role().wire())
        .with("profiles", device.profileList());
  }
}
