package alpi.daemon.audit;

import alpi.alp.peer.Peer;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.config.SandboxMode;
import alpi.daemon.config.Warning;
import alpi.daemon.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Looks over a home for what is wider open than it need be: each finding with what mends it.
/// Judges what it is handed; the modes of files it looks at itself.
public final class PostureScan {
  private final Home home;
  private final Path userHome;
  private final Instant now;

  public PostureScan(Home home, Path userHome, Instant now) {
    this.home = home;
    this.userHome = userHome;
    this.now = now;
  }

  /// What concerns the machine and not one profile.
  public List<Finding> machine() {
    List<Finding> found = new ArrayList<>(new ModesScan(home).run());
    try {
      if (Integer.valueOf(0).equals(Files.getAttribute(home.root(), "unix:uid"))) {
        found.add(
            Finding.warn(
                "user",
                "alpi runs as root: every command of yours it runs can change everything",
                "sudo -u YOU alpi daemon start"));
      }
    } catch (IOException | UnsupportedOperationException e) {
      found.add(Finding.note("user", "who owns the home cannot be told: " + e.getMessage()));
    }
    return found;
  }

  /// A profile that cannot be opened.
  public List<Finding> broken(String profile, Problem problem) {
    return List.of(
        Finding.fail(
            "profile " + profile, problem.sentence(), problem.hint().orElse("alpi doctor")));
  }

  /// What concerns one profile.
  public List<Finding> profile(Scanned at) {
    List<Finding> found = new ArrayList<>();
    settings(at, found);
    sandbox(at, found);
    found.addAll(new GrantScan(at.name(), userHome, now).run(at.grants()));
    schedules(at, found);
    peers(at, found);
    journal(at, found);
    return found;
  }

  private void settings(Scanned at, List<Finding> found) {
    var typed = new Typed(at.name());
    String check = "settings " + at.name();
    at.broken()
        .ifPresent(problem ->
            found.add(
                Finding.fail(
                    check,
                    problem.sentence() + " What it said before holds.",
                    problem.hint().orElseGet(() -> typed.alpi("doctor")))));
    for (Warning warning : at.settings().warnings()) {
      found.add(Finding.warn(check, warning.toString(), typed.alpi("config diff")));
    }
    if (!at.settings().redactor().redact(at.configText()).equals(at.configText())) {
      found.add(
          Finding.fail(
              check,
              at.home().config() + " holds what looks like a key; keys belong into .env",
              typed.alpi("secret set NAME")));
    }
    found.addAll(new SettingsScan(at.name(), at.settings().config(), at.alone(), userHome).run());
  }

  private void sandbox(Scanned at, List<Finding> found) {
    String check = "sandbox " + at.name();
    if (at.settings().config().sandbox().mode() == SandboxMode.OFF) {
      return;
    }
    found.add(
        at.wall()
            .map(problem ->
                new Finding(
                    check,
                    at.alone() ? Severity.FAIL : Severity.WARN,
                    problem.sentence() + " Commands that need one are refused.",
                    problem.hint()))
            .orElseGet(() -> Finding.ok(check, "commands that nobody attends run inside it")));
  }

  private static void schedules(Scanned at, List<Finding> found) {
    String check = "schedules " + at.name();
    var typed = new Typed(at.name());
    List<Schedule> active =
        at.schedules().stream().filter(schedule -> schedule.paused().isEmpty()).toList();
    for (Schedule schedule : active) {
      if (!schedule.creator().person()) {
        found.add(
            Finding.note(
                check,
                schedule.name() + " was made by " + schedule.creator() + ", not by you",
                typed.alpi("schedule rm " + Typed.word(schedule.name()))));
      }
      if (schedule.options().timeout().isEmpty() && schedule.options().maxUsd().isEmpty()) {
        found.add(
            Finding.note(
                check,
                schedule.name() + " bounds neither the time nor the money of a run",
                typed.alpi("schedule show " + Typed.word(schedule.name()))));
      }
    }
    if (active.isEmpty()) {
      found.add(Finding.ok(check, "nothing comes by itself"));
    }
  }

  /// Whoever holds a pinned key may call what it was allowed, from anywhere that reaches us.
  private static void peers(Scanned at, List<Finding> found) {
    String check = "peers " + at.name();
    var typed = new Typed(at.name());
    at.peerFaults()
        .forEach(fault -> found.add(Finding.warn(check, fault, typed.alpi("peers list"))));
    for (Peer peer : at.peers()) {
      String id = Typed.word(peer.id());
      Set<String> more = new TreeSet<>(peer.allow());
      more.removeAll(Peer.DEFAULT_ALLOW);
      if (!more.isEmpty()) {
        found.add(
            Finding.note(
                check,
                peer.id() + " may also call " + String.join(", ", more),
                typed.alpi(
                    "peers allow "
                        + id
                        + " "
                        + String.join(",", new TreeSet<>(Peer.DEFAULT_ALLOW)))));
      }
      if (peer.perMinute() > Peer.DEFAULT_PER_MINUTE) {
        found.add(
            Finding.note(
                check,
                peer.id() + " may call " + peer.perMinute() + " times a minute",
                typed.alpi("peers show " + id)));
      }
    }
    if (at.peers().isEmpty()) {
      found.add(Finding.ok(check, "no key of anybody is pinned"));
    }
  }

  private static void journal(Scanned at, List<Finding> found) {
    String check = "journal " + at.name();
    var typed = new Typed(at.name());
    at.degraded()
        .ifPresent(problem ->
            found.add(
                Finding.fail(check, problem.sentence(), problem.hint().orElse("alpi doctor"))));
    AuditReport report = at.report();
    if (!report.sound()) {
      found.add(Finding.fail(check, report.sentence(), typed.alpi("audit verify")));
    } else if (report.checkpoints() == 0) {
      found.add(
          Finding.note(check, "no checkpoint vouches for it yet", typed.alpi("audit checkpoint")));
    } else {
      found.add(Finding.ok(check, report.sentence()));
    }
  }
}
