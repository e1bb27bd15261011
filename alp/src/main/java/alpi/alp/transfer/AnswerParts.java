package alpi.alp.transfer;

import alpi.alp.envelope.LinkError;
import tools.jackson.databind.JsonNode;

/// Where the parts of an answer go. Each call waits until the other side keeps up.
public interface AnswerParts {
  void chunk(JsonNode result) throws InterruptedException;

  void finish(JsonNode result) throws InterruptedException;

  void refuse(LinkError error) throws InterruptedException;
}
