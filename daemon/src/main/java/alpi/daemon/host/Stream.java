package alpi.daemon.host;

import alpi.alp.rpc.RpcId;
import tools.jackson.databind.node.ObjectNode;

/// The notifications of one request, sent before its answer.
public interface Stream {
  /// Sends `{id, seq, event}`. Waits while the client does not read; after the connection is gone
  /// it does nothing but leave the thread interrupted, so that whoever feeds it stops.
  ///
  /// @param seq the journal's number up to which the client is told with this event
  void send(long seq, ObjectNode event);

  /// Ends another stream of the same connection, as `host.stream.close` asks.
  ///
  /// @return whether there was one
  boolean close(RpcId id);
}
