package alpi.daemon.tool;

/// One thing that an agent can do. A call is planned, judged, recorded and only then run.
///
/// @param <A> a record of the arguments: its components, in snake_case, are the schema the model is
///   given; unknown, missing and alias arguments are refused before [#plan]
public interface Tool<A extends Record> {
  ToolSpec spec();

  Class<A> arguments();

  /// Whether it can be used as things are set up now; what cannot is neither offered nor found.
  default boolean available() {
    return true;
  }

  /// Says what the call would do, on canonical objects, without doing any of it.
  ///
  /// @throws alpi.alp.rpc.Problem when the arguments make no sense; the model is told
  Plan plan(A arguments, ToolContext context);

  /// Does what was planned and allowed. May block; stops soon after the context's cancel fires.
  ///
  /// @throws alpi.alp.rpc.Problem when it fails; the model is told the sentence
  ToolResult run(A arguments, Plan plan, ToolContext context) throws InterruptedException;
}
