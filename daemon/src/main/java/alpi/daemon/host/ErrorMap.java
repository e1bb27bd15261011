package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.RpcError;
import alpi.daemon.base.Ids;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes an error for the client of whatever a verb threw. The only place that does. What is ours
/// to repair is logged under a correlation id and shows nothing of the inside.
public final class ErrorMap {
  private static final Logger log = LoggerFactory.getLogger(ErrorMap.class);

  private final Ids ids;

  public ErrorMap(Ids ids) {
    this.ids = ids;
  }

  RpcError of(String verb, Throwable thrown) {
    return switch (thrown) {
      case Problem problem -> told(verb, problem);
      case InterruptedException _ ->
          RpcError.of(ErrorCode.CANCELLED, "The request was closed before it was answered.");
      default -> internal(verb, thrown);
    };
  }

  private RpcError told(String verb, Problem problem) {
    if (problem.getCause() != null && problem.code() != ErrorCode.INVALID_PARAMS) {
      log.warn("verb.failed verb={} code={}", verb, problem.code().wire(), problem);
    }
    return RpcError.of(problem);
  }

  private RpcError internal(String verb, Throwable thrown) {
    String corr = ids.next('e');
    log.error("verb.broken verb={} corr={}", verb, corr, thrown);
    return new RpcError(
        ErrorCode.INTERNAL,
        "The daemon failed at this request; it is our fault.",
        Optional.of("The log tells more under " + corr + ": `alpi daemon logs`."),
        Optional.of(corr));
  }
}
