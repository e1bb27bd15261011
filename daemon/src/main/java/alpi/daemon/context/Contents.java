package alpi.daemon.context;

import alpi.alp.blob.Sha256;
import java.io.InputStream;

/// Where the bytes of attachments lie.
@FunctionalInterface
public interface Contents {
  /// @throws alpi.alp.rpc.Problem when there is no such content, or it is damaged
  InputStream open(Sha256 hash);
}
