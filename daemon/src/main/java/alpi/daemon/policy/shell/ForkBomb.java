package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.ShellNode.Compound;
import alpi.daemon.policy.shell.ShellNode.Function;
import alpi.daemon.policy.shell.ShellNode.Group;
import alpi.daemon.policy.shell.ShellNode.Item;
import alpi.daemon.policy.shell.ShellNode.Pipeline;
import alpi.daemon.policy.shell.ShellNode.Sequence;
import alpi.daemon.policy.shell.ShellNode.Simple;
import alpi.daemon.policy.shell.ShellNode.Subshell;
import java.util.List;

/// Finds functions that call themselves side by side: each call starts more than one further.
final class ForkBomb {
  private ForkBomb() {}

  static boolean calls(ShellNode body, String name) {
    return calls(body, name, false);
  }

  private static boolean calls(ShellNode node, String name, boolean beside) {
    return switch (node) {
      case Sequence(List<Item> items) ->
          items.stream().anyMatch(i -> calls(i.node(), name, beside || i.background()));
      case Pipeline pipeline ->
          pipeline.stages().stream()
              .anyMatch(s -> calls(s, name, beside || pipeline.stages().size() > 1));
      case Simple simple ->
          beside
              && !simple.words().isEmpty()
              && simple.words().getFirst().fixed().map(name::equals).orElse(false);
      case Subshell subshell -> calls(subshell.body(), name, beside);
      case Group group -> calls(group.body(), name, beside);
      case Compound compound -> compound.bodies().stream().anyMatch(b -> calls(b, name, beside));
      case Function function -> calls(function.body(), name, beside);
    };
  }
}
