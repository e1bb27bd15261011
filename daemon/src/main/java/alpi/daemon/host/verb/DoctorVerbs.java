package alpi.daemon.host.verb;

import alpi.alp.rpc.Problem;
import alpi.daemon.audit.AuditCheck;
import alpi.daemon.audit.AuditReport;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.config.SandboxMode;
import alpi.daemon.config.Warning;
import alpi.daemon.context.memory.MemoryCount;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.model.ModelEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks at everything that a turn depends on, now, and says what to do about what is wrong.
public final class DoctorVerbs {
  /// Longest journal that is checked as a whole; of a longer one the end is.
  private static final long WHOLE_JOURNAL = 200_000;

  /// A backup older than this would be missed.
  private static final Duration BACKUP_AGE = Duration.ofDays(30);

  private final Rooms rooms;
  private final ModelVerbs models;
  private final MachineChecks machine;
  private final Time time;

  public DoctorVerbs(Rooms rooms, ModelVerbs models, MachineChecks machine, Time time) {
    this.time = time;
    this.rooms = rooms;
    this.models = models;
    this.machine = machine;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.doctor", "Checks the daemon and its profiles, live.", "{}")
            .mutating()
            .serve(Doctor.class, Checks.class, this::doctor));
  }

  private Checks doctor(Doctor params, Call call) throws InterruptedException {
    List<Check> checks = new ArrayList<>(machine.all());
    for (Rooms.Entry entry : rooms.list()) {
      String name = entry.home().name().value();
      if (params.profile().filter(only -> !only.equals(name)).isPresent()) {
        continue;
      }
      if (entry.problem().isPresent()) {
        checks.add(Check.failed("profile " + name, entry.problem().get()));
      } else {
        profile(rooms.find(entry.home().name()), params.environment(), call.actor(), checks);
      }
    }
    PeerCheck.sharedKey(rooms).ifPresent(checks::add);
    return new Checks(checks);
  }

  private void profile(
      ProfileRooms profile, Map<String, String> variables, Actor actor, List<Check> checks)
      throws InterruptedException {
    String name = profile.name().value();
    checks.add(settings(name, profile));
    checks.add(journal(name, profile.home(), profile.journal()));
    if (profile.name().isDefault()) {
      checks.add(backup(profile.journal()));
    }
    checks.add(
        profile
            .sessions()
            .indexNotice()
            .map(notice -> Check.warn("index " + name, notice, "alpi index rebuild"))
            .orElseGet(() -> Check.ok("index " + name, "the search index is in place")));
    checks.add(memory(name, profile.memories()));
    checks.add(sandbox(profile));
    checks.add(PeerCheck.of(profile));
    checks.add(model(profile, ModelVerbs.environment(variables), actor));
  }

  private static Check memory(String name, MemoryStore store) {
    String check = "memory " + name;
    try {
      MemoryCount count = store.count();
      String detail = count.total() + (count.total() == 1 ? " memory" : " memories");
      return count.held() > 0
          ? Check.warn(
              check, detail + ", " + count.held() + " wait for your review", "alpi memory review")
          : Check.ok(check, detail + ", nothing waits for your review");
    } catch (Problem e) {
      return Check.failed(check, e);
    }
  }

  private static Check sandbox(ProfileRooms profile) throws InterruptedException {
    String check = "sandbox " + profile.name();
    SandboxMode mode = profile.settings().current().config().sandbox().mode();
    if (mode == SandboxMode.OFF) {
      return Check.warn(
          check,
          "it is off: commands that nobody attends run with your own rights",
          "alpi config unset sandbox.mode");
    }
    Optional<Problem> problem = profile.sandboxes().wall().problem();
    return problem
        .map(p ->
            Check.warn(check, p.sentence() + " Such commands are refused.", p.hint().orElse("")))
        .orElseGet(() ->
            Check.ok(
                check,
                mode == SandboxMode.REQUIRED
                    ? "every command runs inside it"
                    : "commands that nobody attends run inside it"));
  }

  private static Check settings(String name, ProfileRooms profile) {
    Optional<Problem> problem = profile.settings().problem();
    if (problem.isPresent()) {
      return Check.failed("config " + name, problem.get());
    }
    List<Warning> warnings = profile.settings().current().warnings();
    return warnings.isEmpty()
        ? Check.ok("config " + name, "config.yaml and .env are read without a warning")
        : Check.warn("config " + name, warnings.getFirst().toString(), "alpi config diff");
  }

  private static Check journal(String name, ProfileHome home, Journal journal) {
    String check = "journal " + name;
    Optional<Problem> degraded = journal.degraded();
    if (degraded.isPresent()) {
      return Check.failed(check, degraded.get());
    }
    long head = journal.head();
    if (head > WHOLE_JOURNAL) {
      int read = journal.read(EventQuery.after(head - 1, 1)).size();
      return Check.ok(
          check, head + " events, " + read + " read; `alpi audit verify` checks all of them");
    }
    AuditReport report = new AuditCheck(home, journal.file()).run(List.of());
    return report.sound()
        ? Check.ok(
            check,
            report.events()
                + (report.events() == 1 ? " event" : " events")
                + ", every link holds; checkpoints vouch for "
                + report.vouched())
        : new Check(
            check,
            "fail",
            report.sentence(),
            Optional.of("Stop the daemon and keep a copy of journal.db before anything else."));
  }

  private Check backup(Journal journal) {
    List<Event> made =
        journal.read(
            EventQuery.after(0, EventQuery.MAX_LIMIT).kinds(Set.of(EventKind.BACKUP_MADE)));
    if (made.isEmpty()) {
      return Check.ok("backup", "none was made yet; `alpi backup FILE` makes one");
    }
    Duration age = Duration.between(made.getLast().at(), time.now());
    String detail = "the last one was made " + age.toDays() + " days ago";
    return age.compareTo(BACKUP_AGE) > 0
        ? Check.warn("backup", detail, "alpi backup FILE")
        : Check.ok("backup", detail);
  }

  private Check model(ProfileRooms profile, ModelEnvironment environment, Actor actor)
      throws InterruptedException {
    String check = "model " + profile.name();
    ModelVerbs.Probed probed = models.probe(Optional.empty(), profile, environment, actor);
    if (!probed.ok()) {
      return new Check(
          check, "fail", probed.message().orElse("It does not answer."), probed.hint());
    }
    return probed.model().startsWith("builtin/")
        ? Check.warn(
            check,
            "no language model is set up; the built-in responder answers a few kinds of request",
            "alpi setup")
        : Check.ok(check, probed.model() + " answers (" + probed.millis() + " ms)");
  }

  /// @param profile only this one; all when absent
  /// @param environment the asker's own model variables
  record Doctor(Optional<String> profile, Map<String, String> environment) {
    /// Keeps values out of every log.
    @Override
    public String toString() {
      return "Doctor[" + profile + "]";
    }
  }

  record Checks(List<Check> checks) {}
}
