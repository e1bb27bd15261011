package alpi.daemon.tool.talk;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.schedule.CatchUp;
import alpi.daemon.schedule.NewSchedule;
import alpi.daemon.schedule.Overlap;
import alpi.daemon.schedule.Schedule;
import alpi.daemon.schedule.Schedules;
import alpi.daemon.schedule.Trigger;
import alpi.daemon.schedule.Wishes;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes, lists and removes work that begins by itself. What an agent makes holds no more than the
/// agent's own run, starts with everything that run has seen, and can be removed by an agent only
/// if one made it.
public final class ScheduleTool implements Tool<ScheduleTool.Arguments> {
  /// Longest steady interval, in minutes: a leap year.
  public static final int MOST_MINUTES = 527_040;

  private final Schedules schedules;

  public ScheduleTool(Schedules schedules) {
    this.schedules = schedules;
  }

  /// What is to be done.
  public enum Action {
    ADD,
    LIST,
    REMOVE
  }

  public record Arguments(
      @Doc("what to do") Action action,
      @Doc(value = "short, to know it by", longest = NewSchedule.MAX_NAME) Optional<String> name,
      @Doc(value = "what each run is asked", longest = NewSchedule.MAX_PROMPT)
          Optional<String> prompt,
      @Doc("cron expression, in the owner's time zone") Optional<String> cron,
      @Doc("once, for example 2026-12-24T18:00") Optional<String> at,
      @Doc(value = "steadily", min = 1, max = MOST_MINUTES) Optional<Integer> everyMinutes) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "schedule",
        "Have something done later or again and again: add (name, prompt and one of cron, at,"
            + " every_minutes), list, remove (name).");
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    return switch (arguments.action()) {
      case LIST ->
          new Plan(
              List.of(
                  new Access(
                      Capability.MEMORY_READ, "schedules", Tier.SAFE, "looking at schedules")),
              "list schedules",
              Map.of());
      case ADD -> {
        Trigger trigger = trigger(arguments);
        String prompt = required(arguments.prompt(), "prompt");
        yield effect(
            required(arguments.name(), "name"),
            "making a schedule",
            "schedule " + trigger.kind() + " " + trigger.spec() + ": " + prompt);
      }
      case REMOVE -> {
        Schedule schedule = own(required(arguments.name(), "name"));
        yield effect(
            schedule.name(), "removing a schedule", "remove the schedule " + schedule.name());
      }
    };
  }

  private static Plan effect(String name, String why, String summary) {
    var access = new Access(Capability.SCHEDULE, name, Tier.CAUTION, why);
    return new Plan(List.of(access), summary, Map.of("zone", ZoneId.systemDefault().getId()));
  }

  private static String required(Optional<String> value, String name) {
    return value
        .filter(text -> !text.isBlank())
        .orElseThrow(
            () -> Problem.of(ErrorCode.INVALID_PARAMS, "The argument `" + name + "` is missing."));
  }

  private static Trigger trigger(Arguments arguments) {
    Optional<Long> every = arguments.everyMinutes().map(minutes -> minutes * 60_000L);
    return new Wishes(arguments.cron(), arguments.at(), every, Optional.empty(), Optional.empty())
        .trigger(ZoneId.systemDefault());
  }

  /// What the owner made, only the owner removes.
  private Schedule own(String name) {
    Schedule schedule = schedules.named(name);
    if (schedule.creator().person()) {
      throw Problem.of(
          ErrorCode.DENIED,
          "The owner made the schedule " + schedule.name() + "; only the owner removes it.",
          "They can with `alpi schedule rm`.");
    }
    return schedule;
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    return switch (arguments.action()) {
      case LIST -> listed();
      case ADD -> ToolResult.ok(added(arguments, context), Labels.NONE);
      case REMOVE -> {
        Schedule schedule = own(required(arguments.name(), "name"));
        schedules.remove(schedule.id(), Actor.job(context.run()));
        yield ToolResult.ok("Removed.", Labels.NONE);
      }
    };
  }

  private String added(Arguments arguments, ToolContext context) {
    Schedule made =
        schedules.add(
            new NewSchedule(
                arguments.name(),
                required(arguments.prompt(), "prompt"),
                trigger(arguments),
                ZoneId.systemDefault(),
                Overlap.SKIP,
                CatchUp.ONE,
                context.workspace(),
                Schedule.Options.USUAL,
                Actor.job(context.run()),
                context.authority()));
    return "Made "
        + made.name()
        + ", due next "
        + made.next().map(Object::toString).orElse("by itself")
        + ".";
  }

  /// Names carry what was in play when they were given.
  private ToolResult listed() {
    List<Schedule> all = schedules.list();
    Labels labels = Labels.of(Source.WORKSPACE, true);
    for (Schedule schedule : all) {
      labels = labels.and(schedule.authority().labels());
    }
    return ToolResult.ok(
        all.isEmpty()
            ? "There are no schedules."
            : all.stream().map(ScheduleTool::line).collect(Collectors.joining("\n")),
        labels);
  }

  private static String line(Schedule schedule) {
    return schedule.name()
        + " | "
        + schedule.trigger().kind()
        + " "
        + schedule.trigger().spec()
        + " | "
        + (schedule.paused().isPresent()
            ? "paused"
            : "next " + schedule.next().map(Object::toString).orElse("by itself"));
  }
}
