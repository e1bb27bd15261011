package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.journal.Draft;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// How a handler's work ended.
public sealed interface JobOutcome {
  /// What is recorded in one commit with the end of the job, before it.
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
}
