package alpi.daemon.session;

import alpi.daemon.base.SessionId;
import alpi.daemon.policy.Labels;
import java.time.Instant;

/// A message that a search found.
///
/// @param role user, assistant or tool
/// @param labels of the message; conversations are private data
/// @param snippet the words around the match, at most some 200 characters
public record SearchHit(
    SessionId session, String turn, Instant at, String role, Labels labels, String snippet) {}
