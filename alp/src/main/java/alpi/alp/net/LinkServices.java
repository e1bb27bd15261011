package alpi.alp.net;

/// Answers requests of peers that the gate let through.
@FunctionalInterface
public interface LinkServices {
  /// Runs on a virtual thread of its own, which is interrupted when nobody is left to answer. A
  /// request without a last answer on return is refused as an internal error.
  void serve(LinkExchange exchange) throws InterruptedException;
}
