package alpi.daemon.tool;

import java.util.Set;

/// What a tool is, apart from its arguments.
///
/// @param name lower case, as the model calls it
/// @param description for the model, short: it is paid for in every request
public record ToolSpec(String name, String description, Set<ToolTrait> traits) {
  public ToolSpec {
    traits = Set.copyOf(traits);
  }

  public static ToolSpec of(String name, String description, ToolTrait... traits) {
    return new ToolSpec(name, description, Set.of(traits));
  }

  public boolean is(ToolTrait trait) {
    return traits.contains(trait);
  }
}
