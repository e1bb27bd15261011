package alpi.daemon;

import alpi.alp.crypto.PeerKey;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.Halt;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.profile.Profiles;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The profiles that this daemon has open. One that cannot be opened stops nobody else; it is tried
/// again when it is asked for.
final class OpenProfiles implements Rooms, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenProfiles.class);

  private final Machine machine;
  private final Profiles profiles;

  /// Guards both maps, and that a profile is opened once.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<ProfileName, OpenProfile> open = new TreeMap<>();
  private final Map<ProfileName, Problem> broken = new HashMap<>();

  OpenProfiles(Machine machine, Profiles profiles) {
    this.machine = machine;
    this.profiles = profiles;
  }

  /// Opens every profile there is, so that work which an earlier daemon left goes on.
  void openAll() {
    for (ProfileName name : profiles.list()) {
      try {
        find(name);
      } catch (Problem problem) {
        LOG.error("event=profile_broken profile={} reason={}", name, problem.sentence(), problem);
        degraded(name, problem);
      }
    }
  }

  /// Puts on record that the daemon runs without a profile; the default profile's own journal may
  /// be the very thing that is broken.
  private void degraded(ProfileName name, Problem problem) {
    if (!name.isDefault()) {
      record(
          Draft.of(EventKind.DAEMON_DEGRADED, Actor.SYSTEM)
              .with("component", "profile " + name)
              .with("reason", problem.code().wire()));
    }
  }

  @Override
  public ProfileRooms find(ProfileName name) {
    lock.lock();
    try {
      OpenProfile known = open.get(name);
      return known == null ? opened(name).rooms() : known.rooms();
    } finally {
      lock.unlock();
    }
  }

  private OpenProfile opened(ProfileName name) {
    ProfileHome home = machine.home().profile(name);
    try {
      OpenProfile fresh =
          OpenProfile.open(machine, profiles.open(name), this::sibling, machineHalt(name));
      open.put(name, fresh);
      broken.remove(name);
      return fresh;
    } catch (RuntimeException e) {
      Problem problem = told(home, e);
      if (profiles.exists(name)) {
        broken.put(name, problem);
      }
      throw problem;
    }
  }

  /// Where a profile that is open here listens, by its key.
  private Optional<InetSocketAddress> sibling(PeerKey key) {
    return openRooms().stream()
        .map(ProfileRooms::link)
        .flatMap(link -> link.listensAs(key).stream())
        .findFirst();
  }

  /// A halt of the whole machine reaches profiles that are made, or opened, while it holds.
  private Optional<Halt> machineHalt(ProfileName name) {
    return name.isDefault()
        ? Optional.empty()
        : Optional.ofNullable(open.get(ProfileName.DEFAULT))
            .flatMap(profile -> profile.rooms().jobs().halted())
            .filter(Halt::machine);
  }

  /// Whatever keeps a profile from opening is that profile's own trouble: the others, and the
  /// daemon, go on without it.
  private static Problem told(ProfileHome home, RuntimeException e) {
    return switch (e) {
      case Problem problem -> problem;
      case UncheckedIOException io -> unusable(home, io);
      default ->
          Problem.of(
                  ErrorCode.INTERNAL,
                  "The profile " + home.name() + " could not be opened; it is our fault.",
                  "The log tells more: `alpi daemon logs`.")
              .because(e);
    };
  }

  private static Problem unusable(ProfileHome home, UncheckedIOException e) {
    return Problem.of(
            ErrorCode.STORAGE,
            "The folder of the profile " + home.name() + " cannot be used: " + e.getMessage() + ".",
            "Check what lies in " + home.dir() + ", and that all of it is yours to read and write.")
        .because(e);
  }

  @Override
  public List<Entry> list() {
    List<Entry> entries = new ArrayList<>();
    lock.lock();
    try {
      for (ProfileName name : profiles.list()) {
        Optional<Problem> problem =
            Optional.ofNullable(open.get(name))
                .map(profile -> profile.rooms().settings().problem())
                .orElseGet(() -> Optional.ofNullable(broken.get(name)));
        entries.add(new Entry(machine.home().profile(name), problem));
      }
    } finally {
      lock.unlock();
    }
    return entries;
  }

  @Override
  public ProfileHome create(ProfileName name, Actor actor) {
    ProfileHome home = profiles.create(name);
    find(name);
    record(Draft.of(EventKind.PROFILE_CREATED, actor).with("name", name.value()));
    return home;
  }

  @Override
  public Path remove(ProfileName name, Actor actor) {
    lock.lock();
    try {
      OpenProfile known = open.get(name);
      if (known != null && known.working()) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            "The profile " + name + " is still at work.",
            "Stop its turns, or wait for them, and try again.");
      }
      if (known != null) {
        open.remove(name);
        known.close();
      }
      broken.remove(name);
      Path trash = profiles.remove(name);
      record(Draft.of(EventKind.PROFILE_REMOVED, actor).with("name", name.value()));
      return trash;
    } finally {
      lock.unlock();
    }
  }

  /// The rooms of every profile that is open now.
  List<ProfileRooms> openRooms() {
    lock.lock();
    try {
      return open.values().stream().map(OpenProfile::rooms).toList();
    } finally {
      lock.unlock();
    }
  }

  /// Puts what concerns the whole machine into the default profile's journal.
  void record(Draft draft) {
    find(ProfileName.DEFAULT).journal().append(draft);
  }

  @Override
  public void close() {
    Unwinding all = new Unwinding();
    lock.lock();
    try {
      open.values().forEach(profile -> all.add(profile::close));
      open.clear();
    } finally {
      lock.unlock();
    }
    all.close();
  }
}
