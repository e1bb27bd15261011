package alpi.daemon.host.ws;

import alpi.alp.blob.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// One file of the page, as it is and compressed.
final class Asset {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "webmanifest", "application/manifest+json");

  private final String mediaType;
  private final String etag;
  private final byte[] plain;
  private final byte[] gzip;

  private Asset(String mediaType, String etag, byte[] plain, byte[] gzip) {
    this.mediaType = mediaType;
    this.etag = etag;
    this.plain = plain;
    this.gzip = gzip;
  }

  String mediaType() {
    return mediaType;
  }

  /// Changes with the content.
  String etag() {
    return etag;
  }

  /// To be read only, as the next.
  byte[] plain() {
    return plain;
  }

  byte[] gzip() {
    return gzip;
  }

  static Asset of(String name, byte[] content) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type = TYPES.get(ending);
    if (type == null) {
      throw new IllegalStateException("a file of the page has no known type: " + name);
    }
    String tag = '"' + Sha256.of(content).hex().substring(0, 32) + '"';
    return new Asset(type, tag, content, compressed(content));
  }

  private static byte[] compressed(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
