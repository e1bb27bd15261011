package alpi.daemon.host.verb;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.session.Message.Reading;
import alpi.daemon.tool.pdf.PdfText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Reads the words out of documents as they come in. Done once at the door and kept beside the
/// document: a turn asks the model many times and must show it the same words each time.
final class Readings {
  static final String PDF = "application/pdf";

  private final Time time;

  Readings(Time time) {
    this.time = time;
  }

  /// The words of a stored document, stored too; empty for what is no document. A document that
  /// cannot be read says why and is kept all the same.
  ///
  /// @param owner holds the words until a conversation takes them over
  Optional<Reading> of(BlobRef blob, BlobStore blobs, BlobOwner owner) throws InterruptedException {
    if (!blob.mediaType().equals(PDF)) {
      return Optional.empty();
    }
    PdfText pdf;
    try {
      pdf = PdfText.of(bytes(blob, blobs), time);
    } catch (Problem e) {
      return Optional.of(new Reading(Optional.empty(), reason(e.sentence())));
    }
    if (pdf.blank()) {
      return Optional.of(new Reading(Optional.empty(), pdf.extent()));
    }
    byte[] text = pdf.text().getBytes(StandardCharsets.UTF_8);
    BlobRef words = blobs.put(text, "text/plain", owner);
    return Optional.of(new Reading(Optional.of(words), pdf.extent()));
  }

  private static byte[] bytes(BlobRef blob, BlobStore blobs) {
    try (InputStream in = blobs.open(blob.hash())) {
      return in.readNBytes(PdfText.MAX_BYTES + 1);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The attachment could not be read back.").because(e);
    }
  }

  /// A sentence as half a sentence.
  private static String reason(String sentence) {
    String open = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return open.substring(0, 1).toLowerCase(Locale.ROOT) + open.substring(1);
  }
}
