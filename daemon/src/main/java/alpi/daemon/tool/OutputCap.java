package alpi.daemon.tool;

import alpi.alp.blob.BlobRef;
import alpi.daemon.base.Cut;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Keeps a result within what a model is shown: the beginning and the end, and where the whole
/// lies.
///
/// @param text at most the limit, plus one line
/// @param full the whole text, when `text` is not
record OutputCap(String text, Optional<BlobRef> full) {
  /// Cuts `whole` if need be; what is cut is kept as a blob of the conversation.
  static OutputCap of(String whole, int limit, BlobStore blobs, SessionId session) {
    if (whole.length() <= limit) {
      return new OutputCap(whole, Optional.empty());
    }
    BlobRef ref =
        blobs.put(whole.getBytes(StandardCharsets.UTF_8), "text/plain", Owners.session(session));
    int head = Cut.at(whole, limit / 4 * 3);
    int tail = Cut.at(whole, whole.length() - limit / 4);
    String note =
        "\n[… "
            + (tail - head)
            + " of "
            + whole.length()
            + " characters left out; all of it: read blob:"
            + ref.hash()
            + "]\n";
    return new OutputCap(whole.substring(0, head) + note + whole.substring(tail), Optional.of(ref));
  }
}
