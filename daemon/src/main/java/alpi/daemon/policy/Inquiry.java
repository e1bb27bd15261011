package alpi.daemon.policy;

import alpi.daemon.base.ApprovalId;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.time.Instant;

/// Something that waits for the owner.
public sealed interface Inquiry permits ApprovalRequest, Question {
  ApprovalId id();

  SessionId session();

  /// The run that waits.
  JobId run();

  /// When waiting ends by itself.
  Instant expires();
}
