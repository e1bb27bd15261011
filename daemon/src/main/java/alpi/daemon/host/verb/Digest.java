package alpi.daemon.host.verb;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Folds what happened in one profile since some event into a few figures.
final class Digest {
  /// Most hosts, and most failures, that are told one by one.
  static final int MAX_TOLD = 10;

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.RUN_FINISHED,
          EventKind.MODEL_ANSWERED,
          EventKind.MODEL_FAILED,
          EventKind.JOB_FAILED,
          EventKind.JOB_PARKED,
          EventKind.JOB_LOST,
          EventKind.SCHEDULE_MISSED,
          EventKind.SCHEDULE_SKIPPED,
          EventKind.OUTPUT_FILED,
          EventKind.APPROVAL_ASKED,
          EventKind.APPROVAL_ANSWERED,
          EventKind.POLICY_DENIED,
          EventKind.GRANT_ISSUED,
          EventKind.GRANT_REVOKED,
          EventKind.EGRESS_DENIED,
          EventKind.EGRESS_CLOSED,
          EventKind.FILE_CHANGED,
          EventKind.HOST_CALLED,
          EventKind.AUTH_FAILED,
          EventKind.DAEMON_STARTED,
          EventKind.DAEMON_DEGRADED);

  private final Map<EventKind, Long> counts = new HashMap<>();
  private final Map<String, Long> runs = new TreeMap<>();
  private final Map<String, Long> answers = new TreeMap<>();
  private final Map<String, Host> hosts = new HashMap<>();
  private final Deque<Failure> failures = new ArrayDeque<>();
  private BigDecimal usd = BigDecimal.ZERO;
  private long input;
  private long output;
  private long bytesOut;
  private long bytesIn;

  /// @param after events with a larger number
  static Digest of(Journal journal, long after) {
    var digest = new Digest();
    List<Event> page = page(journal, after);
    while (!page.isEmpty()) {
      page.forEach(digest::take);
      page = page(journal, page.getLast().seq());
    }
    return digest;
  }

  private static List<Event> page(Journal journal, long after) {
    return journal.read(EventQuery.after(after, EventQuery.MAX_LIMIT).kinds(KINDS));
  }

  private void take(Event event) {
    counts.merge(event.kind(), 1L, Long::sum);
    if (event.kind() == EventKind.RUN_FINISHED) {
      String state = text(event, "state");
      runs.merge(state, 1L, Long::sum);
      if (!state.equals("done") && !state.equals("cancelled")) {
        fail(event, text(event, "code"));
      }
    } else if (event.kind() == EventKind.MODEL_ANSWERED) {
      input += event.body().path("input").asLong(0);
      output += event.body().path("output").asLong(0);
      usd = usd.add(Usd.of(event).orElse(BigDecimal.ZERO));
    } else if (event.kind() == EventKind.APPROVAL_ANSWERED) {
      answers.merge(text(event, "choice"), 1L, Long::sum);
    } else if (event.kind() == EventKind.EGRESS_CLOSED) {
      connection(event);
    } else if (event.kind() == EventKind.JOB_PARKED || event.kind() == EventKind.JOB_LOST) {
      fail(event, text(event, "code"));
    } else if (event.kind() == EventKind.DAEMON_DEGRADED) {
      fail(event, text(event, "reason"));
    }
  }

  private void connection(Event event) {
    long out = event.body().path("bytes_out").asLong(0);
    long in = event.body().path("bytes_in").asLong(0);
    bytesOut += out;
    bytesIn += in;
    String host = text(event, "host");
    hosts.merge(host, new Host(host, 1, out + in), Host::plus);
  }

  private void fail(Event event, String code) {
    failures.addLast(new Failure(event.at(), event.kind().wire(), event.corr().orElse(""), code));
    if (failures.size() > MAX_TOLD) {
      failures.removeFirst();
    }
  }

  private static String text(Event event, String field) {
    return event.body().path(field).asString("");
  }

  private long count(EventKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /// @param unread outputs that nobody has read yet
  View view(String profile, long unread) {
    return new View(
        profile,
        tallies(runs),
        count(EventKind.MODEL_ANSWERED),
        count(EventKind.MODEL_FAILED),
        input,
        output,
        usd,
        count(EventKind.FILE_CHANGED),
        count(EventKind.OUTPUT_FILED),
        unread,
        count(EventKind.SCHEDULE_MISSED),
        count(EventKind.SCHEDULE_SKIPPED),
        count(EventKind.APPROVAL_ASKED),
        tallies(answers),
        count(EventKind.POLICY_DENIED),
        count(EventKind.GRANT_ISSUED),
        count(EventKind.GRANT_REVOKED),
        count(EventKind.EGRESS_CLOSED),
        count(EventKind.EGRESS_DENIED),
        bytesOut,
        bytesIn,
        hosts.values().stream()
            .sorted(Comparator.comparingLong(Host::bytes).reversed().thenComparing(Host::host))
            .limit(MAX_TOLD)
            .toList(),
        count(EventKind.HOST_CALLED),
        count(EventKind.AUTH_FAILED),
        count(EventKind.DAEMON_STARTED),
        List.copyOf(failures));
  }

  private static List<Tally> tallies(Map<String, Long> counted) {
    return counted.entrySet().stream()
        .map(entry -> new Tally(entry.getKey(), entry.getValue()))
        .toList();
  }

  /// How often something came out one way.
  record Tally(String state, long count) {}

  /// @param connections that have ended
  /// @param bytes both ways
  record Host(String host, long connections, long bytes) {
    Host plus(Host more) {
      return new Host(host, connections + more.connections, bytes + more.bytes);
    }
  }

  /// @param kind of the event that tells of it
  /// @param run that failed, where it was one
  record Failure(Instant at, String kind, String run, String code) {}

  /// One profile in figures.
  ///
  /// @param runs by how they ended
  /// @param calls answers of models
  /// @param usd what is known of their price
  /// @param unread outputs that nobody has read yet, of any age
  /// @param missed moments of schedules that passed while nothing ran
  /// @param skipped moments that a schedule let pass
  /// @param answers to approvals, by choice
  /// @param denied calls of tools that were refused
  /// @param connections that have ended
  /// @param refused connections
  /// @param changes calls of the host plane that changed or approved something
  /// @param strangers processes that were turned away from the host plane
  /// @param starts of the daemon; the default profile tells
  /// @param failures the latest
  record View(
      String profile,
      List<Tally> runs,
      long calls,
      long callsFailed,
      long input,
      long output,
      BigDecimal usd,
      long filesChanged,
      long outputs,
      long unread,
      long missed,
      long skipped,
      long approvals,
      List<Tally> answers,
      long denied,
      long grantsGiven,
      long grantsRevoked,
      long connections,
      long refused,
      long bytesOut,
      long bytesIn,
      List<Host> hosts,
      long changes,
      long strangers,
      long starts,
      List<Failure> failures) {}
}
