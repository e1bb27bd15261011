package alpi.cli.stdio;

import alpi.cli.json.JsonObject;
import java.io.IOException;

/// What is done with what the other side sends.
public interface Service {
  /// Answers a request, on a thread of its own; may take its time.
  ///
  /// @throws RpcFault what the other side is told
  JsonObject answer(Asked asked) throws IOException, InterruptedException;

  /// Takes a notification, in the order of arrival; must not wait.
  void told(String method, JsonObject params);
}
