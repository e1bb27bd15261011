package alpi.alp.blob;

/// A pointer to stored bytes: what they hash to, how many there are, what kind they are.
///
/// @param bytes size of the content, not negative
/// @param mediaType for example `text/plain`; `application/octet-stream` when unknown
public record BlobRef(Sha256 hash, long bytes, String mediaType) {
  public static final String UNKNOWN_TYPE = "application/octet-stream";

  public BlobRef {
    if (bytes < 0) {
      throw new IllegalArgumentException("a blob has no negative size");
    }
    if (mediaType.isEmpty() || mediaType.length() > 127) {
      throw new IllegalArgumentException("a media type has 1 to 127 characters");
    }
  }
}
