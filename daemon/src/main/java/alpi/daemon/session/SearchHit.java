package alpi.daemon.session;

import alpi.daemon.base.SessionId;
import java.time.Instant;

/// A message that a search found.
///
/// @param role user, assistant or tool
/// @param snippet the words around the match, at most some 200 characters
public record SearchHit(SessionId session, String turn, Instant at, String role, String snippet) {}
