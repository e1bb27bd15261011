package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Time;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.Halt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The stop of everything, and its end.
public final class WorkVerbs {
  /// How long work is given to stop by itself before it is taken from whoever does not listen. A
  /// command has two seconds of it to end before it is killed.
  static final Duration PATIENCE = Duration.ofMillis(3_500);

  private final Rooms rooms;
  private final Time time;

  public WorkVerbs(Rooms rooms, Time time) {
    this.rooms = rooms;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.work.halt",
                "Stops all work of a profile, or of all when none is named, commands included;"
                    + " nothing starts until it is resumed, over restarts too.",
                "{\"reason\":\"it does the wrong thing\"}")
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(HaltWork.class, Halted.class, this::halt),
        HostVerb.named("host.work.resume", "Lets halted work go on.", "{}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneOrAll.class, Resumed.class, this::resume));
  }

  /// All are told before any is waited for: the last profile stops no later than the first.
  private Halted halt(HaltWork params, Call call) throws InterruptedException {
    Halt halt =
        new Halt(
            params.reason().orElse("").strip(),
            call.actor(),
            time.now(),
            params.profile().isEmpty());
    List<ProfileRooms> all = rooms.each(params.profile());
    Map<String, Integer> told = new TreeMap<>();
    for (ProfileRooms profile : all) {
      told.put(profile.name().value(), profile.jobs().halt(halt));
    }
    List<Thread> commands = new ArrayList<>();
    for (ProfileRooms profile : all) {
      commands.add(Thread.ofVirtual().start(() -> profile.background().stopAll()));
    }
    List<HaltedProfile> answers = new ArrayList<>();
    long until = time.nanos() + PATIENCE.toNanos();
    for (ProfileRooms profile : all) {
      String name = profile.name().value();
      Duration left = Duration.ofNanos(Math.max(0, until - time.nanos()));
      boolean willing = profile.jobs().awaitStill(left);
      answers.add(new HaltedProfile(name, told.getOrDefault(name, 0), willing));
    }
    for (Thread stopping : commands) {
      stopping.join();
    }
    return new Halted(answers);
  }

  private Resumed resume(OneOrAll params, Call call) {
    return new Resumed(
        rooms.each(params.profile()).stream()
            .filter(profile -> profile.jobs().liftHalt(call.actor()))
            .map(profile -> profile.name().value())
            .toList());
  }

  /// @param profile every profile when absent, those made later included
  /// @param reason for the record and for whoever asks meanwhile, one line of 200 characters
  record HaltWork(Optional<String> profile, Optional<String> reason) {}

  /// @param profile every profile when absent
  record OneOrAll(Optional<String> profile) {}

  record Halted(List<HaltedProfile> profiles) {}

  /// @param stopped jobs that ran
  /// @param willing whether they all stopped by themselves; from the others their job was taken
  record HaltedProfile(String name, int stopped, boolean willing) {}

  /// @param profiles those that were halted
  record Resumed(List<String> profiles) {}

  /// @param machine whether it was meant for every profile
  record HaltView(String reason, String by, Instant at, boolean machine) {
    static HaltView of(Halt halt) {
      return new HaltView(halt.reason(), halt.by().value(), halt.at(), halt.machine());
    }
  }
}
