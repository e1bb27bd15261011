package alpi.cli.mcp;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.Asked;
import alpi.cli.stdio.Daemon;
import alpi.cli.stdio.Pipe;
import alpi.cli.stdio.RpcFault;
import alpi.cli.stdio.Service;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.util.List;

/// A server of the Model Context Protocol with tools and nothing else, in the revisions of June and
/// November 2025 (modelcontextprotocol.io/specification).
public final class McpServer implements Service {
  /// The newest first: what a client is offered that asks for another.
  static final List<String> REVISIONS = List.of("2025-11-25", "2025-06-18");

  /// Most tools in one page.
  static final int PAGE = 50;

  private final Pipe pipe;
  private final List<McpTool> tools;
  private final String version;
  private volatile boolean begun;

  /// @param folder where turns work that name none
  /// @param peers whether peers may be asked directly
  public McpServer(Pipe pipe, Daemon daemon, String folder, boolean peers, String version) {
    this.pipe = pipe;
    this.tools = new McpTools(daemon, folder).all(peers);
    this.version = version;
  }

  @Override
  public JsonObject answer(Asked asked) throws IOException, InterruptedException {
    return switch (asked.method()) {
      case "initialize" -> initialize(asked.params());
      case "ping" -> new JsonObject();
      case "tools/list" -> list(asked.params());
      case "tools/call" -> call(asked);
      default ->
          throw new RpcFault(
              RpcFault.METHOD_NOT_FOUND, "There is no method " + asked.method() + ".");
    };
  }

  @Override
  public void told(String method, JsonObject params) {
    if (method.equals("notifications/cancelled")) {
      pipe.cancel(params.get("requestId"));
    }
  }

  private JsonObject initialize(JsonObject params) {
    String wanted = params.text("protocolVersion");
    if (wanted.isEmpty()) {
      throw new RpcFault(RpcFault.INVALID_PARAMS, "The field `protocolVersion` is missing.");
    }
    begun = true;
    return new JsonObject()
        .put("protocolVersion", REVISIONS.contains(wanted) ? wanted : REVISIONS.getFirst())
        .put(
            "capabilities",
            new JsonObject().put("tools", new JsonObject().put("listChanged", false)))
        .put(
            "serverInfo",
            new JsonObject().put("name", "alpi").put("title", "alpi").put("version", version))
        .put(
            "instructions",
            "alpi is the owner's own agent on this machine. Look things up with recall and the"
                + " other reading tools; ask_alpi has it work, and may wait for its owner to"
                + " agree.");
  }

  private void mustHaveBegun() {
    if (!begun) {
      throw new RpcFault(RpcFault.INVALID_REQUEST, "The first request is `initialize`.");
    }
  }

  private JsonObject list(JsonObject params) {
    mustHaveBegun();
    int from = params.has("cursor") ? cursor(params.text("cursor")) : 0;
    int to = Math.min(tools.size(), from + PAGE);
    JsonObject page = new JsonObject().put("tools", McpTools.json(tools.subList(from, to)));
    return to < tools.size() ? page.put("nextCursor", Integer.toString(to)) : page;
  }

  private int cursor(String text) {
    try {
      int cursor = Integer.parseInt(text);
      if (cursor > 0 && cursor < tools.size()) {
        return cursor;
      }
    } catch (NumberFormatException e) {
      throw unknown();
    }
    throw unknown();
  }

  private static RpcFault unknown() {
    return new RpcFault(RpcFault.INVALID_PARAMS, "That cursor is none of ours.");
  }

  private JsonObject call(Asked asked) throws IOException, InterruptedException {
    mustHaveBegun();
    JsonObject params = asked.params();
    McpTool tool =
        tools.stream()
            .filter(each -> each.name().equals(params.text("name")))
            .findFirst()
            .orElseThrow(() ->
                new RpcFault(
                    RpcFault.INVALID_PARAMS, "There is no tool " + params.text("name") + "."));
    JsonObject arguments = params.object("arguments");
    List<String> faults = tool.faults(arguments);
    if (!faults.isEmpty()) {
      return McpAnswer.failure("The arguments do not fit: " + String.join(", ", faults) + ".")
          .json();
    }
    var progress = new McpProgress(pipe, params.object("_meta").get("progressToken"));
    try {
      return tool.work().run(arguments, progress, asked).json();
    } catch (HostFault e) {
      return failed(e.refusal()).json();
    } catch (Refusal e) {
      return failed(e).json();
    } catch (IOException e) {
      return McpAnswer.failure("The daemon cannot be reached: " + e.getMessage() + ".").json();
    }
  }

  private static McpAnswer failed(Refusal refusal) {
    String hint = refusal.hint().isEmpty() ? "" : " " + refusal.hint();
    return McpAnswer.failure(refusal.sentence() + hint);
  }
}
