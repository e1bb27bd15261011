package alpi.daemon.host.verb;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.host.verb.VersionVerbs.Version;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The process itself.
public final class DaemonVerbs {
  private final Version version;
  private final Rooms rooms;
  private final Time time;
  private final Runnable stop;

  /// @param stop asks the composition root to shut down; returns at once
  public DaemonVerbs(Version version, Rooms rooms, Time time, Runnable stop) {
    this.version = version;
    this.rooms = rooms;
    this.time = time;
    this.stop = stop;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.daemon.status", "Tells how the daemon and its profiles are.", "{}")
            .serve(Nothing.class, Status.class, this::status),
        HostVerb.named("host.daemon.stop", "Answers, then shuts the daemon down.", "{}")
            .mutating()
            .serve(
                Nothing.class,
                Nothing.class,
                (_, _) -> {
                  stop.run();
                  return Nothing.NOTHING;
                }));
  }

  private Status status(Nothing params, Call call) {
    Runtime runtime = Runtime.getRuntime();
    return new Status(
        version.pid(),
        version.version(),
        version.started(),
        Duration.between(version.started(), time.now()).toMillis(),
        version.home(),
        rooms.list().stream().map(this::state).toList(),
        runtime.totalMemory() - runtime.freeMemory(),
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private ProfileState state(Rooms.Entry entry) {
    String name = entry.home().name().value();
    if (entry.problem().isPresent()) {
      return new ProfileState(
          name,
          "broken",
          entry.problem().map(Problem::sentence),
          "",
          0,
          Optional.empty(),
          Optional.empty(),
          0);
    }
    ProfileRooms profile = rooms.find(entry.home().name());
    return new ProfileState(
        name,
        profile.jobs().halted().isPresent() ? "halted" : "ok",
        profile.settings().problem().map(Problem::sentence),
        profile.settings().current().config().model(),
        profile.sessions().list(Limit.MAX, Optional.empty()).size(),
        profile.journal().degraded().map(Problem::sentence),
        profile.jobs().halted().map(WorkVerbs.HaltView::of),
        profile.outputs().unread());
  }

  /// @param memoryBytes of the heap in use
  /// @param threads of the operating system
  record Status(
      long pid,
      String version,
      Instant started,
      long uptimeMillis,
      String home,
      List<ProfileState> profiles,
      long memoryBytes,
      int threads) {}

  /// @param state ok, halted or broken
  /// @param problem what is wrong with its files
  /// @param sessions how many conversations, counted up to 1000
  /// @param degraded why nothing can be recorded at the moment
  /// @param halt who stopped all work, when they did
  /// @param unread outputs that nobody has read yet
  record ProfileState(
      String name,
      String state,
      Optional<String> problem,
      String model,
      int sessions,
      Optional<String> degraded,
      Optional<WorkVerbs.HaltView> halt,
      long unread) {}
}
