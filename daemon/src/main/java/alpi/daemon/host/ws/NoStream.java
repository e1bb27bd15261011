package alpi.daemon.host.ws;

import alpi.alp.rpc.RpcId;
import alpi.daemon.host.Stream;
import tools.jackson.databind.node.ObjectNode;

/// The stream of somebody who has not entered yet: nothing goes out, nothing can be ended.
enum NoStream implements Stream {
  NONE;

  @Override
  public void send(long seq, ObjectNode event) {}

  @Override
  public boolean close(RpcId id) {
    return false;
  }
}
