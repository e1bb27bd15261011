package alpi.daemon.journal;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A recorded fact. Its number is the only order there is, and the only resume token.
///
/// @param seq 1, 2, 3 … without gaps within one journal
/// @param previous hash of the event before it; 32 zero bytes for the first
/// @param hash SHA-256 of `previous` and the canonical JSON (RFC 8785) of all other fields
public record Event(
    long seq,
    Instant at,
    EventKind kind,
    ProfileName profile,
    Actor actor,
    Optional<SessionId> session,
    Optional<String> corr,
    Optional<String> span,
    ObjectNode body,
    Optional<Sha256> content,
    Sha256 previous,
    Sha256 hash) {}
