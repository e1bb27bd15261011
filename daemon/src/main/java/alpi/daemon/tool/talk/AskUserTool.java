package alpi.daemon.tool.talk;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Answer;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Question;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Puts a question to the owner and waits. The answer is words; it permits nothing.
public final class AskUserTool implements Tool<AskUserTool.Arguments> {
  private final ApprovalDesk desk;
  private final Ids ids;
  private final Time time;
  private final Supplier<Duration> patience;

  /// @param patience how long a question waits, as the owner has set it now
  public AskUserTool(ApprovalDesk desk, Ids ids, Time time, Supplier<Duration> patience) {
    this.desk = desk;
    this.ids = ids;
    this.time = time;
    this.patience = patience;
  }

  public record Arguments(
      @Doc(longest = Question.MAX_CHARS) String question,
      @Doc(value = "answers to offer", longest = Question.MAX_CHOICES)
          Optional<List<String>> choices) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of("ask_user", "Ask the owner something only they can answer.", ToolTrait.CORE);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    var access = new Access(Capability.ASK, "owner", Tier.SAFE, "asking the owner");
    return new Plan(List.of(access), "ask the owner", Map.of());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    if (!context.attended()) {
      return ToolResult.failed(
          "Nobody is there to answer. Go on with what is safe, or end and say what you need.",
          Labels.NONE);
    }
    Duration wait = patience.get();
    var question =
        new Question(
            ids.approval(),
            context.session(),
            context.run(),
            arguments.question(),
            arguments.choices().orElse(List.of()),
            time.now().plus(wait));
    Answer answer = desk.ask(question, wait, context.cancel());
    if (answer.text().isPresent()) {
      return ToolResult.ok(answer.text().get(), Labels.OWNER);
    }
    String why =
        answer.code().equals(Optional.of(ErrorCode.APPROVAL_TIMEOUT))
            ? "Nobody answered in time. Go on with what is safe, or end and say what you need."
            : "The owner did not answer.";
    return ToolResult.failed(why, Labels.NONE);
  }
}
