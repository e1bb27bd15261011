package alpi.daemon.job;

import alpi.alp.json.CanonicalJson;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The statements of the job table. A change of state is one conditional update, `WHERE id AND
/// state AND attempt`: whoever comes late changes no row.
final class JobTable {
  private static final String SELECT = "SELECT " + JobRows.COLUMNS + " FROM job ";

  private JobTable() {}

  static Optional<Job> find(Reader reader, JobId id) {
    return reader.one(SELECT + "WHERE id = ?", JobRows::read, id.value());
  }

  static List<Job> list(Reader reader, JobFilter filter, int limit) {
    var sql = new StringBuilder(SELECT + "WHERE 1 = 1");
    List<Object> arguments = new ArrayList<>();
    if (!filter.states().isEmpty()) {
      List<String> states = filter.states().stream().map(JobState::wire).sorted().toList();
      sql.append(
          Collections.nCopies(states.size(), "?").stream()
              .collect(Collectors.joining(", ", " AND state IN (", ")")));
      arguments.addAll(states);
    }
    filter
        .session()
        .ifPresent(session -> {
          sql.append(" AND session = ?");
          arguments.add(session.value());
        });
    filter
        .kind()
        .ifPresent(kind -> {
          sql.append(" AND kind = ?");
          arguments.add(kind);
        });
    sql.append(" ORDER BY id DESC LIMIT ?");
    arguments.add(limit);
    return reader.query(sql.toString(), JobRows::read, arguments.toArray());
  }

  /// Live jobs in the order of their submission.
  static List<Job> live(Reader reader) {
    return reader.query(
        SELECT + "WHERE state IN ('queued', 'running') ORDER BY created_ms, id", JobRows::read);
  }

  static long queued(Reader reader) {
    return reader
        .one("SELECT count(*) AS n FROM job WHERE state = 'queued'", row -> row.integer("n"))
        .orElse(0L);
  }

  /// The job that an earlier submission made with this key, and the hash of its input.
  static Optional<Earlier> byKey(Reader reader, String key) {
    return reader.one(
        "SELECT input_sha, " + JobRows.COLUMNS + " FROM job WHERE idem_key = ?",
        row -> new Earlier(JobRows.read(row), row.text("input_sha")),
        key);
  }

  record Earlier(Job job, String inputHash) {}

  static void insert(Sql sql, JobId id, JobSpec spec, String inputHash, Instant now) {
    JobTerms terms = spec.terms();
    sql.update(
        """
        INSERT INTO job (id, kind, input, input_sha, idem_key, actor, session, state, attempt, prio,
                         not_before_ms, deadline_ms, max_tries, backoff_ms, parent, created_ms,
                         updated_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        id.value(),
        spec.kind(),
        CanonicalJson.text(spec.input()),
        inputHash,
        spec.key(),
        spec.actor().value(),
        spec.session().map(Object::toString),
        (long) terms.priority(),
        terms.notBefore().map(Instant::toEpochMilli),
        terms.deadline().map(Instant::toEpochMilli),
        (long) terms.retry().tries(),
        terms.retry().backoff().map(Duration::toMillis),
        terms.parent().map(JobId::value),
        now.toEpochMilli(),
        now.toEpochMilli());
    for (JobId needed : terms.needs()) {
      sql.update("INSERT INTO job_dep (job, needs) VALUES (?, ?)", id.value(), needed.value());
    }
  }

  /// What a job needs, in the order of their making.
  static List<Job> needs(Reader reader, JobId id) {
    return reader.query(
        SELECT + "WHERE id IN (SELECT needs FROM job_dep WHERE job = ?) ORDER BY id",
        JobRows::read,
        id.value());
  }

  /// Ids sort by time, so the walk from the end is short.
  static Optional<Instant> lastAsked(Reader reader) {
    return reader
        .one(
            "SELECT created_ms FROM job WHERE actor LIKE 'local:%' OR actor LIKE 'device:%'"
                + " ORDER BY id DESC LIMIT 1",
            row -> row.integer("created_ms"))
        .map(Instant::ofEpochMilli);
  }

  static boolean ready(Reader reader, JobId id) {
    return reader
        .one(
            """
            SELECT 1 AS unmet FROM job_dep JOIN job ON job.id = job_dep.needs
            WHERE job_dep.job = ? AND job.state <> 'done' LIMIT 1\
            """,
            row -> row.integer("unmet"),
            id.value())
        .isEmpty();
  }

  /// Waiting jobs that need this one.
  static List<Job> dependants(Reader reader, JobId id) {
    return reader.query(
        SELECT
            + "WHERE state = 'queued' AND id IN (SELECT job FROM job_dep WHERE needs = ?)"
            + " ORDER BY id",
        JobRows::read,
        id.value());
  }

  /// Parts of a job that are not over.
  static List<Job> children(Reader reader, JobId id) {
    return reader.query(
        SELECT + "WHERE parent = ? AND state IN ('queued', 'running', 'parked') ORDER BY id",
        JobRows::read,
        id.value());
  }

  static List<Job> running(Reader reader) {
    return reader.query(SELECT + "WHERE state = 'running' ORDER BY id", JobRows::read);
  }

  /// Sends a job back, to start no earlier than `notBefore`, from the state it is known in.
  static boolean back(Sql sql, Job job, Ending last, Instant notBefore, Instant now) {
    return move(sql, job, JobState.QUEUED, last, now)
        && sql.update(
                "UPDATE job SET not_before_ms = ? WHERE id = ?",
                notBefore.toEpochMilli(),
                job.id().value())
            == 1;
  }

  /// Gives a parked job all its attempts again.
  static boolean release(Sql sql, Job job, Instant now) {
    return move(sql, job, JobState.QUEUED, Ending.NONE, now)
        && sql.update(
                "UPDATE job SET forgiven = attempt, not_before_ms = NULL WHERE id = ?",
                job.id().value())
            == 1;
  }

  static boolean start(Sql sql, Job job, String owner, Instant now, Instant until) {
    return sql.update(
            """
            UPDATE job SET state = 'running', attempt = attempt + 1, lease_owner = ?,
                           lease_until_ms = ?, updated_ms = ?
            WHERE id = ? AND state = 'queued' AND attempt = ?\
            """,
            owner,
            until.toEpochMilli(),
            now.toEpochMilli(),
            job.id().value(),
            job.attempt())
        == 1;
  }

  static void renew(Sql sql, String owner, Instant until) {
    sql.update(
        "UPDATE job SET lease_until_ms = ? WHERE state = 'running' AND lease_owner = ?",
        until.toEpochMilli(),
        owner);
  }

  /// Moves `job` from the state and attempt it is known in.
  ///
  /// @return whether it still was where it was known to be
  static boolean move(Sql sql, Job job, JobState to, Ending ending, Instant now) {
    return sql.update(
            """
            UPDATE job SET state = ?, result = ?, error = ?, detail = ?, lease_owner = NULL,
                           lease_until_ms = NULL, updated_ms = ?
            WHERE id = ? AND state = ? AND attempt = ?\
            """,
            to.wire(),
            ending.result(),
            ending.error().map(ErrorCode::wire),
            ending.detail(),
            now.toEpochMilli(),
            job.id().value(),
            job.state().wire(),
            job.attempt())
        == 1;
  }

  /// What stays in the row of a job that left its state.
  record Ending(Optional<String> result, Optional<ErrorCode> error, Optional<String> detail) {
    static final Ending NONE = new Ending(Optional.empty(), Optional.empty(), Optional.empty());
  }

  static void askToCancel(Sql sql, Job job, Actor actor, Instant now) {
    sql.update(
        "UPDATE job SET cancel_by = coalesce(cancel_by, ?), updated_ms = ? WHERE id = ?",
        actor.value(),
        now.toEpochMilli(),
        job.id().value());
  }

  static void forgetCancel(Sql sql, Job job) {
    sql.update("UPDATE job SET cancel_by = NULL WHERE id = ?", job.id().value());
  }

  static Optional<Actor> cancelledBy(Reader reader, Job job) {
    return reader
        .one(
            "SELECT cancel_by FROM job WHERE id = ?",
            row -> row.maybeText("cancel_by"),
            job.id().value())
        .flatMap(actor -> actor.map(Actor::new));
  }

  /// An event about `job`, in its run and session.
  static Draft draft(EventKind kind, Actor actor, Job job) {
    return Draft.of(kind, actor)
        .in(job.session())
        .corr(job.id().value())
        .with("job", job.id().value())
        .with("kind", job.kind());
  }
}
