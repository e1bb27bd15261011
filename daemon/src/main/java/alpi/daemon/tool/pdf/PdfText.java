package alpi.daemon.tool.pdf;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/// The text of a PDF, page by page.
///
/// @param pages how many pages the document has
/// @param read how many of them the text holds
public record PdfText(String text, int pages, int read) {
  /// Largest document, in bytes.
  public static final int MAX_BYTES = 64 << 20;

  /// Most pages that are read.
  public static final int MAX_PAGES = 500;

  /// Most characters that are kept.
  public static final int MAX_CHARS = 2 << 20;

  /// Longest time for a document, opening included.
  public static final Duration MAX_TIME = Duration.ofSeconds(20);

  /// Reads a document.
  ///
  /// @throws Problem when it is damaged, locked by a password, too large or too slow
  public static PdfText of(byte[] document, Time time) throws InterruptedException {
    return of(document, MAX_PAGES, MAX_TIME, time);
  }

  static PdfText of(byte[] document, int mostPages, Duration most, Time time)
      throws InterruptedException {
    if (document.length > MAX_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE, "The PDF is larger than " + (MAX_BYTES >> 20) + " MiB.");
    }
    long end = time.nanos() + most.toNanos();
    var task = new FutureTask<>(() -> extract(document, mostPages, end, time));
    Thread worker = Thread.ofVirtual().name("pdf").start(task);
    try {
      return task.get(most.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw tooSlow(e);
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      worker.interrupt();
    }
  }

  private static PdfText extract(byte[] document, int mostPages, long end, Time time)
      throws IOException {
    BundledFont.install();
    var memory = MemoryUsageSetting.setupMainMemoryOnly(4L * MAX_BYTES).streamCache;
    try (PDDocument pdf = Loader.loadPDF(document, "", null, null, memory)) {
      var stripper = new PDFTextStripper();
      var text = new StringBuilder();
      int pages = pdf.getNumberOfPages();
      int read = 0;
      while (read < Math.min(pages, mostPages)
          && text.length() < MAX_CHARS
          && time.nanos() < end
          && !Thread.currentThread().isInterrupted()) {
        read++;
        stripper.setStartPage(read);
        stripper.setEndPage(read);
        text.append("--- page ").append(read).append(" ---\n");
        text.append(stripper.getText(pdf).strip()).append('\n');
      }
      text.setLength(Math.min(text.length(), MAX_CHARS));
      return new PdfText(text.toString(), pages, read);
    }
  }

  private static Problem failure(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof InvalidPasswordException) {
      return Problem.of(ErrorCode.CORRUPT, "The PDF is locked by a password.").because(cause);
    }
    if (cause instanceof StackOverflowError) {
      return Problem.of(ErrorCode.CORRUPT, "The PDF is nested too deeply.").because(cause);
    }
    return Problem.of(ErrorCode.CORRUPT, "The PDF is damaged and cannot be read.").because(cause);
  }

  private static Problem tooSlow(TimeoutException e) {
    return Problem.of(
            ErrorCode.DEADLINE, "Reading the PDF took longer than " + MAX_TIME.toSeconds() + " s.")
        .because(e);
  }
}
