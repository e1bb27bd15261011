package alpi.daemon.tool.index;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.tool.document.DocumentText;
import alpi.daemon.tool.file.FileKind;
import alpi.daemon.tool.file.TextFile;
import alpi.daemon.tool.pdf.PdfText;
import alpi.daemon.tool.web.HtmlText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Makes words of bytes, told by what they are: plain text as it stands, pages and documents by
/// those who can read them.
public final class Readings {
  /// Bytes of a plain text that are read; of a longer one its head.
  public static final int MAX_TEXT_BYTES = 1 << 20;

  private final Time time;

  public Readings(Time time) {
    this.time = time;
  }

  /// The words of a document that is no plain text; empty when it is something else.
  ///
  /// @param name what it is called, by which pages are told from other text
  /// @throws Problem when it is damaged or too large
  public Optional<String> document(String name, byte[] bytes) {
    byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, TextFile.SNIFFED));
    return switch (FileKind.of(head)) {
      case PDF -> Optional.of(pdf(bytes));
      case ZIP -> DocumentText.of(bytes, HtmlText::words);
      case TEXT ->
          page(name) ? TextFile.of(bytes).map(it -> HtmlText.words(it.text())) : Optional.empty();
      case PNG, JPEG, GIF, WEBP, GZIP, ELF, SQLITE, BINARY -> Optional.empty();
    };
  }

  Content of(String title, InputStream in, long size) throws IOException {
    byte[] head = in.readNBytes(TextFile.SNIFFED);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
    try {
      return switch (FileKind.of(head)) {
        case TEXT -> text(title, whole, size);
        case PDF, ZIP -> document(title, whole, size);
        case PNG, JPEG, GIF, WEBP, GZIP, ELF, SQLITE, BINARY -> new Content.None("no text");
      };
    } catch (Problem e) {
      return new Content.None(e.sentence());
    }
  }

  private Content text(String title, InputStream in, long size) throws IOException {
    byte[] read = in.readNBytes(MAX_TEXT_BYTES);
    boolean cut = size > read.length;
    byte[] bytes = cut ? Arrays.copyOf(read, lastLine(read)) : read;
    Optional<TextFile> text = TextFile.of(bytes);
    if (text.isEmpty()) {
      return new Content.None("no text");
    }
    String note = cut ? "only the first " + (MAX_TEXT_BYTES >> 20) + " MiB" : "";
    String words = page(title) ? HtmlText.words(text.get().text()) : text.get().text();
    return new Content.Words(hash(read, size), title, words, !page(title), note);
  }

  /// Up to the last line end, so that no character is cut; all when there is none.
  private static int lastLine(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end > 0 ? end : bytes.length;
  }

  private Content document(String title, InputStream in, long size) throws IOException {
    byte[] bytes = in.readNBytes(DocumentText.MAX_BYTES + 1);
    if (bytes.length > DocumentText.MAX_BYTES) {
      return new Content.None("larger than is read of a document");
    }
    Optional<String> text = document(title, bytes);
    boolean pages = FileKind.of(bytes) == FileKind.PDF;
    return text.isPresent()
        ? new Content.Words(hash(bytes, size), title, text.get(), pages, "")
        : new Content.None("no text");
  }

  private String pdf(byte[] bytes) {
    try {
      return PdfText.of(bytes, time).text();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static boolean page(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".html") || lower.endsWith(".htm") || lower.endsWith(".xhtml");
  }

  /// Of what was read, and how long the whole is.
  private static String hash(byte[] read, long size) {
    byte[] end = Long.toString(size).getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(read, read.length + end.length);
    System.arraycopy(end, 0, all, read.length, end.length);
    return Sha256.of(all).hex();
  }
}
