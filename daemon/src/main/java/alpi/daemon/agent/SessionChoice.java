package alpi.daemon.agent;

import alpi.daemon.base.SessionId;

/// Which conversation a turn belongs to.
public sealed interface SessionChoice {
  /// A new one, made when the turn is accepted and not before: a repeated request makes no second
  /// one.
  record Fresh() implements SessionChoice {}

  /// The one that was talked in last; a new one when there is none.
  record Latest() implements SessionChoice {}

  /// This one, which must exist.
  record Existing(SessionId id) implements SessionChoice {}
}
