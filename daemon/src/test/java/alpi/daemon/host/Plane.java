package alpi.daemon.host;

import alpi.alp.json.Json;
import alpi.alp.rpc.RpcId;
import alpi.daemon.base.Ids;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A plane without a socket: one call at a time on the caller's thread.
public final class Plane {
  private final Dispatch dispatch;
  private final Caller caller;
  private final List<JsonNode> streamed = new CopyOnWriteArrayList<>();

  public Plane(List<HostVerb<?, ?>> verbs, RefusalLog refusals, Ids ids) {
    this(verbs, refusals, CallLog.NONE, ids);
  }

  public Plane(List<HostVerb<?, ?>> verbs, RefusalLog refusals, CallLog calls, Ids ids) {
    dispatch = new Dispatch(verbs, new ErrorMap(ids), calls, HostLimits.DEFAULT);
    caller = new LocalCaller(new Peer(4711, 1000, 1), new HostFixture.FakePeers(), refusals);
  }

  public JsonNode ask(String method, JsonNode params) {
    HostVerb<?, ?> verb = dispatch.find(method);
    if (verb == null) {
      throw new AssertionError("there is no verb " + method);
    }
    AnswerBuffer answer = dispatch.buffer();
    dispatch.answer(verb, RpcId.of(1), Optional.of(params), new Call(caller, new Kept()), answer);
    JsonNode read = Json.mapper().readTree(answer.toBytes());
    answer.release();
    return read;
  }

  public Dispatch dispatch() {
    return dispatch;
  }

  /// What the calls so far have streamed.
  public List<JsonNode> streamed() {
    return streamed;
  }

  private final class Kept implements Stream {
    @Override
    public void send(long seq, ObjectNode event) {
      streamed.add(Json.object().put("seq", seq).set("event", event));
    }

    @Override
    public boolean close(RpcId id) {
      return false;
    }
  }
}
