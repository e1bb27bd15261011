package alpi.alp.transfer;

import alpi.alp.fast.Batch;
import java.util.List;

/// Small blobs with their bytes, as they are sent.
///
/// @param contents as many as the batch has entries, each of the size that its entry says
public record Packed(Batch batch, List<byte[]> contents) {
  public Packed {
    contents = List.copyOf(contents);
    if (contents.size() != batch.count()) {
      throw new IllegalArgumentException("a batch of other blobs");
    }
    for (int i = 0; i < contents.size(); i++) {
      if (contents.get(i).length != batch.entries().get(i).size()) {
        throw new IllegalArgumentException("blob " + i + " has another size");
      }
    }
  }
}
