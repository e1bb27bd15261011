package alpi.daemon.journal.kind;

import static alpi.daemon.journal.kind.Field.amount;
import static alpi.daemon.journal.kind.Field.hash;
import static alpi.daemon.journal.kind.Field.text;
import static alpi.daemon.journal.kind.Field.truth;
import static alpi.daemon.journal.kind.Field.whole;

import alpi.daemon.journal.EventKind;
import java.util.List;
import java.util.stream.Stream;

/// Runs, and what models, tools and commands did in them.
final class RunShapes {
  private static final Field MODEL = text("model", "name of the model");
  private static final Field TOOL = text("tool", "name of the tool");
  private static final List<Field> CALLED =
      List.of(
          whole("step", "which call of the run, from 1").sometimes(),
          text("purpose", "`compaction` when it condensed a conversation").sometimes(),
          truth("probe", "whether it only tried the model").sometimes());
  private static final List<Field> SPENT =
      List.of(
          whole("input", "tokens sent").sometimes(),
          whole("output", "tokens received").sometimes(),
          whole("cached", "of those sent, the ones the provider had").sometimes(),
          truth("estimated", "whether the provider said nothing of tokens").sometimes(),
          amount("usd", "what it cost in US dollars; absent when unknown").sometimes(),
          whole("ms", "how long it took"));

  private RunShapes() {}

  static List<Shape> all() {
    return Stream.of(runs(), models(), tools(), commands()).flatMap(List::stream).toList();
  }

  private static List<Shape> runs() {
    return List.of(
        Shape.of(
            EventKind.RUN_STARTED,
            "A turn is worked on.",
            MODEL,
            whole("attempt", "1 for the first try"),
            hash("config_sha", "the settings in force"),
            truth("attended", "whether somebody can be asked"),
            truth("alone", "whether nobody attends it by its nature"),
            hash("settings", "the blob that holds those settings").sometimes()),
        Shape.of(
            EventKind.RUN_FINISHED,
            "A turn is over.",
            text("state", "`done`, `failed`, `cancelled` or `lost`"),
            whole("steps", "calls of the model").sometimes(),
            whole("input", "tokens sent").sometimes(),
            whole("output", "tokens received").sometimes(),
            whole("ms", "how long it took").sometimes(),
            text("code", "the error code").sometimes()),
        Shape.of(
            EventKind.RUN_UNDONE,
            "What a run did to files was taken back; `corr` is that run.",
            whole("restored", "files that hold what they held before"),
            whole("removed", "files that it had made"),
            whole("leftAlone", "files that were changed since")));
  }

  private static List<Shape> models() {
    return List.of(
        Shape.of(EventKind.MODEL_CALLED, "A model is about to be asked.", MODEL).and(CALLED),
        Shape.of(
                EventKind.MODEL_ANSWERED,
                "A model answered.",
                MODEL,
                text("stop", "why it stopped").sometimes())
            .and(CALLED)
            .and(SPENT),
        Shape.of(
                EventKind.MODEL_FAILED,
                "A model gave no whole answer.",
                MODEL,
                text("code", "the error code"))
            .and(CALLED)
            .and(SPENT));
  }

  private static List<Shape> tools() {
    return List.of(
        Shape.of(
                EventKind.TOOL_CALLED,
                "A tool is about to run; without an outcome after it, that is unknown.",
                TOOL,
                hash("input_sha", "the arguments as the model gave them"),
                text("decision", "`allow`, or how the owner agreed"),
                text("reason", "why"),
                Field.texts("grants", "grants that it runs under").sometimes())
            .and(PolicyShapes.JUDGED),
        Shape.of(
            EventKind.TOOL_ANSWERED,
            "A tool did what it was asked.",
            TOOL,
            whole("ms", "how long it took"),
            hash("output_sha", "what the model was told"),
            whole("bytes", "length of that")),
        Shape.of(
            EventKind.TOOL_FAILED,
            "A tool failed, or never ran.",
            TOOL,
            whole("ms", "how long it took").sometimes(),
            hash("output_sha", "what the model was told").sometimes(),
            whole("bytes", "length of that").sometimes(),
            hash("input_sha", "the arguments, where it never ran").sometimes(),
            truth("ran", "false where it never ran").sometimes(),
            text("code", "the error code, where it never ran").sometimes()),
        Shape.of(EventKind.TOOL_LOST, "A crash came between a call and its outcome.", TOOL),
        Shape.of(
            EventKind.FILE_CHANGED,
            "A file is about to change; what it held is kept as a blob.",
            text("path", "the file"),
            text("before", "hash of what it held, or `absent`"),
            text("after", "hash of what it will hold, or `absent`"),
            TOOL,
            text("mode", "its permissions before").sometimes(),
            whole("made", "folders made for it").sometimes()));
  }

  private static List<Shape> commands() {
    return List.of(
        Shape.of(
            EventKind.SANDBOX_STARTED,
            "The owner runs a command in the sandbox.",
            hash("argv_sha", "its words"),
            whole("words", "how many")),
        Shape.of(
            EventKind.SANDBOX_ENDED,
            "That command is over.",
            text("end", "how it ended"),
            whole("exit", "its exit status"),
            whole("ms", "how long it took")),
        Shape.of(
            EventKind.SANDBOX_DISARMED,
            "A command made protected names; they were renamed or put back.",
            text("run", "the command"),
            whole("files", "how many"),
            text("reason", "why")));
  }
}
