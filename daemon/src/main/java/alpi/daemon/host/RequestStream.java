package alpi.daemon.host;

import alpi.alp.json.Json;
import alpi.alp.rpc.RpcCodec;
import alpi.alp.rpc.RpcId;
import alpi.alp.rpc.RpcMessage.Notification;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// The notifications of one request on their way into the outbox.
final class RequestStream implements Stream {
  private static final String METHOD = "host.stream";

  private final RpcId id;
  private final Outbox outbox;
  private final Predicate<RpcId> stop;

  RequestStream(RpcId id, Outbox outbox, Predicate<RpcId> stop) {
    this.id = id;
    this.outbox = outbox;
    this.stop = stop;
  }

  @Override
  public void send(long seq, ObjectNode event) {
    if (id instanceof RpcId.None) {
      return;
    }
    ObjectNode params = Json.object();
    params.set("id", RpcCodec.json(id));
    params.put("seq", seq);
    params.set("event", event);
    byte[] line = RpcCodec.encode(new Notification(METHOD, Optional.of(params)));
    try {
      if (!outbox.write(LineBuffer.ended(line))) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean close(RpcId other) {
    return stop.test(other);
  }
}
