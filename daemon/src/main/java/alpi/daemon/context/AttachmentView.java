package alpi.daemon.context;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.Problem;
import alpi.daemon.model.ModelMessage.Image;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Attachments as a model is shown them: text fenced into the message, images beside it, anything
/// else as one line that says where it lies. The same attachment always gives the same bytes.
final class AttachmentView {
  /// Most of one text that is shown, in bytes.
  static final int MAX_TEXT_BYTES = 256 << 10;

  /// Least that is shown of one text, however small the window.
  static final int MIN_TEXT_BYTES = 1 << 10;

  /// Largest image shown, in bytes.
  static final int MAX_IMAGE_BYTES = 5 << 20;

  private static final Set<String> IMAGES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  /// A text with more undecodable characters than one in this many is no text.
  private static final int ODD_CHARS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(AttachmentView.class);

  private final Contents contents;
  private final boolean seesImages;
  private final int window;
  private final List<Omitted> omitted;

  AttachmentView(Contents contents, boolean seesImages, int window, List<Omitted> omitted) {
    this.contents = contents;
    this.seesImages = seesImages;
    this.window = window;
    this.omitted = omitted;
  }

  Shown show(List<Attachment> attachments, Labels labels) {
    var text = new StringBuilder();
    List<Image> images = new ArrayList<>();
    List<Included> parts = new ArrayList<>();
    int limit = limit(attachments.size());
    for (Attachment attachment : attachments) {
      Optional<Image> image = image(attachment);
      image.ifPresent(images::add);
      String part = image.isPresent() ? line(attachment, "shown") : text(attachment, labels, limit);
      text.append("\n\n").append(part);
      long tokens = Tokens.about(part) + (image.isPresent() ? Tokens.IMAGE : 0);
      parts.add(new Included(pointer(attachment.blob()), Slot.FILES, tokens));
    }
    return new Shown(text.toString(), images, parts);
  }

  /// A quarter of the window for all attachments of a message together.
  private int limit(int count) {
    int share = Math.min(MAX_TEXT_BYTES, window) / Math.max(1, count);
    return Math.max(MIN_TEXT_BYTES, share);
  }

  private Optional<Image> image(Attachment attachment) {
    BlobRef blob = attachment.blob();
    if (!seesImages || !IMAGES.contains(blob.mediaType()) || blob.bytes() > MAX_IMAGE_BYTES) {
      return Optional.empty();
    }
    return head(blob, MAX_IMAGE_BYTES)
        .map(bytes -> new Image(blob.mediaType(), Base64.getEncoder().encodeToString(bytes)));
  }

  private String text(Attachment attachment, Labels labels, int limit) {
    BlobRef blob = attachment.blob();
    if (attachment.reading().isPresent()) {
      return words(attachment, attachment.reading().get(), labels, limit);
    }
    if (blob.mediaType().equals("application/pdf")) {
      leftOut(blob, "unseen");
      return line(attachment, "not shown: read it with read {path: \"blob:" + blob.hash() + "\"}");
    }
    if (blob.mediaType().startsWith("image/")) {
      leftOut(blob, "unseen");
      return line(attachment, "not shown: " + unseen(blob));
    }
    Optional<byte[]> head = head(blob, limit);
    if (head.isEmpty()) {
      leftOut(blob, "gone");
      return line(attachment, "not shown: its content is gone");
    }
    Optional<String> decoded = decoded(head.get());
    if (decoded.isEmpty()) {
      leftOut(blob, "unseen");
      return line(attachment, "not shown: it is not text");
    }
    String fenced =
        Fence.attachment(attachment.name(), blob.mediaType(), blob.bytes(), labels, decoded.get());
    if (head.get().length >= blob.bytes()) {
      return fenced;
    }
    omitted.add(new Omitted(pointer(blob), "budget", (blob.bytes() - head.get().length) / 4));
    return fenced + "\n[" + rest(head.get().length, blob) + "]";
  }

  /// What was read out of a document when it came.
  private String words(Attachment attachment, Reading reading, Labels labels, int limit) {
    BlobRef blob = attachment.blob();
    Optional<byte[]> head = reading.text().flatMap(text -> head(text, limit));
    if (head.isEmpty()) {
      leftOut(blob, reading.text().isPresent() ? "gone" : "unseen");
      String why = reading.text().isPresent() ? "its content is gone" : reading.note();
      return line(attachment, "not shown: " + why);
    }
    String text = decoded(head.get()).orElse("");
    String fenced =
        Fence.attachment(attachment.name(), blob.mediaType(), blob.bytes(), labels, text)
            + "\n[Above: "
            + reading.note();
    long whole = reading.text().map(BlobRef::bytes).orElse(0L);
    if (head.get().length >= whole) {
      return fenced + ".]";
    }
    omitted.add(new Omitted(pointer(blob), "budget", (whole - head.get().length) / 4));
    return "%s, cut after %d of %d bytes; read on with read {path: \"blob:%s\", offset: %d}.]"
        .formatted(fenced, head.get().length, whole, blob.hash(), text.lines().count());
  }

  private String unseen(BlobRef blob) {
    if (!seesImages) {
      return "this model sees no images";
    }
    return IMAGES.contains(blob.mediaType()) ? "it is too large" : "not a kind the model sees";
  }

  static String rest(long shown, BlobRef blob) {
    return "first %d of %d bytes; the rest is blob %s, read it with read {path: \"blob:%s\"}"
        .formatted(shown, blob.bytes(), blob.hash().brief(), blob.hash());
  }

  private static String line(Attachment attachment, String what) {
    BlobRef blob = attachment.blob();
    return "[Attachment %s (%s, %d bytes, blob:%s): %s.]"
        .formatted(
            Fence.quoted(attachment.name()),
            Fence.quoted(blob.mediaType()),
            blob.bytes(),
            blob.hash(),
            what);
  }

  private void leftOut(BlobRef blob, String why) {
    omitted.add(new Omitted(pointer(blob), why, blob.bytes() / 4));
  }

  private static String pointer(BlobRef blob) {
    return "blob:" + blob.hash();
  }

  private Optional<byte[]> head(BlobRef blob, int limit) {
    try (InputStream in = contents.open(blob.hash())) {
      return Optional.of(in.readNBytes(limit));
    } catch (Problem | IOException e) {
      LOG.warn("event=attachment_unreadable blob={}", blob.hash(), e);
      return Optional.empty();
    }
  }

  /// The text, without the half character that a cut may leave; empty when it is no text.
  private static Optional<String> decoded(byte[] bytes) {
    int end = bytes.length;
    int back = 1;
    while (back <= 3 && back <= end && (bytes[end - back] & 0xc0) == 0x80) {
      back++;
    }
    if (back <= end && expected(bytes[end - back]) > back) {
      end -= back;
    }
    String text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end)).toString();
    long odd = text.chars().filter(c -> c == '\ufffd').count();
    boolean isText = text.indexOf('\0') < 0 && odd * ODD_CHARS <= text.length();
    return isText ? Optional.of(text) : Optional.empty();
  }

  /// How many bytes a character has that begins with this one.
  private static int expected(byte first) {
    int lead = first & 0xff;
    return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  }

  record Shown(String text, List<Image> images, List<Included> parts) {}
}
