package alpi.daemon.host;

import alpi.alp.rpc.Role;
import alpi.alp.rpc.Verb;
import alpi.daemon.base.Actor;
import alpi.daemon.host.device.Device;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// Who is at the other end of one connection.
public sealed interface Caller permits LocalCaller, DeviceCaller, Stranger {
  Actor actor();

  Role role();

  /// What carries its calls: `socket` or `web`.
  String via();

  /// Its process, where that is known.
  OptionalLong pid();

  /// Called before the code of every verb.
  ///
  /// @throws alpi.alp.rpc.Problem `forbidden` when this caller may not
  void demand(Verb<?, ?> verb, Optional<JsonNode> params);

  /// Tells a caller that was unknown until now which device it is.
  default void turnsOutToBe(Device device) {}
}
