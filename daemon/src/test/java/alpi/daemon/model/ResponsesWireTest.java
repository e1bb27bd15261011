package alpi.daemon.model;

/// The contract over the wire of Responses.
final class ResponsesWireTest extends ModelContractTest {
  @Override
  WireScript script() {
    return new WireScript.Responses();
  }
}
