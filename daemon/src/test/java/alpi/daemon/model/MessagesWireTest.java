package alpi.daemon.model;

/// The contract over the wire of Anthropic.
final class MessagesWireTest extends ModelContractTest {
  @Override
  WireScript script() {
    return new WireScript.Anthropic();
  }
}
