package alpi.cli.acp;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.Asked;
import alpi.cli.stdio.Daemon;
import alpi.cli.stdio.Pipe;
import alpi.cli.stdio.RpcFault;
import alpi.cli.stdio.Service;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An agent of the Agent Client Protocol (agentclientprotocol.com), version 1: conversations of the
/// daemon, their turns as they go, and its questions to the owner.
public final class AcpAgent implements Service {
  private static final int VERSION = 1;

  /// The protocol's own code for what is not there.
  private static final int NOT_FOUND = -32002;

  private final Pipe pipe;
  private final Daemon daemon;
  private final String version;
  private final Map<String, AcpSession> sessions = new ConcurrentHashMap<>();

  /// What the editor offers of its files.
  private volatile JsonObject files = new JsonObject();

  public AcpAgent(Pipe pipe, Daemon daemon, String version) {
    this.pipe = pipe;
    this.daemon = daemon;
    this.version = version;
  }

  @Override
  public JsonObject answer(Asked asked) throws IOException, InterruptedException {
    JsonObject params = asked.params();
    return switch (asked.method()) {
      case "initialize" -> initialize(params);
      case "session/new" -> begin(params);
      case "session/load" -> load(params);
      case "session/prompt" -> prompt(asked);
      case "authenticate" ->
          throw new RpcFault(RpcFault.INVALID_PARAMS, "Nobody has to authenticate here.");
      default ->
          throw new RpcFault(
              RpcFault.METHOD_NOT_FOUND, "There is no method " + asked.method() + ".");
    };
  }

  @Override
  public void told(String method, JsonObject params) {
    AcpSession session = sessions.get(params.text("sessionId"));
    if (method.equals("session/cancel") && session != null) {
      session.cancel();
    }
  }

  private JsonObject initialize(JsonObject params) {
    if (params.number("protocolVersion") < 1) {
      throw new RpcFault(RpcFault.INVALID_PARAMS, "The field `protocolVersion` is missing.");
    }
    files = params.object("clientCapabilities").object("fs");
    return new JsonObject()
        .put("protocolVersion", VERSION)
        .put(
            "agentCapabilities",
            new JsonObject()
                .put("loadSession", true)
                .put(
                    "promptCapabilities",
                    new JsonObject()
                        .put("image", false)
                        .put("audio", false)
                        .put("embeddedContext", true)))
        .put(
            "agentInfo",
            new JsonObject().put("name", "alpi").put("title", "alpi").put("version", version))
        .put("authMethods", new JsonArray());
  }

  private JsonObject begin(JsonObject params) throws IOException {
    String folder = folder(params);
    String id = daemon.ask("host.session.create", daemon.params()).text("id");
    sessions.put(id, new AcpSession(pipe, daemon, id, folder, files));
    return new JsonObject().put("sessionId", id);
  }

  private JsonObject load(JsonObject params) throws IOException {
    String folder = folder(params);
    String id = params.text("sessionId");
    AcpSession session = new AcpSession(pipe, daemon, id, folder, files);
    try {
      session.replay();
    } catch (HostFault e) {
      throw new RpcFault(NOT_FOUND, e.refusal().sentence());
    }
    sessions.put(id, session);
    return new JsonObject();
  }

  private JsonObject prompt(Asked asked) throws IOException, InterruptedException {
    String id = asked.params().text("sessionId");
    @Nullable AcpSession session = sessions.get(id);
    if (session == null) {
      throw new RpcFault(RpcFault.INVALID_PARAMS, "There is no open session " + id + ".");
    }
    asked.whenCancelled(session::cancel);
    return session.prompt(asked.params().array("prompt"));
  }

  private static String folder(JsonObject params) {
    String folder = params.text("cwd");
    if (folder.isEmpty()) {
      throw new RpcFault(RpcFault.INVALID_PARAMS, "The field `cwd` is missing.");
    }
    return folder;
  }
}
