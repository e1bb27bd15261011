package alpi.daemon.context;

import alpi.alp.blob.Sha256;
import alpi.daemon.model.ModelRequest;
import alpi.daemon.policy.Labels;
import java.util.List;

/// A request ready for the model, and what is to be known about it.
///
/// @param tokens estimated size of the request
/// @param prefix hash of system prompt and tools: while it stays the same, so does the part of the
///   request that a vendor caches across conversations
/// @param labels of everything that went in, memory included
public record Assembled(
    ModelRequest request, List<Omitted> omitted, long tokens, Sha256 prefix, Labels labels) {
  public Assembled {
    omitted = List.copyOf(omitted);
  }
}
