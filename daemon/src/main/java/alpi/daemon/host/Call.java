package alpi.daemon.host;

import alpi.daemon.base.Actor;

/// One request while it is being served.
///
/// @param caller who asks; stamp [#actor] on whatever changes
/// @param stream takes notifications of a streaming verb
public record Call(Caller caller, Stream stream) {
  public Actor actor() {
    return caller.actor();
  }
}
