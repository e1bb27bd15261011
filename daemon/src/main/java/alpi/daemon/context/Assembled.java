package alpi.daemon.context;

import alpi.alp.blob.Sha256;
import alpi.daemon.model.ModelRequest;
import alpi.daemon.policy.Labels;
import java.util.List;

/// A request ready for the model, and what is to be known about it.
///
/// @param included everything in it that has a pointer
/// @param slots how full each slot is
/// @param tokens estimated size of the request
/// @param limit what that size stays below: the window without the answer
/// @param prefix hash of system prompt and tools: while it stays the same, so does the part of the
///   request that a vendor caches across conversations
/// @param labels of everything that went in, memory included
public record Assembled(
    ModelRequest request,
    List<Included> included,
    List<Omitted> omitted,
    List<SlotUse> slots,
    Meters meters,
    long tokens,
    long limit,
    Sha256 prefix,
    Labels labels) {
  public Assembled {
    included = List.copyOf(included);
    omitted = List.copyOf(omitted);
    slots = List.copyOf(slots);
  }
}
