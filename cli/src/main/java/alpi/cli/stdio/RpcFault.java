package alpi.cli.stdio;

import alpi.cli.json.JsonObject;

/// An error of JSON-RPC, ours or the other side's.
public final class RpcFault extends RuntimeException {
  public static final int PARSE = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL = -32603;

  private static final long serialVersionUID = 1L;

  private final int code;

  public RpcFault(int code, String sentence) {
    super(sentence);
    this.code = code;
  }

  static RpcFault of(JsonObject error) {
    return new RpcFault((int) error.number("code"), error.text("message"));
  }

  public int code() {
    return code;
  }

  JsonObject json() {
    return new JsonObject().put("code", code).put("message", String.valueOf(getMessage()));
  }
}
