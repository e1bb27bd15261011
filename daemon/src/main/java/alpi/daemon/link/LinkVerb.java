package alpi.daemon.link;

import alpi.alp.net.LinkExchange;

/// One method that peers may call. What it is handed was let through already: the peer is pinned,
/// allowed the method, within its rate and within the profile's budget.
public interface LinkVerb {
  /// For example `link.ping`.
  String method();

  /// Answers, on a virtual thread of its own that is interrupted when nobody is left to answer.
  ///
  /// @throws alpi.alp.rpc.Problem what the peer is told, as an internal error
  void serve(LinkExchange exchange) throws InterruptedException;
}
