package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.journal.Draft;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// How a handler's work ended.
public sealed interface JobOutcome {
  /// What is recorded in one commit with the end of the attempt, before it.
  List<Draft> facts();

  record Done(ObjectNode result, List<Draft> facts) implements JobOutcome {
    public Done {
      facts = List.copyOf(facts);
    }

    public Done(ObjectNode result) {
      this(result, List.of());
    }
  }

  /// @param detail one sentence, safe to show
  record Failed(ErrorCode code, String detail, ObjectNode result, List<Draft> facts)
      implements JobOutcome {
    public Failed {
      facts = List.copyOf(facts);
    }

    public Failed(ErrorCode code, String detail, ObjectNode result) {
      this(code, detail, result, List.of());
    }
  }

  record Cancelled(ObjectNode result, List<Draft> facts) implements JobOutcome {
    public Cancelled {
      facts = List.copyOf(facts);
    }

    public Cancelled(ObjectNode result) {
      this(result, List.of());
    }
  }

  /// Not now: the job goes back and starts no earlier than after `delay`. It counts as an attempt.
  ///
  /// @param detail why, one sentence, safe to show
  record NotNow(Duration delay, String detail, List<Draft> facts) implements JobOutcome {
    /// Longest delay.
    public static final Duration LONGEST = Duration.ofDays(30);

    public NotNow {
      facts = List.copyOf(facts);
      if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a delay is 0 to " + LONGEST);
      }
    }

    public NotNow(Duration delay, String detail) {
      this(delay, detail, List.of());
    }
  }
}
