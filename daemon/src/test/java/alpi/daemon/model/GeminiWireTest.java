package alpi.daemon.model;

/// The contract over the wire of Gemini.
final class GeminiWireTest extends ModelContractTest {
  @Override
  WireScript script() {
    return new WireScript.Gemini();
  }
}
