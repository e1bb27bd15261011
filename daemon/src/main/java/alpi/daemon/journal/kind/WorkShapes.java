package alpi.daemon.journal.kind;

import static alpi.daemon.journal.kind.Field.hash;
import static alpi.daemon.journal.kind.Field.moment;
import static alpi.daemon.journal.kind.Field.text;
import static alpi.daemon.journal.kind.Field.truth;
import static alpi.daemon.journal.kind.Field.whole;

import alpi.daemon.journal.EventKind;
import java.util.List;
import java.util.stream.Stream;

/// Conversations, jobs, schedules and what they leave.
final class WorkShapes {
  private static final List<Field> JOB =
      List.of(text("job", "its id"), text("kind", "what sort of job, as `chat.turn`"));
  private static final Field ATTEMPT = whole("attempt", "1 for the first try");
  private static final Field CODE = text("error_code", "why").sometimes();
  private static final Field SCHEDULE = text("schedule", "its id");
  private static final List<Field> MADE =
      List.of(
          text("kind", "what makes it due"),
          truth("untrusted", "whether a stranger's words had a part in it"));
  private static final Field OUTPUT = text("output", "its id");
  private static final Field AT = moment("at", "the moment of the slot");

  private WorkShapes() {}

  static List<Shape> all() {
    return Stream.of(sessions(), jobs(), schedules()).flatMap(List::stream).toList();
  }

  private static List<Shape> sessions() {
    return List.of(
        Shape.of(EventKind.SESSION_OPENED, "A conversation was made."),
        Shape.of(
            EventKind.SESSION_TURN,
            "A message was written into a conversation.",
            text("turn", "the turn it belongs to"),
            text("role", "`user` or `assistant`"),
            whole("bytes", "length of its text")),
        Shape.of(EventKind.SESSION_RENAMED, "A conversation has another title."),
        Shape.of(
            EventKind.SESSION_FORKED,
            "A conversation was begun as the copy of another.",
            text("from", "the other"),
            whole("messages", "messages that were copied")),
        Shape.of(
            EventKind.SESSION_DELETED,
            "A conversation is deleted, with all words of it.",
            whole("messages", "messages it had"),
            whole("blobs", "attachments and outputs it had")));
  }

  private static List<Shape> jobs() {
    Field ms = whole("ms", "since it last moved");
    return List.of(
        Shape.of(
                EventKind.JOB_SUBMITTED,
                "A job was taken: from here on it is not lost.",
                hash("input_sha", "its input").sometimes(),
                truth("resumed", "whether it had been lost and is taken up again").sometimes())
            .and(JOB),
        Shape.of(
                EventKind.JOB_STARTED, "A worker took a job.", ATTEMPT, text("worker", "which one"))
            .and(JOB),
        Shape.of(EventKind.JOB_DONE, "A job ended well.", ATTEMPT, ms, CODE).and(JOB),
        Shape.of(EventKind.JOB_FAILED, "A job ended badly.", ATTEMPT, ms, CODE).and(JOB),
        Shape.of(EventKind.JOB_CANCELLED, "A job was stopped.", ATTEMPT, ms, CODE).and(JOB),
        Shape.of(
                EventKind.JOB_LOST,
                "The worker of a job vanished: its outcome is unknown.",
                ATTEMPT,
                ms.sometimes(),
                CODE,
                text("reason", "how that was noticed").sometimes(),
                truth("requeued", "whether it waits for another try").sometimes())
            .and(JOB),
        Shape.of(
                EventKind.JOB_RETRIED,
                "A job goes back into the queue and rests.",
                ATTEMPT,
                whole("rest_ms", "how long at least"),
                CODE)
            .and(JOB),
        Shape.of(EventKind.JOB_PARKED, "A job has used up its attempts.", ATTEMPT, ms, CODE)
            .and(JOB),
        Shape.of(EventKind.JOB_RELEASED, "A parked job has all its attempts again.", ATTEMPT)
            .and(JOB),
        Shape.of(
            EventKind.WORK_HALTED,
            "The owner stopped all work.",
            text("reason", "why"),
            truth("machine", "whether of the whole machine")),
        Shape.of(EventKind.WORK_RESUMED, "Work goes on."));
  }

  private static List<Shape> schedules() {
    return List.of(
        Shape.of(EventKind.SCHEDULE_ADDED, "A schedule was made.", SCHEDULE).and(MADE),
        Shape.of(EventKind.SCHEDULE_CHANGED, "A schedule is now as this says.", SCHEDULE).and(MADE),
        Shape.of(EventKind.SCHEDULE_PAUSED, "A schedule rests.", SCHEDULE),
        Shape.of(EventKind.SCHEDULE_RESUMED, "A schedule goes on.", SCHEDULE),
        Shape.of(EventKind.SCHEDULE_REMOVED, "A schedule was removed.", SCHEDULE),
        Shape.of(
            EventKind.SCHEDULE_DUE,
            "A schedule became due.",
            SCHEDULE,
            AT,
            text("cause", "`time`, `hand`, or what happened")),
        Shape.of(
            EventKind.SCHEDULE_SKIPPED,
            "A slot was left out.",
            SCHEDULE,
            AT,
            text("reason", "why")),
        Shape.of(
            EventKind.SCHEDULE_MISSED,
            "Slots went by while nobody was there.",
            SCHEDULE,
            moment("first", "the first of them"),
            moment("last", "the last of them"),
            whole("count", "how many")),
        Shape.of(
            EventKind.OUTPUT_FILED,
            "Something was left for the owner to read.",
            OUTPUT,
            text("kind", "what it is"),
            text("state", "how the run ended"),
            SCHEDULE.sometimes()),
        Shape.of(
            EventKind.OUTPUT_READ,
            "The owner has read it.",
            OUTPUT.sometimes(),
            truth("all", "whether all of them").sometimes()),
        Shape.of(
            EventKind.OUTPUT_REMOVED,
            "An output was removed.",
            OUTPUT,
            text("reason", "`room` when it gave way to newer ones").sometimes()));
  }
}
