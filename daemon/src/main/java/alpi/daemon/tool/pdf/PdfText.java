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

/// The text of a PDF, page by page.
///
/// @param pages how many pages the document has
/// @param read how many of them were read
/// @param blank whether no word was found on those; such pages are mostly pictures of paper
public record PdfText(String text, int pages, int read, boolean blank) {
  /// Largest document, in bytes. It is held in memory together with what it unpacks to.
  public static final int MAX_BYTES = 32 << 20;

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

  /// How much of the document this is, as half a sentence.
  public String extent() {
    if (blank) {
      return "no text on its %s, only pictures; it was probably scanned".formatted(count(read));
    }
    return read < pages
        ? "the text of the first %d of %s".formatted(read, count(pages))
        : "the text of its %s".formatted(count(pages));
  }

  private static String count(int pages) {
    return pages == 1 ? "1 page" : pages + " pages";
  }

  static PdfText of(byte[] document, int mostPages, Duration most, Time time)
      throws InterruptedException {
    if (document.length > MAX_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE, "The PDF is larger than " + (MAX_BYTES >> 20) + " MiB.");
    }
    long end = time.nanos() + most.toNanos();
    var task = new FutureTask<>(() -> extract(document, mostPages, end, time));
    // A thread of the system: what a page makes it compute would hold up a carrier of virtual ones.
    Thread worker = Thread.ofPlatform().daemon().name("pdf").start(task);
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
    var memory = MemoryUsageSetting.setupMainMemoryOnly(2L * MAX_BYTES).streamCache;
    try (PDDocument pdf = Loader.loadPDF(document, "", null, null, memory)) {
      var stripper = new TimedStripper(end, time);
      var text = new StringBuilder();
      int pages = pdf.getNumberOfPages();
      int read = 0;
      boolean blank = true;
      while (read < Math.min(pages, mostPages)
          && text.length() < MAX_CHARS
          && time.nanos() < end
          && !Thread.currentThread().isInterrupted()) {
        read++;
        stripper.setStartPage(read);
        stripper.setEndPage(read);
        text.append("--- page ").append(read).append(" ---\n");
        String words = stripper.getText(pdf).strip();
        blank &= words.isEmpty();
        text.append(words).append('\n');
      }
      text.setLength(Math.min(text.length(), MAX_CHARS));
      return new PdfText(text.toString(), pages, read, blank);
    }
  }

  private static Problem failure(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof TimedStripper.OutOfTime) {
      return tooSlow(cause);
    }
    if (cause instanceof InvalidPasswordException) {
      return Problem.of(
              ErrorCode.CORRUPT, "The PDF is locked by a password.", "Save a copy without one.")
          .because(cause);
    }
    if (cause instanceof StackOverflowError) {
      return Problem.of(ErrorCode.CORRUPT, "The PDF is nested too deeply.").because(cause);
    }
    return Problem.of(ErrorCode.CORRUPT, "The PDF is damaged and cannot be read.").because(cause);
  }

  private static Problem tooSlow(Throwable e) {
    return Problem.of(
            ErrorCode.DEADLINE, "Reading the PDF took longer than " + MAX_TIME.toSeconds() + " s.")
        .because(e);
  }
}
