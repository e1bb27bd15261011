package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import java.util.List;

/// How it went well with several files.
///
/// @param bytes of all of them
/// @param moved bytes that travelled: none when all were there already
/// @param hashes in the order of the files
public record ManyEnd(long bytes, long moved, List<Sha256> hashes) {
  public ManyEnd {
    hashes = List.copyOf(hashes);
  }
}
