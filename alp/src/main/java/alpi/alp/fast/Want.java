package alpi.alp.fast;

import alpi.alp.blob.ChunkMap;

/// What a receiver still needs of a blob.
///
/// @param leaves whether the hashes of the chunks too
/// @param have the chunks it has; copied
public record Want(boolean leaves, ChunkMap have) {
  public Want {
    have = have.copy();
  }
}
