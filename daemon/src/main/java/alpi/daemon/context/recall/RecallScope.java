package alpi.daemon.context.recall;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A place that is searched.
public enum RecallScope {
  /// Past conversations.
  SESSIONS,
  /// What is kept in memory, and the memory files that the owner writes.
  MEMORY,
  /// Files of one folder and those below it.
  FILES,
  /// Stored content: attachments, long answers of tools, what peers sent.
  BLOBS,
  /// What was filed for the owner to read.
  OUTPUTS;

  /// What is searched where nobody says: all but files, which are only read where they are asked
  /// for.
  public static final Set<RecallScope> USUAL = Set.copyOf(EnumSet.complementOf(EnumSet.of(FILES)));

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The scopes of these names.
  ///
  /// @throws Problem `invalid_params` for a name that is none
  public static Set<RecallScope> ofWire(Collection<String> wires) {
    EnumSet<RecallScope> scopes = EnumSet.noneOf(RecallScope.class);
    wires.forEach(wire -> scopes.add(ofWire(wire)));
    return scopes;
  }

  public static RecallScope ofWire(String wire) {
    return Arrays.stream(values())
        .filter(scope -> scope.wire().equals(wire))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.INVALID_PARAMS,
                "There is no such scope.",
                "One of: " + String.join(", ", wires()) + "."));
  }

  public static List<String> wires() {
    return Arrays.stream(values()).map(RecallScope::wire).collect(Collectors.toList());
  }
}
