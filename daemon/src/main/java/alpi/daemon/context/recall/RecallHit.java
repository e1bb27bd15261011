package alpi.daemon.context.recall;

import alpi.daemon.policy.Labels;
import java.time.Instant;

/// Something that was found.
///
/// @param pointer opens it; see [alpi.daemon.context.Pointer]
/// @param at when it was said, kept, changed or stored
/// @param title what it is, in a few words
/// @param snippet the words around what was looked for
/// @param labels of what was found, so that a stranger's words stay a stranger's
public record RecallHit(
    RecallScope scope, String pointer, Instant at, String title, String snippet, Labels labels) {}
