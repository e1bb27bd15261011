package alpi.daemon.policy;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.config.Posture;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A tool call as policy sees it: everything it would do, and everything known about why it is
/// asked for.
///
/// @param accesses what would be done, at least one
/// @param labels of everything the model has seen in this conversation when it asked
/// @param named destinations, in the form of [Capability#NET], that the owner wrote in this
///   conversation
/// @param attended whether someone who can answer an approval is there
/// @param authority what the run holds at most
/// @param binding hash over tool, canonical arguments, resolved executable, working directory,
///   environment delta and destination: consent is given to these bytes and no others
public record PolicyRequest(
    String tool,
    List<Access> accesses,
    Labels labels,
    Set<String> named,
    Posture posture,
    boolean attended,
    Authority authority,
    SessionId session,
    JobId run,
    Sha256 binding,
    Optional<String> workspace) {
  public PolicyRequest {
    accesses = List.copyOf(accesses);
    named = Set.copyOf(named);
    if (accesses.isEmpty()) {
      throw new IllegalArgumentException("a request names at least one access");
    }
  }
}
