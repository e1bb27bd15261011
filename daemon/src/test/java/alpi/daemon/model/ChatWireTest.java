package alpi.daemon.model;

/// The contract over the wire of Chat.
final class ChatWireTest extends ModelContractTest {
  @Override
  WireScript script() {
    return new WireScript.Chat();
  }
}
