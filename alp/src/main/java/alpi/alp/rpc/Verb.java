package alpi.alp.rpc;

import java.util.List;

/// One thing that a plane can be asked: the single source of dispatch, checks and the generated
/// reference.
///
/// @param name `host.<noun>.<verb>`
/// @param mutating changes or approves something: refused to whatever the daemon itself started
/// @param local served on the machine's own socket only, whatever role a device has
/// @param streaming sends notifications that carry the request's id before it answers
/// @param since the release that brought it
/// @param doc one sentence
/// @param example params as JSON text
/// @param errors what it fails with besides the five of the specification
public record Verb<P extends Record, R extends Record>(
    String name,
    Class<P> params,
    Class<R> result,
    Role role,
    boolean mutating,
    boolean local,
    boolean streaming,
    String since,
    String doc,
    String example,
    List<ErrorCode> errors) {
  public Verb {
    errors = List.copyOf(errors);
  }
}
