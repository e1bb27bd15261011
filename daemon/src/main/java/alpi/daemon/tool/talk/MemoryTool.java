package alpi.daemon.tool.talk;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cut;
import alpi.daemon.base.MemoryId;
import alpi.daemon.context.memory.Claim;
import alpi.daemon.context.memory.Kept;
import alpi.daemon.context.memory.Lane;
import alpi.daemon.context.memory.MemoryFilter;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.memory.Observation;
import alpi.daemon.context.memory.Origin;
import alpi.daemon.context.memory.Relevant;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.context.memory.Standing;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps facts over conversations: remember, correct, forget, show.
///
/// Where a stranger's words are in play nothing is kept by itself: it goes before the owner, which
/// changes nothing that any model is shown and so needs no consent. Forgetting cannot be taken
/// back, so the owner is asked.
public final class MemoryTool implements Tool<MemoryTool.Arguments> {
  /// What grants of memory are for.
  public static final String TARGET = "memory";

  private static final String REVIEW = "memory/review";
  private static final int MAX_SHOWN = 12;
  private static final int MAX_SUMMARY_CHARS = 300;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

  private final MemoryStore store;

  public MemoryTool(MemoryStore store) {
    this.store = store;
  }

  public enum Action {
    REMEMBER,
    CORRECT,
    FORGET,
    SHOW
  }

  public record Arguments(
      @Doc Action action,
      @Doc(
              value = "the fact, in words that stand alone; for show: words to look for",
              longest = Observation.MAX_TEXT_CHARS)
          Optional<String> text,
      @Doc(value = "of the memory to correct, forget or show", longest = 64) Optional<String> id,
      @Doc("remember as") Optional<Lane> lane,
      @Doc(value = "who or what it is about", longest = Claim.MAX_NAME_CHARS)
          Optional<String> subject,
      @Doc(value = "which side of that, as birthday", longest = Claim.MAX_NAME_CHARS)
          Optional<String> attribute,
      @Doc(value = "what that is", longest = Claim.MAX_VALUE_CHARS) Optional<String> value,
      @Doc(value = "days to keep it", min = 1, max = 3650) Optional<Integer> days) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "memory", "Keep lasting facts and wishes of the owner; correct, forget or show them.");
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    return switch (arguments.action()) {
      case SHOW ->
          plan(
              new Access(Capability.MEMORY_READ, TARGET, Tier.SAFE, "looking into memory"),
              "look into memory",
              Map.of());
      case REMEMBER ->
          plan(
              adding(context),
              "remember: " + shown(observation(arguments, context, Lane.SEMANTIC).text()),
              Map.of());
      case CORRECT -> {
        Remembered old = named(arguments);
        Observation said = observation(arguments, context, old.lane());
        yield plan(
            adding(context),
            "remember: " + shown(said.text()) + " instead of: " + shown(old.text()),
            binding(old));
      }
      case FORGET -> {
        Remembered old = named(arguments);
        yield plan(
            new Access(Capability.MEMORY_WRITE, TARGET, Tier.CAUTION, "forgetting, for good,"),
            "forget: " + shown(old.text()),
            binding(old));
      }
    };
  }

  private static Plan plan(Access access, String summary, Map<String, String> binding) {
    return new Plan(List.of(access), summary, binding);
  }

  /// A stranger's words are put before the owner; only what has none of them is kept at once.
  private static Access adding(ToolContext context) {
    return context.labels().untrusted()
        ? new Access(Capability.ASK, REVIEW, Tier.SAFE, "putting something before the owner")
        : new Access(Capability.MEMORY_WRITE, TARGET, Tier.SAFE, "adding to memory");
  }

  private static Map<String, String> binding(Remembered old) {
    return Map.of("memory", old.id().value(), "text", old.text());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    Origin origin =
        new Origin(
            Actor.job(context.run()), Optional.of(context.session()), Optional.of(context.run()));
    return switch (arguments.action()) {
      case SHOW -> show(arguments);
      case REMEMBER -> told(store.remember(observation(arguments, context, Lane.SEMANTIC), origin));
      case CORRECT -> {
        Remembered old = named(arguments);
        yield told(store.correct(old.id(), observation(arguments, context, old.lane()), origin));
      }
      case FORGET -> {
        Remembered old = named(arguments);
        int gone = store.forget(old.id(), origin).size();
        yield ToolResult.ok(
            gone == 1 ? "Forgotten." : "Forgotten, with " + (gone - 1) + " other versions.",
            Labels.NONE);
      }
    };
  }

  private static ToolResult told(Kept kept) {
    return switch (kept) {
      case Kept.Fresh fresh ->
          fresh.against().isEmpty()
              ? ToolResult.ok("Remembered as " + fresh.memory().pointer() + ".", Labels.NONE)
              : disagrees("Remembered as " + fresh.memory().pointer() + ".", fresh.against());
      case Kept.Again again ->
          ToolResult.ok(
              "That is remembered already: " + again.memory().pointer() + ".", Labels.NONE);
      case Kept.Held held ->
          ToolResult.ok(
              "Not remembered yet: a stranger's words are in this conversation, so it waits for"
                  + " the owner as "
                  + held.memory().pointer()
                  + " (`alpi memory review`).",
              Labels.NONE);
      case Kept.Refused _ ->
          ToolResult.failed("Not remembered: the owner rejected these words before.", Labels.NONE);
    };
  }

  private static ToolResult disagrees(String sentence, List<Remembered> against) {
    var text = new StringBuilder(sentence);
    text.append(" It disagrees with what is known; both stand until the owner decides, so ask:\n");
    Labels labels = new Labels(Set.of(), true);
    for (Remembered other : against) {
      text.append(line(other)).append('\n');
      labels = labels.and(other.labels());
    }
    return ToolResult.ok(text.toString(), labels);
  }

  private ToolResult show(Arguments arguments) {
    List<Remembered> found;
    if (arguments.id().isPresent()) {
      Remembered it = named(arguments);
      found = store.history(it.id());
    } else if (arguments.text().isPresent()) {
      found =
          store.relevant(arguments.text().get(), MAX_SHOWN).stream().map(Relevant::memory).toList();
    } else {
      found = store.list(MemoryFilter.LIVE, MAX_SHOWN);
    }
    Labels labels = new Labels(Set.of(), true);
    var text = new StringBuilder();
    for (Remembered it : found) {
      text.append(line(it)).append('\n');
      labels = labels.and(it.labels());
    }
    return ToolResult.ok(
        text.isEmpty() ? "Nothing is remembered of that." : text.toString(), labels);
  }

  private static String line(Remembered it) {
    String mark = it.standing() == Standing.LIVE ? "" : ", " + it.standing().wire();
    return "[" + it.pointer() + ", " + DAY.format(it.reinforced()) + mark + "] " + it.text();
  }

  private Remembered named(Arguments arguments) {
    String id =
        arguments
            .id()
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    "The argument id is missing.",
                    "Action show finds memories with their ids."));
    String bare =
        id.startsWith(Remembered.POINTER) ? id.substring(Remembered.POINTER.length()) : id;
    Remembered it = store.find(new MemoryId(bare));
    if (it.standing() == Standing.HELD) {
      throw Problem.of(
          ErrorCode.DENIED,
          "That memory waits for the owner; no agent is shown it or decides about it.",
          "The owner runs `alpi memory review`.");
    }
    return it;
  }

  private static Observation observation(Arguments arguments, ToolContext context, Lane lane) {
    String text =
        arguments
            .text()
            .orElseThrow(
                () -> Problem.of(ErrorCode.INVALID_PARAMS, "The argument text is missing."));
    return new Observation(
        text,
        arguments.lane().orElse(lane),
        claim(arguments),
        Observation.USUAL_CONFIDENCE,
        context.labels(),
        arguments.days().map(Duration::ofDays),
        false);
  }

  private static Optional<Claim> claim(Arguments arguments) {
    boolean whole =
        arguments.subject().isPresent()
            && arguments.attribute().isPresent()
            && arguments.value().isPresent();
    return whole
        ? Optional.of(
            new Claim(
                arguments.subject().get(), arguments.attribute().get(), arguments.value().get()))
        : Optional.empty();
  }

  private static String shown(String text) {
    return Cut.brief(text.replaceAll("\\s+", " "), MAX_SUMMARY_CHARS);
  }
}
