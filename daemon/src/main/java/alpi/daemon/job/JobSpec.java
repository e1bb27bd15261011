package alpi.daemon.job;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.SessionId;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What someone wants done.
///
/// @param kind names the handler, for example `chat.turn`
/// @param key makes a repeated submission the same job; scoped to the profile
public record JobSpec(
    String kind,
    ObjectNode input,
    Actor actor,
    Optional<SessionId> session,
    Optional<String> key,
    JobTerms terms) {
  /// Longest idempotency key, in characters.
  public static final int MAX_KEY = 128;

  public JobSpec {
    if (key.isPresent() && (key.get().isEmpty() || key.get().length() > MAX_KEY)) {
      throw new IllegalArgumentException("an idempotency key has 1 to 128 characters");
    }
  }

  /// On the usual terms.
  public JobSpec(
      String kind,
      ObjectNode input,
      Actor actor,
      Optional<SessionId> session,
      Optional<String> key) {
    this(kind, input, actor, session, key, JobTerms.USUAL);
  }

  public JobSpec on(JobTerms other) {
    return new JobSpec(kind, input, actor, session, key, other);
  }

  /// What tells two inputs apart.
  ///
  /// @throws Problem `too_large`, or `invalid_params` for what JSON cannot hold
  String inputHash() {
    byte[] canonical;
    try {
      canonical = CanonicalJson.bytes(input);
    } catch (IllegalArgumentException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The input holds a value that JSON cannot hold.")
          .because(e);
    }
    if (canonical.length > Jobs.MAX_DOCUMENT_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The input of a job is larger than " + Jobs.MAX_DOCUMENT_BYTES + " bytes.",
          "Store it as a blob and name its hash.");
    }
    return Sha256.of(canonical).hex();
  }
}
