package alpi.daemon.tool;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A shelf that forgets when the test ends.
public final class MemoryShelf implements BlobShelf {
  private final Map<String, byte[]> held = new ConcurrentHashMap<>();

  @Override
  public BlobRef put(byte[] content, String mediaType, String owner) {
    Sha256 hash = Sha256.of(content);
    held.put(owner + " " + hash, content.clone());
    return new BlobRef(hash, content.length, mediaType);
  }

  @Override
  public InputStream open(Sha256 hash, String owner) {
    byte[] content = held.get(owner + " " + hash);
    if (content == null) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no such blob.");
    }
    return new ByteArrayInputStream(content);
  }
}
